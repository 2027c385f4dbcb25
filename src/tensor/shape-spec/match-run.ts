import { broadcastSizes } from './broadcast-sizes.ts';
import { fails, MATCHED } from './failure.ts';
import { printAxis } from './print.ts';
import { failTwoKinds } from './undetermined.ts';
import type { BoundRun, Environment } from './environment.ts';
import type { ShapeEntry, ShapeMatch } from './failure.ts';
import type { VariadicAxis } from './types.ts';

/** Matches `*batch` or `#*batch` with `length` axes of a shape, counted from axis `from`. */
export function matchRun(
  axis: VariadicAxis,
  from: number,
  length: number,
  entry: ShapeEntry,
  environment: Environment,
): ShapeMatch {
  const sizes = entry.shape.slice(from, from + length);
  const bound = environment.runs.get(axis.name);
  if (bound === undefined) {
    if (environment.sizes.has(axis.name)) failTwoKinds(axis, axis.name, entry.parsed, 'a single axis');
    environment.runs.set(axis.name, {
      sizes,
      widens: axis.broadcast,
      widenedBy: [],
      tensor: entry.tensor,
      axis: from,
    });
    return MATCHED;
  }
  const wider = agree(bound, sizes, axis.broadcast);
  if (wider !== undefined) {
    if (wider !== bound.sizes) {
      // a plain run says by itself what it is; one that broadcasts only together with those before it
      environment.runs.set(
        axis.name,
        axis.broadcast
          ? { ...bound, sizes: wider, widenedBy: [...bound.widenedBy, entry.tensor] }
          : { sizes: wider, widens: false, widenedBy: [], tensor: entry.tensor, axis: from },
      );
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
    names: [
      {
        name: axis.name,
        value: bound.sizes,
        tensor: bound.tensor,
        axis: bound.axis,
        ...(bound.widenedBy.length === 0 ? {} : { widenedBy: bound.widenedBy }),
      },
    ],
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
