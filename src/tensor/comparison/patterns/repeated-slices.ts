import { axesOf, indexAlong, nameAxis, type Axis } from './axes.ts';
import type { Pattern } from './evidence.ts';

/** `actual` has the same slice all along an axis and `expected` has not: something was broadcast that should not be. */
export const repeatedSlices: Pattern = {
  name: 'broadcast',
  find({ actual, expected, shape }) {
    for (const axis of axesOf(shape)) {
      if (axis.size < 2 || actual.length / axis.size < 3) continue;
      if (!isRepeated(actual, axis) || isRepeated(expected, axis)) continue;
      return `actual repeats one slice along ${nameAxis(axis, shape)}, expected does not: was it broadcast?`;
    }
    return undefined;
  },
};

function isRepeated(elements: ArrayLike<number>, axis: Axis): boolean {
  for (let i = 0; i < elements.length; i++) {
    if (indexAlong(axis, i) > 0 && elements[i] !== elements[i - axis.stride]) return false;
  }
  return true;
}
