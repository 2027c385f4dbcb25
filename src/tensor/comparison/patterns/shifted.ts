import { axesOf, indexAlong, nameAxis } from './axes.ts';
import { everyMismatch, explains, type Pattern } from './evidence.ts';

/** `actual` is `expected` moved by one step along an axis: an off-by-one in a slice or in a padding. */
export const shifted: Pattern = {
  name: 'shifted by one',
  find(evidence) {
    const { expected, shape } = evidence;
    for (const axis of axesOf(shape).filter(({ size }) => size >= 3)) {
      for (const step of [1, -1]) {
        // No claim is made for the edge: what moved in there depends on how it was done.
        const source = (position: number): number | undefined => {
          const index = indexAlong(axis, position) + step;
          return index >= 0 && index < axis.size ? position + step * axis.stride : undefined;
        };
        const predict = (position: number): number | undefined => {
          const from = source(position);
          return from === undefined ? undefined : expected[from];
        };
        if (!explains(evidence, predict)) continue;
        let inside = 0;
        everyMismatch(evidence, (_, __, position) => source(position) === undefined || ++inside < 3);
        if (inside < 3) continue;
        const index = step > 0 ? 'i + 1' : 'i - 1';
        return `actual is expected shifted by one along ${nameAxis(axis, shape)}: actual at i is expected at ${index}.`;
      }
    }
    return undefined;
  },
};
