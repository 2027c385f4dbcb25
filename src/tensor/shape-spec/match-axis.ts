import { reduce, solve } from './expression.ts';
import { fails, MATCHED } from './failure.ts';
import { printAxis } from './print.ts';
import { failTwoKinds } from './undetermined.ts';
import type { Environment } from './environment.ts';
import type { NameInFailure, ShapeEntry, ShapeMatch } from './failure.ts';
import type { DocumentedAxis, ExpressionAxis, FixedAxis, NameAxis } from './types.ts';

/** Matches `height` or `#height` with one size, and binds the name where it is the first to say. */
export function matchName(
  axis: NameAxis,
  index: number,
  size: number,
  entry: ShapeEntry,
  environment: Environment,
): ShapeMatch {
  const bound = environment.sizes.get(axis.name);
  if (bound === undefined) {
    if (environment.runs.has(axis.name)) failTwoKinds(axis, axis.name, entry.parsed, 'a run of axes (*)');
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

/** Matches `3`, `#3` or `rows=3` with one size. */
export function matchFixed(
  axis: FixedAxis | DocumentedAxis,
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

/**
 * Matches arithmetic with one size: compares where all names are bound, solves for the one that is not.
 * @returns `'later'` where that leaves more than one answer
 */
export function matchExpression(
  axis: ExpressionAxis,
  index: number,
  entry: ShapeEntry,
  environment: Environment,
): ShapeMatch | 'later' {
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
  if (environment.runs.has(value.name)) failTwoKinds(axis, value.name, entry.parsed, 'a run of axes (*)');
  const { least, most } = solve(value, { least: size, most: size });
  if (least > most)
    return fails({ kind: 'unsolvable', ...place, unbound: value.name, problem: '', names: known() });
  if (least < most) return 'later';
  environment.sizes.set(value.name, { size: least, tensor: entry.tensor, axis: index });
  return MATCHED;
}
