import { reduce, solve } from './expression.ts';
import { printAxis } from './print.ts';
import { specError } from './spec-error.ts';
import { layOut } from './layout.ts';
import type { BoundBy, BoundRun, Environment } from './environment.ts';
import type { Axis, ExpressionAxis, NameAxis, ParsedShape, VariadicAxis } from './types.ts';

/** A name, what it stood for, and who bound it. */
export interface NameInFailure extends BoundBy {
  readonly name: string;
  readonly value: number | readonly number[];
}

/** Which axis a tensor fails at, and why; plain data. Discriminated by `kind`. */
export type ShapeFailure = {
  /** The tensor as the user knows it; empty where there is only one. */
  readonly tensor: string;
} & (
  | {
      readonly kind: 'rank';
      readonly rank: number;
      readonly expected: number;
      /** Whether a higher rank would fit as well. */
      readonly orMore: boolean;
      /** Above 1 where the axes beyond `expected` must come in multiples, as for `*a *a`. */
      readonly inStepsOf: number;
      readonly names: readonly NameInFailure[];
    }
  | {
      readonly kind: 'size';
      readonly axis: number;
      /** The axis of the spec, e.g. `2*height`. */
      readonly token: string;
      readonly size: number;
      readonly expected: number;
      readonly orOne: boolean;
      /** The names that made `expected`; empty for a fixed size. */
      readonly names: readonly NameInFailure[];
    }
  | {
      readonly kind: 'unsolvable';
      readonly axis: number;
      readonly token: string;
      readonly size: number;
      /** The unbound name for which no size fits; empty where the formula has no value at all. */
      readonly unbound: string;
      /** Why the formula has no value; empty where an unbound name has no fitting size. */
      readonly problem: '' | 'divides by zero' | 'is beyond 2^53';
      readonly names: readonly NameInFailure[];
    }
  | {
      readonly kind: 'run';
      /** The first axis that disagrees. */
      readonly axis: number;
      readonly from: number;
      readonly token: string;
      readonly sizes: readonly number[];
      readonly expected: readonly number[];
      readonly names: readonly NameInFailure[];
    }
);

/** The outcome of a match. */
export type ShapeMatch =
  { readonly matches: true } | { readonly matches: false; readonly failure: ShapeFailure };

/** One tensor of a call. */
export interface ShapeEntry {
  readonly tensor: string;
  readonly shape: readonly number[];
  readonly parsed: ParsedShape;
}

const MATCHED: ShapeMatch = { matches: true };

function fails(failure: ShapeFailure): ShapeMatch {
  return { matches: false, failure };
}

/** A match that can be put off until another tensor has bound what it needs. */
type Attempt = ShapeMatch | 'later';

function kindError(
  axis: NameAxis | VariadicAxis | ExpressionAxis,
  name: string,
  parsed: ParsedShape,
  says: string,
): never {
  throw specError(parsed.source, axis.offset, `'${name}' is ${says} elsewhere`, { actual: says });
}

function matchName(
  axis: NameAxis,
  index: number,
  size: number,
  entry: ShapeEntry,
  environment: Environment,
): ShapeMatch {
  const bound = environment.sizes.get(axis.name);
  if (bound === undefined) {
    if (environment.runs.has(axis.name)) kindError(axis, axis.name, entry.parsed, 'a run of axes (*)');
    // a 1 that broadcasts says nothing about the size
    if (!axis.broadcast || size !== 1)
      environment.sizes.set(axis.name, { size, tensor: entry.tensor, axis: index });
    return MATCHED;
  }
  if (bound.size === size || (axis.broadcast && size === 1)) return MATCHED;
  return fails({
    kind: 'size',
    tensor: entry.tensor,
    axis: index,
    token: printAxis(axis),
    size,
    expected: bound.size,
    orOne: axis.broadcast,
    names: [{ name: axis.name, value: bound.size, tensor: bound.tensor, axis: bound.axis }],
  });
}

function matchFixed(
  axis: Axis & { readonly kind: 'fixed' | 'documented' },
  index: number,
  size: number,
  tensor: string,
): ShapeMatch {
  if (size === axis.size || (axis.broadcast && size === 1)) return MATCHED;
  return fails({
    kind: 'size',
    tensor,
    axis: index,
    token: printAxis(axis),
    size,
    expected: axis.size,
    orOne: axis.broadcast,
    names: [],
  });
}

function matchRun(
  axis: VariadicAxis,
  from: number,
  length: number,
  entry: ShapeEntry,
  environment: Environment,
): ShapeMatch {
  const sizes = entry.shape.slice(from, from + length);
  const bound = environment.runs.get(axis.name);
  if (bound === undefined) {
    if (environment.sizes.has(axis.name)) kindError(axis, axis.name, entry.parsed, 'a single axis');
    environment.runs.set(axis.name, { sizes, widens: axis.broadcast, tensor: entry.tensor, axis: from });
    return MATCHED;
  }
  const wider = agree(bound, sizes, axis.broadcast);
  if (wider !== undefined) {
    if (wider !== bound.sizes) {
      environment.runs.set(axis.name, {
        sizes: wider,
        widens: bound.widens && axis.broadcast,
        tensor: entry.tensor,
        axis: from,
      });
    } else if (bound.widens && !axis.broadcast) {
      environment.runs.set(axis.name, { ...bound, widens: false });
    }
    return MATCHED;
  }
  // counted from the last axis when they broadcast, as there the ranks may differ
  const shift = axis.broadcast || bound.widens ? bound.sizes.length - sizes.length : 0;
  const off = sizes.findIndex(
    (size, at) => size !== bound.sizes[at + shift] && !(axis.broadcast && size === 1),
  );
  return fails({
    kind: 'run',
    tensor: entry.tensor,
    axis: from + Math.max(0, off),
    from,
    token: printAxis(axis),
    sizes,
    expected: bound.sizes,
    names: [{ name: axis.name, value: bound.sizes, tensor: bound.tensor, axis: bound.axis }],
  });
}

/** The sizes that a run has once `sizes` agreed with it; the same object where nothing changed; `undefined` where they disagree. */
function agree(bound: BoundRun, sizes: readonly number[], broadcast: boolean): readonly number[] | undefined {
  const boundStays = !bound.widens;
  if (boundStays && !broadcast) return isSame(bound.sizes, sizes) ? bound.sizes : undefined;
  const wider = broadcastSizes(bound.sizes, sizes);
  if (wider === undefined) return undefined;
  if (boundStays && !isSame(wider, bound.sizes)) return undefined;
  if (!broadcast && !isSame(wider, sizes)) return undefined;
  return isSame(wider, bound.sizes) ? bound.sizes : wider;
}

function isSame(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((size, at) => size === right[at]);
}

/** The shape that two shapes broadcast to by NumPy's rules; `undefined` where they don't. */
export function broadcastSizes(
  left: readonly number[],
  right: readonly number[],
): readonly number[] | undefined {
  const rank = Math.max(left.length, right.length);
  const wider: number[] = [];
  for (let axis = 0; axis < rank; axis += 1) {
    const a = left[axis - rank + left.length] ?? 1;
    const b = right[axis - rank + right.length] ?? 1;
    if (a !== b && a !== 1 && b !== 1) return undefined;
    wider.push(a === 1 ? b : a);
  }
  return wider;
}

/** Everything but arithmetic, in the order of the axes. */
function matchAxes(entry: ShapeEntry, starts: readonly number[], environment: Environment): ShapeMatch {
  const { shape, parsed } = entry;
  for (const [at, axis] of parsed.axes.entries()) {
    const index = starts[at] ?? 0;
    const size = shape[index] ?? 0;
    let match = MATCHED;
    switch (axis.kind) {
      case 'fixed':
      case 'documented':
        match = matchFixed(axis, index, size, entry.tensor);
        break;
      case 'name':
        match = matchName(axis, index, size, entry, environment);
        break;
      case 'variadic':
        match = matchRun(axis, index, (starts[at + 1] ?? shape.length) - index, entry, environment);
        break;
      case 'any':
      case 'ellipsis':
      case 'expression': // arithmetic comes once all names had their turn
    }
    if (!match.matches) return match;
  }
  return MATCHED;
}

function matchExpression(
  axis: ExpressionAxis,
  index: number,
  entry: ShapeEntry,
  environment: Environment,
): Attempt {
  const size = entry.shape[index] ?? 0;
  if (axis.broadcast && size === 1) return MATCHED;
  const known = (): readonly NameInFailure[] =>
    axis.names.flatMap((name) => {
      const bound = environment.sizes.get(name);
      return bound === undefined ? [] : [{ name, value: bound.size, tensor: bound.tensor, axis: bound.axis }];
    });
  const place = { tensor: entry.tensor, axis: index, token: printAxis(axis), size };
  const value = reduce(axis.expression, (name) => environment.sizes.get(name)?.size);
  if (typeof value === 'number') {
    if (value === size) return MATCHED;
    return fails({ kind: 'size', ...place, expected: value, orOne: axis.broadcast, names: known() });
  }
  if (value === 'open') return 'later';
  if (typeof value === 'string')
    return fails({ kind: 'unsolvable', ...place, unbound: '', problem: value, names: known() });
  if (environment.runs.has(value.name)) kindError(axis, value.name, entry.parsed, 'a run of axes (*)');
  const { least, most } = solve(value, { least: size, most: size });
  if (least > most)
    return fails({ kind: 'unsolvable', ...place, unbound: value.name, problem: '', names: known() });
  if (least < most) return 'later';
  environment.sizes.set(value.name, { size: least, tensor: entry.tensor, axis: index });
  return MATCHED;
}

function failUndetermined(axis: ExpressionAxis, parsed: ParsedShape, environment: Environment): never {
  const unbound = axis.names.filter((name) => !environment.sizes.has(name));
  const token = printAxis(axis);
  const names = unbound.map((name) => `'${name}'`).join(' and ');
  throw specError(
    parsed.source,
    axis.offset,
    `'${token}' does not determine ${names}, and nothing else binds ${unbound.length === 1 ? 'it' : 'them'}`,
    {
      expected: `${names} bound by another axis`,
      actual: token,
      hint: `give the size in bindings, e.g. { ${unbound[0] ?? ''}: 3 }, or write it as an axis of its own.`,
    },
  );
}

/**
 * Matches several shapes in one environment. The order in which names are written does not matter: what can't be decided
 * yet (arithmetic in an unbound name, a split between two unbound runs) waits until the others have bound what they can.
 * @param entries the tensors of one call
 * @param environment grows by what the shapes bind; after a failure it keeps what was bound before the failing axis
 * @returns the first failure, or that all match
 * @throws ShapeSpecError when something stays open after all
 */
export function matchShapes(entries: readonly ShapeEntry[], environment: Environment): ShapeMatch {
  let waiting: readonly ShapeEntry[] = entries;
  let arithmetic: { readonly axis: ExpressionAxis; readonly index: number; readonly entry: ShapeEntry }[] =
    [];
  while (waiting.length > 0) {
    const later: ShapeEntry[] = [];
    for (const entry of waiting) {
      const layout = layOut(entry, environment);
      if (layout === 'later') {
        later.push(entry);
        continue;
      }
      if ('failure' in layout) return fails(layout.failure);
      const match = matchAxes(entry, layout.starts, environment);
      if (!match.matches) return match;
      if (entry.parsed.expressions === 0) continue;
      entry.parsed.axes.forEach((axis, at) => {
        if (axis.kind === 'expression') arithmetic.push({ axis, index: layout.starts[at] ?? 0, entry });
      });
    }
    const stuck = later.length === waiting.length ? later[0] : undefined;
    if (stuck !== undefined) failUnsplit(stuck.parsed, environment);
    waiting = later;
  }
  while (arithmetic.length > 0) {
    const later: typeof arithmetic = [];
    for (const each of arithmetic) {
      const match = matchExpression(each.axis, each.index, each.entry, environment);
      if (match === 'later') later.push(each);
      else if (!match.matches) return match;
    }
    const stuck = later.length === arithmetic.length ? later[0] : undefined;
    if (stuck !== undefined) failUndetermined(stuck.axis, stuck.entry.parsed, environment);
    arithmetic = later;
  }
  return MATCHED;
}

function failUnsplit(parsed: ParsedShape, environment: Environment): never {
  const open = parsed.axes.filter(
    (axis) =>
      axis.kind === 'ellipsis' ||
      (axis.kind === 'variadic' && (axis.broadcast || !environment.runs.has(axis.name))),
  );
  const [first, second] = open;
  if (first === undefined || second === undefined) throw new Error('a split with one open run is determined');
  throw specError(
    parsed.source,
    second.offset,
    `which axes belong to '${printAxis(first)}' and which to '${printAxis(second)}' is not determined`,
    {
      expected: 'at most one run of axes of unknown length',
      actual: `${printAxis(first)} and ${printAxis(second)}`,
    },
  );
}

/**
 * Matches one shape.
 * @param shape the sizes of a tensor
 * @param parsed what `parseShapeSpec` gave
 * @param environment grows by what the shape binds; after a failure it keeps what was bound before the failing axis
 * @param tensor how messages call the tensor, e.g. `query`
 * @returns that it matches, or which axis does not and why
 * @throws ShapeSpecError when the spec leaves something open that nothing binds, such as `height//2` alone
 * @example matchShape([2, 3], parseShapeSpec('batch 3'), new Environment()).matches // true
 */
export function matchShape(
  shape: readonly number[],
  parsed: ParsedShape,
  environment: Environment,
  tensor = '',
): ShapeMatch {
  if (parsed.runs > 0 || parsed.expressions > 0 || shape.length !== parsed.singles) {
    return matchShapes([{ tensor, shape, parsed }], environment);
  }
  // The path of nearly every spec, without lists.
  const entry = { tensor, shape, parsed };
  for (let index = 0; index < shape.length; index += 1) {
    const axis = parsed.axes[index];
    const size = shape[index] ?? 0;
    if (axis?.kind === 'name') {
      const match = matchName(axis, index, size, entry, environment);
      if (!match.matches) return match;
    } else if (axis?.kind === 'fixed' || axis?.kind === 'documented') {
      if (axis.size !== size) {
        const match = matchFixed(axis, index, size, tensor);
        if (!match.matches) return match;
      }
    }
  }
  return MATCHED;
}
