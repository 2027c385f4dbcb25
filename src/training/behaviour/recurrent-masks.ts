import { isTensor } from '../../tensor/subject.ts';

const MASKS = ['dropoutMask', 'recurrentDropoutMask'];

/** Where a layer keeps layers and cells of its own. */
const INSIDE = ['layers', 'layer', 'forwardLayer', 'backwardLayer', 'cell', 'cells'];

/**
 * Runs a function and frees the dropout masks that recurrent cells hold on to from one call to the next: they are made anew when there
 * are none. Masks that were there before are left to their cells.
 * @param subject a layers model; of anything else nothing is known
 */
export function freeingMasks<Result>(subject: unknown, run: () => Result): Result {
  const cells = [...cellsOf(subject)].map((cell) => ({
    cell,
    empty: MASKS.filter((mask) => isEmpty(Reflect.get(cell, mask))),
  }));
  try {
    return run();
  } finally {
    for (const { cell, empty } of cells) {
      for (const mask of empty) {
        const held: unknown = Reflect.get(cell, mask);
        for (const each of Array.isArray(held) ? (held as unknown[]) : [held])
          if (isTensor(each)) each.dispose();
        if (!isEmpty(held)) Reflect.set(cell, mask, null);
      }
    }
  }
}

function isEmpty(mask: unknown): boolean {
  return mask === null || mask === undefined;
}

function cellsOf(subject: unknown, seen = new Set<object>()): Set<object> {
  if (typeof subject !== 'object' || subject === null || seen.has(subject)) return seen;
  seen.add(subject);
  for (const key of INSIDE) {
    const inside: unknown = key in subject ? Reflect.get(subject, key) : undefined;
    for (const each of Array.isArray(inside) ? (inside as unknown[]) : [inside]) cellsOf(each, seen);
  }
  return seen;
}
