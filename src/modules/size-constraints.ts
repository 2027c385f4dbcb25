import { namesIn, reduce } from '../tensor/shape-spec/expression.ts';
import type { Expression } from '../tensor/shape-spec/index.ts';

/** Two sizes that must be equal. */
export interface Equation {
  /** What the giver gives, in the names of the model's input. */
  readonly given: Expression;
  /** What the reader reads, in the same names. */
  readonly read: Expression;
  /** Where the two meet, e.g. `axis 1 of feature map c3 of ConvBackbone`. */
  readonly place: string;
  readonly parts: readonly [giver: string, reader: string];
}

/** An equation that doesn't hold for the sizes of one input. */
export interface Violation {
  readonly equation: Equation;
  readonly given: number;
  readonly read: number;
  /** A name of the input with the nearest sizes for which the equations hold; left out where none was found. */
  readonly nearest: { readonly name: string; readonly sizes: readonly number[] } | undefined;
}

/** How far from the given size the nearest fitting ones are looked for. */
const NEAREST_WITHIN = 1024;

/** Beyond this many sizes to try, an equation is left to the first real call. */
const MOST_TRIED = 1 << 16;

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function valueAt(expression: Expression, name: string, size: number): number | undefined {
  const value = reduce(expression, (each) => (each === name ? size : undefined));
  return typeof value === 'number' ? value : undefined;
}

/** The product of an expression's divisors: it repeats, plus a constant, with this period. */
export function periodOf(expression: Expression): number {
  if (expression.op === 'size' || expression.op === 'name') return 1;
  const inner = periodOf(expression.left) * periodOf(expression.right);
  return expression.op === '//' && expression.right.op === 'size'
    ? inner * Math.abs(expression.right.value)
    : inner;
}

function sumOfSizes(expression: Expression): number {
  if (expression.op === 'size') return expression.value;
  return expression.op === 'name' ? 1 : sumOfSizes(expression.left) + sumOfSizes(expression.right);
}

/** Whether the name is multiplied or divided by itself, as in `height*height`: then the reasoning below fails. */
function isLinear(expression: Expression): boolean {
  if (expression.op === 'size' || expression.op === 'name') return true;
  if (!isLinear(expression.left) || !isLinear(expression.right)) return false;
  if (expression.op === '*')
    return namesIn(expression.left).length === 0 || namesIn(expression.right).length === 0;
  return expression.op !== '//' || expression.right.op === 'size';
}

/** Whether all equations hold for one size of their name, with every axis at least 1. */
function hold(equations: readonly Equation[], name: string, size: number): boolean {
  return equations.every(({ given, read }) => {
    const value = valueAt(given, name, size);
    return value !== undefined && value >= 1 && value === valueAt(read, name, size);
  });
}

/**
 * Decides whether equations between axis sizes can all hold at once, for sizes from 1 up.
 *
 * It refuses only what no size can satisfy. Equations in one name are decided: their sides are linear with floor
 * divisions, so that they either agree within a bounded range or go on agreeing periodically, and trying that range is
 * enough. Equations between several names are taken as possible; the first real call decides them.
 */
export class SizeConstraints {
  /** Equations in one name, by that name. */
  readonly #byName = new Map<string, Equation[]>();
  readonly #equations: Equation[] = [];

  /** The same equations in another set, to try what else would fit. */
  copy(): SizeConstraints {
    const copied = new SizeConstraints();
    for (const [name, equations] of this.#byName) copied.#byName.set(name, [...equations]);
    copied.#equations.push(...this.#equations);
    return copied;
  }

  /**
   * Adds an equation.
   * @returns false when it can't hold together with those before it; it is left out then
   */
  add(equation: Equation): boolean {
    const { given, read } = equation;
    const names = new Set([...namesIn(given), ...namesIn(read)]);
    const [name, ...others] = names;
    if (name === undefined) return reduce(given, () => undefined) === reduce(read, () => undefined);
    if (others.length === 0) {
      const equations = [...(this.#byName.get(name) ?? []), equation];
      if (!this.#isSatisfiable(name, equations)) return false;
      this.#byName.set(name, equations);
    }
    this.#equations.push(equation);
    return true;
  }

  /**
   * Evaluates the equations for one input.
   * @param sizeOf the size of a name of the model's input
   * @returns the first that doesn't hold; an equation with a name of unknown size is passed over
   */
  violated(sizeOf: (name: string) => number | undefined): Violation | undefined {
    for (const equation of this.#equations) {
      const given = reduce(equation.given, sizeOf);
      const read = reduce(equation.read, sizeOf);
      if (typeof given !== 'number' || typeof read !== 'number' || given === read) continue;
      return { equation, given, read, nearest: this.#nearest(equation, sizeOf) };
    }
    return undefined;
  }

  #nearest(equation: Equation, sizeOf: (name: string) => number | undefined): Violation['nearest'] {
    const [name, ...others] = new Set([...namesIn(equation.given), ...namesIn(equation.read)]);
    const size = name === undefined ? undefined : sizeOf(name);
    const equations = name === undefined ? undefined : this.#byName.get(name);
    if (name === undefined || size === undefined || equations === undefined || others.length > 0)
      return undefined;
    const fitting = (step: 1 | -1): number[] => {
      for (let at = size + step; at >= 1 && Math.abs(at - size) <= NEAREST_WITHIN; at += step) {
        if (hold(equations, name, at)) return [at];
      }
      return [];
    };
    const sizes = [...fitting(-1), ...fitting(1)];
    return sizes.length === 0 ? undefined : { name, sizes };
  }

  #isSatisfiable(name: string, equations: readonly Equation[]): boolean {
    const sides = equations.flatMap(({ given, read }) => [given, read]);
    if (!sides.every(isLinear)) return true;
    // Two sides that grow at different rates meet only while the difference of their offsets lasts; two that grow at
    // the same rate repeat after their common period.
    const period = sides
      .map(periodOf)
      .reduce((common, each) => (common * each) / greatestCommonDivisor(common, each), 1);
    const reach = sides.reduce((sum, each) => sum + sumOfSizes(each), 2);
    const most = period * reach;
    if (!(most <= MOST_TRIED)) return true;
    for (let size = 1; size <= most; size += 1) {
      if (hold(equations, name, size)) return true;
    }
    return false;
  }
}
