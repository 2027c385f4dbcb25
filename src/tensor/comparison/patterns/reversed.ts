import { axesOf, indexAlong, nameAxis } from './axes.ts';
import { explains, type Pattern } from './evidence.ts';

/** `actual` is `expected` backwards along an axis: a flipped image, channels as BGR instead of RGB. */
export const reversed: Pattern = {
  name: 'reversed axis',
  find(evidence) {
    const { expected, shape } = evidence;
    for (const axis of axesOf(shape).filter(({ size }) => size >= 2)) {
      const predict = (position: number): number | undefined =>
        expected[position + (axis.size - 1 - 2 * indexAlong(axis, position)) * axis.stride];
      if (!explains(evidence, predict)) continue;
      if (axis.size === 2) return `the two slices along ${nameAxis(axis, shape)} are swapped.`;
      const isColour = axis.size === 3 && (axis.stride === 1 || shape.length - axis.axis === 3);
      const colours = isColour ? ' (RGB against BGR?)' : '';
      return `actual is expected reversed along ${nameAxis(axis, shape)}${colours}.`;
    }
    return undefined;
  },
};
