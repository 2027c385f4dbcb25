import { formatCount } from '../../print-number.ts';
import { axesOf, indexAlong, nameAxis } from './axes.ts';
import { everyMismatch, type Pattern } from './evidence.ts';

/** How unlikely it must be that mismatches at random places share a slice. */
const CHANCE = 1e-3;

/** All mismatches lie in one slice along an axis: one channel, one row, one example of the batch. */
export const oneSlice: Pattern = {
  name: 'one slice',
  find(evidence) {
    const axes = axesOf(evidence.shape).filter(({ size }) => size > 1);
    const slices = axes.map((axis) => ({ axis, index: -1, isOne: true }));
    let mismatches = 0;
    everyMismatch(evidence, (_, __, position) => {
      mismatches++;
      for (const slice of slices) {
        const index = indexAlong(slice.axis, position);
        if (slice.index < 0) slice.index = index;
        else if (slice.index !== index) slice.isOne = false;
      }
      return slices.some(({ isOne }) => isOne);
    });
    const found = slices.find(({ axis, isOne }) => isOne && axis.size ** (1 - mismatches) <= CHANCE);
    if (found === undefined) return undefined;
    const { axis, index } = found;
    const inSlice = evidence.actual.length / axis.size;
    const share =
      mismatches === inSlice
        ? 'and all of that slice mismatches'
        : `${formatCount(mismatches)} of its ${formatCount(inSlice)} elements`;
    return `all mismatches are at index ${index} along ${nameAxis(axis, evidence.shape)} (${share}).`;
  },
};
