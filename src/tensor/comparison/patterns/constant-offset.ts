import { formatRounded } from '../../print-number.ts';
import { accountsFor, clearestMismatch, everyMismatch, type Pattern } from './evidence.ts';

/** Every mismatching element is the expected one plus the same number. */
export const constantOffset: Pattern = {
  name: 'constant offset',
  find(evidence) {
    const clearest = clearestMismatch(evidence);
    if (clearest === undefined) return undefined;
    const offset = clearest.actual - clearest.expected;
    const holds = everyMismatch(evidence, (a, e) => accountsFor(evidence.rule, a, e, e + offset));
    if (!holds) return undefined;
    const [size, side] = [formatRounded(Math.abs(offset), 5), offset > 0 ? 'above' : 'below'];
    return `every mismatching element is ${size} ${side} the expected one.`;
  },
};
