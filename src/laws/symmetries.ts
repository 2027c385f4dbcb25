import type { Tensor } from '@tensorflow/tfjs-core';
import { nearestName } from '../checks/options.ts';
import { ArgumentError, SubjectError } from '../errors.ts';
import { createGenerator } from '../random/generator.ts';
import type { HostOutput } from '../training/behaviour/scene.ts';
import { describeKind, isTensor } from '../tensor/subject.ts';
import { isDrawable } from './input-plan.ts';
import type { Drawable } from './law.ts';
import { tensorOf } from './results.ts';

/**
 * Transformations by name: of places (`'batch permutation'`: other samples first; `'permutation'` along `axis`; `'horizontal flip'`,
 * `'vertical flip'`; `'shift'`: by some steps along the width, or along `axis`) and of values (`'scaling'` by a positive factor, `'offset'`
 * by a constant, `'sign'`).
 */
export type SymmetryName =
  | 'batch permutation'
  | 'permutation'
  | 'horizontal flip'
  | 'vertical flip'
  | 'shift'
  | 'scaling'
  | 'offset'
  | 'sign';

/** A transformation of one's own. */
export interface Transformation {
  /** As messages call it. @defaultValue the name of `in` */
  readonly name?: string | undefined;
  /** What it is done by: drawn once for each case, and handed to `in` and `out`. */
  readonly by?: Drawable | undefined;
  /** What is done to an input. */
  readonly in: (x: Tensor, by: never) => Tensor;
  /** What it does to an output. @defaultValue the same as to an input */
  readonly out?: ((y: Tensor, by: never) => Tensor) | undefined;
}

/** A transformation by name, one of one's own, or just what is done to an input. */
export type SymmetryGiven = SymmetryName | Transformation | ((x: Tensor, by: never) => Tensor);

/** A transformation that can be tried. */
export interface Symmetry {
  /** As an expression: `flipped`. */
  readonly name: string;
  readonly draws: readonly unknown[] | Drawable | undefined;
  /** Whether inputs without names for their axes are all changed. */
  readonly isOfBatch: boolean;
  /** Whether only what lies inside of a border is the same. */
  readonly hasBorder: boolean;
  /**
   * @param axis along which; `undefined` for one of values
   * @returns what it makes of an input; a word where it does nothing
   */
  readonly applyIn: (
    input: HostOutput,
    axis: number,
    drawn: unknown,
    steps: number,
  ) => HostOutput | 'nothing';
  /** Of an output; `outputs` and `inputs` tell how far a step of the one is in the other. */
  readonly applyOut: (output: HostOutput, axis: number, drawn: unknown) => HostOutput;
  readonly describe: (drawn: unknown, size: number) => string;
  /** How it is written with TensorFlow.js, of an input by its name. */
  readonly code: (x: string, axis: number, size: number, drawn: unknown) => string;
  /** The axis it goes along in an input of a rank; `undefined` for one of values. */
  readonly axisOf: ((rank: number, names: readonly string[]) => number) | undefined;
}

const WIDTH = ['width', 'w', 'columns', 'cols', 'time', 't', 'length'];
const HEIGHT = ['height', 'h', 'rows'];

/** Of images the axis before the channels, of anything else the second. */
function widthOf(rank: number, names: readonly string[]): number {
  const named = names.findIndex((name) => WIDTH.includes(name.toLowerCase()));
  if (named >= 0) return named;
  return rank >= 4 ? rank - 2 : Math.min(1, rank - 1);
}

function heightOf(rank: number, names: readonly string[]): number {
  const named = names.findIndex((name) => HEIGHT.includes(name.toLowerCase()));
  if (named >= 0) return named;
  return rank >= 4 ? rank - 3 : 0;
}

/** The elements of a tensor, with other places along one axis. @param from where the element of a place comes from */
export function rearranged(tensor: HostOutput, axis: number, from: readonly number[]): HostOutput {
  const { shape } = tensor;
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const size = shape[axis] ?? 1;
  const values = tensor.values.slice();
  for (let i = 0; i < values.length; i += 1) {
    const at = Math.floor(i / inner) % size;
    values[i] = tensor.values[i + ((from[at] ?? at) - at) * inner] ?? NaN;
  }
  return { ...tensor, values };
}

function indices(size: number): number[] {
  return Array.from({ length: size }, (_, i) => i);
}

/** The simplest exchanges the first two, the next turns the order round, others come from the number that was drawn. */
export function permutationOf(size: number, drawn: number): number[] {
  const order = indices(size);
  if (drawn === 0) return [...order.slice(0, 2).reverse(), ...order.slice(2)];
  if (drawn === 1) return order.reverse();
  const next = createGenerator(drawn);
  for (let i = size - 1; i > 0; i -= 1) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
}

function ofPlaces(
  name: string,
  axisOf: NonNullable<Symmetry['axisOf']>,
  order: (size: number, drawn: number) => readonly number[],
  draws: readonly number[] | undefined,
): Symmetry {
  const apply = (tensor: HostOutput, axis: number, drawn: unknown): HostOutput =>
    rearranged(tensor, axis, order(tensor.shape[axis] ?? 1, Number(drawn ?? 0)));
  return {
    name,
    draws,
    isOfBatch: false,
    hasBorder: false,
    axisOf,
    applyIn: (input, axis, drawn) => ((input.shape[axis] ?? 1) < 2 ? 'nothing' : apply(input, axis, drawn)),
    applyOut: apply,
    describe: (drawn, size) =>
      draws === undefined ? '' : `the order [${order(size, Number(drawn ?? 0)).join(', ')}]`,
    code: (x, axis, size, drawn) =>
      draws === undefined
        ? `tf.reverse(${x}, ${axis})`
        : `tf.gather(${x}, [${order(size, Number(drawn ?? 0)).join(', ')}], ${axis})`,
  };
}

function ofValues(
  name: string,
  draws: readonly number[],
  change: (value: number, by: number) => number,
  describe: (by: number) => string,
  code: (x: string, by: number) => string,
): Symmetry {
  const apply = (tensor: HostOutput, drawn: unknown): HostOutput => {
    const values = tensor.values.slice();
    for (let i = 0; i < values.length; i += 1) values[i] = change(values[i] ?? NaN, Number(drawn));
    return { ...tensor, values };
  };
  return {
    name,
    draws,
    isOfBatch: false,
    hasBorder: false,
    axisOf: undefined,
    applyIn: (input, _axis, drawn) => apply(input, drawn),
    applyOut: (output, _axis, drawn) => apply(output, drawn),
    describe: (drawn) => describe(Number(drawn)),
    code: (x, _axis, _size, drawn) => code(x, Number(drawn)),
  };
}

const MANY = indices(64);

const SYMMETRIES: Readonly<Record<SymmetryName, Symmetry>> = {
  'batch permutation': { ...ofPlaces('permuted', () => 0, permutationOf, MANY), isOfBatch: true },
  permutation: ofPlaces('permuted', widthOf, permutationOf, MANY),
  'horizontal flip': ofPlaces('flipped', widthOf, (size) => indices(size).reverse(), undefined),
  'vertical flip': ofPlaces('flipped', heightOf, (size) => indices(size).reverse(), undefined),
  shift: {
    ...ofPlaces(
      'shifted',
      widthOf,
      (size, by) => indices(size).map((i) => (i - by + size * by) % size),
      [1, 2, 3],
    ),
    hasBorder: true,
    applyIn: (input, axis, drawn, steps) => {
      const size = input.shape[axis] ?? 1;
      const by = Number(drawn) * steps;
      if (by >= size) return 'nothing';
      return rearranged(
        input,
        axis,
        indices(size).map((i) => (i - by + size) % size),
      );
    },
    describe: (drawn) => `a shift by ${Number(drawn)}`,
    code: (x, axis, size, drawn) =>
      `tf.gather(${x}, [${indices(size)
        .map((i) => (i - Number(drawn) + size) % size)
        .join(', ')}], ${axis})`,
  },
  // Powers of two, which round nothing.
  scaling: ofValues(
    'scaled',
    [2, 0.5, 4, 8],
    (value, by) => value * by,
    (by) => `the factor ${by}`,
    (x, by) => `tf.mul(${x}, ${by})`,
  ),
  offset: ofValues(
    'offset',
    [1, -1, 2, 8, -4],
    (value, by) => value + by,
    (by) => `the offset ${by}`,
    (x, by) => `tf.add(${x}, ${by})`,
  ),
  sign: ofValues(
    'negative',
    [-1],
    (value) => 0 - value,
    () => '',
    (x) => `tf.neg(${x})`,
  ),
};

/**
 * Reads a transformation.
 * @throws ArgumentError for a name that there is not, and for anything that is no transformation
 */
export function requireSymmetry(given: unknown, where: string): Symmetry {
  if (typeof given === 'string') {
    if (Object.hasOwn(SYMMETRIES, given)) return SYMMETRIES[given as SymmetryName]; // an own key, as was asked
    const names = Object.keys(SYMMETRIES);
    const nearest =
      nearestName(given, names) ?? names.find((name) => given !== '' && name.includes(given.toLowerCase()));
    throw new ArgumentError(`${where}: there is no transformation '${given}'.`, {
      argument: 'symmetry',
      expected: names,
      actual: given,
      hint: nearest === undefined ? `there are '${names.join("', '")}'.` : `did you mean '${nearest}'?`,
    });
  }
  const own = readOwn(given);
  if (own !== undefined) return ownSymmetry(own, where);
  throw new ArgumentError(`${where}: symmetry must be a name or { in, out }, got ${describeKind(given)}.`, {
    argument: 'symmetry',
    expected: `one of '${Object.keys(SYMMETRIES).join("', '")}', or { in: (x) => …, out: (y) => … }`,
    actual: given,
  });
}

type Change = (tensor: Tensor, by: unknown) => unknown;

interface OwnTransformation {
  readonly name: string;
  readonly by: Drawable | undefined;
  readonly in: Change;
  readonly out: Change;
}

function readOwn(given: unknown): OwnTransformation | undefined {
  if (typeof given === 'function') {
    const change = given as Change; // what it takes shows when it is called
    return { name: nameOf(given), by: undefined, in: change, out: change };
  }
  if (typeof given !== 'object' || given === null) return undefined;
  try {
    const read = (key: string): unknown => Reflect.get(given, key);
    const [name, by, inward, outward] = [read('name'), read('by'), read('in'), read('out')];
    if (typeof inward !== 'function') return undefined;
    if (outward !== undefined && typeof outward !== 'function') return undefined;
    if (by !== undefined && !isDrawable(by)) return undefined;
    return {
      name: typeof name === 'string' && name !== '' ? name : nameOf(inward),
      by,
      in: inward as Change, // what they take shows when they are called
      out: (outward ?? inward) as Change,
    };
  } catch {
    return undefined;
  }
}

function nameOf({ name }: { readonly name: string }): string {
  return name === '' || name === 'in' ? 'g' : name;
}

function ownSymmetry({ name, by, in: inward, out: outward }: OwnTransformation, where: string): Symmetry {
  const apply = (change: Change, side: string, tensor: HostOutput, drawn: unknown): HostOutput => {
    let made: unknown;
    try {
      made = change(tensorOf(tensor), drawn);
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new ArgumentError(`${where}: symmetry.${side} throws: ${message}`, {
        argument: `symmetry.${side}`,
        expected: 'a function that gives a tensor for a tensor',
        actual: message,
        cause,
      });
    }
    if (!isTensor(made) || made.isDisposed || made.dtype === 'string' || made.dtype === 'complex64') {
      throw new SubjectError(`${where}: symmetry.${side} must give a tensor, got ${describeKind(made)}.`, {
        argument: `symmetry.${side}`,
        expected: 'a tensor of numbers',
        actual: describeKind(made),
      });
    }
    return { ...tensor, shape: [...made.shape], dtype: made.dtype, values: made.dataSync().slice() };
  };
  return {
    name,
    draws: by,
    isOfBatch: false,
    hasBorder: false,
    axisOf: undefined,
    applyIn: (input, _axis, drawn) => apply(inward, 'in', input, drawn),
    applyOut: (output, _axis, drawn) => apply(outward, 'out', output, drawn),
    describe: (drawn) => (by === undefined ? '' : `by ${printDrawn(drawn)}`),
    code: (x, _axis, _size, drawn) => `${name}(${x}${by === undefined ? '' : `, ${printDrawn(drawn)}`})`,
  };
}

function printDrawn(drawn: unknown): string {
  if (isTensor(drawn)) return describeKind(drawn);
  return typeof drawn === 'object' || typeof drawn === 'string'
    ? JSON.stringify(drawn)
    : describeNumber(drawn);
}

function describeNumber(drawn: unknown): string {
  return typeof drawn === 'number' || typeof drawn === 'boolean' ? String(drawn) : describeKind(drawn);
}
