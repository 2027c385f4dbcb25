import type { Environment } from './environment.ts';
import type { NameInFailure, ShapeEntry, ShapeFailure } from './failure.ts';

/** Where each axis of a spec starts in a tensor's shape. */
export type Layout = { readonly starts: readonly number[] } | { readonly failure: ShapeFailure } | 'later';

/**
 * Splits a shape among the axes of its spec: single axes take one, runs take what is bound for them, and the runs of the one
 * name that is open share what is left.
 * @returns `'later'` where two open runs leave the split undetermined
 */
export function layOut({ tensor, shape, parsed }: ShapeEntry, environment: Environment): Layout {
  let known = parsed.singles;
  let open = '';
  let openRuns = 0;
  const names: NameInFailure[] = [];
  if (parsed.runs > 0) {
    for (const axis of parsed.axes) {
      if (axis.kind !== 'ellipsis' && axis.kind !== 'variadic') continue;
      // the length of a run that broadcasts is free up to that of what is bound
      const bound = axis.kind === 'variadic' && !axis.broadcast ? environment.runs.get(axis.name) : undefined;
      if (axis.kind === 'variadic' && bound !== undefined && !bound.widens) {
        known += bound.sizes.length;
        names.push({ name: axis.name, value: bound.sizes, tensor: bound.tensor, axis: bound.axis });
        continue;
      }
      const key = axis.kind === 'ellipsis' ? '...' : axis.broadcast ? `#${axis.name}` : axis.name;
      // two '#*batch' of one tensor may differ in length, two '*batch' may not
      if (openRuns > 0 && (open !== key || key.startsWith('#'))) return 'later';
      open = key;
      openRuns += 1;
    }
  }
  const left = shape.length - known;
  if (openRuns === 0 ? left !== 0 : left < 0 || left % openRuns !== 0) {
    return {
      failure: {
        kind: 'rank',
        tensor,
        rank: shape.length,
        expected: known,
        orMore: openRuns > 0,
        inStepsOf: Math.max(1, openRuns),
        names,
      },
    };
  }
  const each = openRuns === 0 ? 0 : left / openRuns;
  const starts: number[] = [];
  let start = 0;
  for (const axis of parsed.axes) {
    starts.push(start);
    if (axis.kind === 'ellipsis') start += each;
    else if (axis.kind === 'variadic') {
      const bound = axis.broadcast ? undefined : environment.runs.get(axis.name);
      start += bound === undefined || bound.widens ? each : bound.sizes.length;
    } else start += 1;
  }
  return { starts };
}
