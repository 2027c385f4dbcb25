import { printAxis } from '../tensor/shape-spec/index.ts';
import type { Axis, Expression, ParsedShape } from '../tensor/shape-spec/index.ts';
import type { DeclaredTensor } from './declaration.ts';
import type { Scope } from './scope.ts';
import { SizeConstraints } from './size-constraints.ts';

/** Why a declared tensor can't be read as another. */
export type Conflict =
  | { readonly kind: 'dtype'; readonly given: string; readonly read: string }
  | { readonly kind: 'stride'; readonly given: number | undefined; readonly read: number }
  | { readonly kind: 'rank'; readonly given: number; readonly read: number; readonly orMore: boolean }
  | {
      readonly kind: 'axis';
      /** Counted from the front, or from the back (negative) where a run of axes stands before it. */
      readonly axis: number;
      /** A size, or what it is in terms of the giver's names, e.g. `height//4`. */
      readonly given: number | string;
      readonly read: number | string;
      /** The axis as the reader wrote it, where that is a name or a formula. */
      readonly token: { readonly text: string; readonly name: string } | undefined;
      /** Which axis gave that name its meaning. */
      readonly boundBy: string | undefined;
      /** Whether the sizes could agree taken alone, but not along with the axes before. */
      readonly together: boolean;
    };

/** An axis that can be compared: neither any size, nor one that may broadcast. */
function expressionOf(axis: Axis): Expression | undefined {
  switch (axis.kind) {
    case 'fixed':
    case 'documented':
      return axis.broadcast ? undefined : { op: 'size', value: axis.size };
    case 'name':
      return axis.broadcast ? undefined : { op: 'name', name: axis.name };
    case 'expression':
      return axis.broadcast ? undefined : axis.expression;
    case 'any':
    case 'ellipsis':
    case 'variadic':
      return undefined;
  }
}

/** Two floor divisions in a row are one: `height//8//4` is `height//32`. */
function simplify(expression: Expression): Expression {
  if (expression.op === 'size') return expression;
  if (expression.op === 'name') {
    // A name that only one module knows carries its owner in front.
    return { op: 'name', name: expression.name.slice(expression.name.lastIndexOf('.') + 1) };
  }
  const left = simplify(expression.left);
  const right = simplify(expression.right);
  if (expression.op === '//' && left.op === '//' && left.right.op === 'size' && right.op === 'size') {
    return { op: '//', left: left.left, right: { op: 'size', value: left.right.value * right.value } };
  }
  return { op: expression.op, left, right };
}

/** An expression as a message prints it: a number where it is one. */
export function printExpression(expression: Expression): number | string {
  const simple = simplify(expression);
  if (simple.op === 'size') return simple.value;
  if (simple.op === 'name') return simple.name;
  return printAxis({ kind: 'expression', offset: 0, expression: simple, names: [], broadcast: false });
}

interface Pair {
  readonly axis: number;
  readonly given: Axis;
  readonly read: Axis;
}

function isRun(axis: Axis): boolean {
  return axis.kind === 'ellipsis' || axis.kind === 'variadic';
}

/** The axes in front of the first run, and those behind the last. */
function ends(shape: ParsedShape): { readonly front: readonly Axis[]; readonly back: readonly Axis[] } {
  const first = shape.axes.findIndex(isRun);
  if (first < 0) return { front: shape.axes, back: shape.axes };
  return { front: shape.axes.slice(0, first), back: shape.axes.slice(shape.axes.findLastIndex(isRun) + 1) };
}

/** Which axis meets which; between two runs nothing is certain, so nothing is paired. */
function pairAxes(given: ParsedShape, read: ParsedShape): readonly Pair[] {
  const g = ends(given);
  const r = ends(read);
  const pairs: Pair[] = [];
  for (let axis = 0; axis < Math.min(g.front.length, r.front.length); axis += 1) {
    const [one, other] = [g.front[axis], r.front[axis]];
    if (one !== undefined && other !== undefined) pairs.push({ axis, given: one, read: other });
  }
  if (given.runs === 0 && read.runs === 0) return pairs;
  for (let back = 1; back <= Math.min(g.back.length, r.back.length); back += 1) {
    const [one, other] = [g.back.at(-back), r.back.at(-back)];
    if (one !== undefined && other !== undefined) {
      pairs.push({ axis: given.runs === 0 ? given.singles - back : -back, given: one, read: other });
    }
  }
  return pairs;
}

function rankConflict(given: ParsedShape, read: ParsedShape): Conflict | undefined {
  const fits =
    (given.runs > 0 || given.singles >= read.singles) && (read.runs > 0 || read.singles >= given.singles);
  return fits ? undefined : { kind: 'rank', given: given.singles, read: read.singles, orMore: read.runs > 0 };
}

/**
 * Reads a declared tensor as another: names that the reader meets first get their meaning from the giver's axes, and
 * everything else must be able to agree.
 * @param given what one module gives, in the names of `givenScope`
 * @param read what the other reads, in the names of `readScope`, which grows
 * @param sizes the equations of the whole composition, which grow
 * @param label how messages call the tensor where a name is bound by it, e.g. `c3`
 * @param place what the tensor is called in full, e.g. `feature map c3 of ConvBackbone`
 * @returns why it can't be; `undefined` when it can
 */
export function unify(
  given: DeclaredTensor,
  givenScope: Scope,
  read: DeclaredTensor,
  readScope: Scope,
  sizes: SizeConstraints,
  label: string,
  place: string,
): Conflict | undefined {
  if (given.dtype !== read.dtype) return { kind: 'dtype', given: given.dtype, read: read.dtype };
  const rank = rankConflict(given.shape, read.shape);
  if (rank !== undefined) return rank;
  if (read.stride !== undefined && given.stride !== read.stride) {
    return { kind: 'stride', given: given.stride, read: read.stride };
  }
  const pairs = pairAxes(given.shape, read.shape);
  // Names before formulas: `height//2 height` means the height that the second axis binds.
  for (const isFormula of [false, true]) {
    for (const pair of pairs) {
      if ((pair.read.kind === 'expression') !== isFormula) continue;
      const conflict = unifyAxis(pair, givenScope, readScope, sizes, label, place);
      if (conflict !== undefined) return conflict;
    }
  }
  return undefined;
}

function unifyAxis(
  pair: Pair,
  givenScope: Scope,
  readScope: Scope,
  sizes: SizeConstraints,
  label: string,
  place: string,
): Conflict | undefined {
  const givenExpression = expressionOf(pair.given);
  const readExpression = expressionOf(pair.read);
  if (givenExpression === undefined || readExpression === undefined) return undefined;
  const given = givenScope.resolve(givenExpression);
  if (readExpression.op === 'name' && !readScope.has(readExpression.name)) {
    readScope.bind(readExpression.name, given, `${label} axis ${pair.axis}`.trimStart());
    return undefined;
  }
  const read = readScope.resolve(readExpression);
  const equation = {
    given,
    read,
    place: `axis ${pair.axis} of ${place}`,
    parts: [givenScope.owner, readScope.owner],
  } as const;
  if (sizes.add(equation)) return undefined;
  const [name] =
    pair.read.kind === 'expression' ? pair.read.names : pair.read.kind === 'name' ? [pair.read.name] : [];
  return {
    kind: 'axis',
    axis: pair.axis,
    given: printExpression(given),
    read: printExpression(read),
    token: name === undefined ? undefined : { text: printAxis(pair.read), name },
    boundBy: name === undefined ? undefined : readScope.boundBy(name),
    together: new SizeConstraints().add(equation),
  };
}
