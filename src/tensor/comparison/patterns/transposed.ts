import { axesOf, type Axis } from './axes.ts';
import { explains, type Pattern } from './evidence.ts';

/** `actual` is `expected` with two axes of one size swapped. */
export const transposed: Pattern = {
  name: 'transposed',
  find(evidence) {
    const axes = axesOf(evidence.shape).filter(({ size }) => size > 1);
    for (const [i, inner] of axes.entries()) {
      for (const outer of axes.slice(i + 1)) {
        if (inner.size !== outer.size) continue;
        const source = swapped(inner, outer);
        if (explains(evidence, (position) => evidence.expected[source(position)])) {
          return `actual is expected with axes ${outer.axis} and ${inner.axis} swapped.`;
        }
      }
    }
    return undefined;
  },
};

function swapped(first: Axis, second: Axis): (position: number) => number {
  return (position) => {
    const i = Math.floor(position / first.stride) % first.size;
    const j = Math.floor(position / second.stride) % second.size;
    return position + (j - i) * first.stride + (i - j) * second.stride;
  };
}
