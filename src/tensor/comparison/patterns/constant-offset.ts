import { formatRounded } from '../../print-number.ts';
import { accountsFor, bestSample, everyMismatch, type Pattern, type Sample } from './evidence.ts';

/** Every mismatching element is the expected one plus the same number. */
export const constantOffset: Pattern = {
  name: 'constant offset',
  find(evidence) {
    // the smaller the numbers, the better their difference is known
    const clearest = bestSample(evidence, (one, best) => sizeOf(one) < sizeOf(best));
    if (clearest === undefined) return undefined;
    const offset = clearest.actual - clearest.expected;
    const holds = everyMismatch(evidence, (a, e) => accountsFor(evidence.rule, a, e, e + offset));
    if (!holds) return undefined;
    const [size, side] = [formatRounded(Math.abs(offset), 5), offset > 0 ? 'above' : 'below'];
    return `every mismatching element is ${size} ${side} the expected one.`;
  },
};

function sizeOf({ actual, expected }: Sample): number {
  return Math.abs(actual) + Math.abs(expected);
}
