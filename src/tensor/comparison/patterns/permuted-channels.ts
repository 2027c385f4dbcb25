import { axesOf, indexAlong, nameAxis, type Axis } from './axes.ts';
import { accountsFor, explains, type Evidence, type Pattern } from './evidence.ts';

/** An axis longer than this is hardly one of channels, and the search would take long. */
const MOST_CHANNELS = 32;

/** Elements of a channel that are looked at to find its counterpart. */
const SAMPLES = 64;

/** The slices along one axis of `actual` are those of `expected` in another order. */
export const permutedChannels: Pattern = {
  name: 'swapped channels',
  find(evidence) {
    const { actual, expected, shape } = evidence;
    for (const axis of axesOf(shape)) {
      const perChannel = actual.length / axis.size;
      if (axis.size < 3 || axis.size > MOST_CHANNELS || perChannel < 3) continue;
      const order = findOrder(evidence, axis);
      if (order === undefined) continue;
      const predict = (position: number): number | undefined => {
        const index = indexAlong(axis, position);
        return expected[position + ((order[index] ?? index) - index) * axis.stride];
      };
      if (!explains(evidence, predict)) continue;
      const moved = order.filter((from, index) => from !== index);
      return moved.length === 2
        ? `slices ${moved.toSorted((a, b) => a - b).join(' and ')} along ${nameAxis(axis, shape)} are swapped.`
        : `the slices along ${nameAxis(axis, shape)} are in another order: actual has expected's ${order.join(', ')}.`;
    }
    return undefined;
  },
};

/** For each channel of `actual` the one of `expected` that it is; `undefined` where there is none or no single one. */
function findOrder({ actual, expected, rule }: Evidence, axis: Axis): number[] | undefined {
  const starts: number[] = []; // positions of channel 0
  for (let i = 0; i < actual.length && starts.length < SAMPLES; i++) {
    if (indexAlong(axis, i) === 0) starts.push(i);
    else if (axis.stride > 1) i += axis.stride * (axis.size - 1) - 1;
  }
  const order: number[] = [];
  for (let channel = 0; channel < axis.size; channel++) {
    const candidates: number[] = [];
    for (let from = 0; from < axis.size; from++) {
      const isSame = starts.every((start) => {
        const at = start + channel * axis.stride;
        return accountsFor(
          rule,
          actual[at] ?? NaN,
          expected[at] ?? NaN,
          expected[start + from * axis.stride] ?? NaN,
        );
      });
      if (isSame) candidates.push(from);
    }
    const [only] = candidates;
    if (only === undefined || candidates.length > 1 || order.includes(only)) return undefined;
    order.push(only);
  }
  return order;
}
