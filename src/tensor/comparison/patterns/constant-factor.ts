import { formatRounded } from '../../print-number.ts';
import { accountsFor, bestSample, everyMismatch, type Pattern } from './evidence.ts';

/** Every mismatching element is the expected one times the same number. */
export const constantFactor: Pattern = {
  name: 'constant factor',
  find(evidence) {
    // the larger a number, the better its ratio is known
    const clearest = bestSample(evidence, (one, best) => Math.abs(one.expected) > Math.abs(best.expected));
    if (clearest === undefined || clearest.expected === 0) return undefined;
    const factor = clearest.actual / clearest.expected;
    if (factor === 0) return undefined;
    const holds = everyMismatch(evidence, (a, e) => accountsFor(evidence.rule, a, e, factor * e));
    return holds ? `every mismatching element is ${nameFactor(factor)} times the expected one.` : undefined;
  },
};

/** `2`, `0.1`, and `1/255` where the inverse is the rounder number. */
function nameFactor(factor: number): string {
  const inverse = 1 / factor;
  const whole = Math.round(inverse);
  const isFraction = Math.abs(whole) > 1 && Math.abs(inverse - whole) <= 1e-5 * Math.abs(whole);
  const text = formatRounded(factor, 5);
  return isFraction && text.length > 4 ? `1/${whole}` : text;
}
