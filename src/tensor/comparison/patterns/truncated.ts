import { accountsFor, everyMismatch, type Pattern } from './evidence.ts';

const ROUNDINGS = [
  { round: Math.trunc, does: 'with its fraction cut off' },
  { round: Math.floor, does: 'rounded down' },
  { round: Math.round, does: 'rounded to a whole number' },
] as const;

/** `actual` holds whole numbers where `expected` has fractions: a cast to int32, or an integer division. */
export const truncated: Pattern = {
  name: 'int-truncated',
  find(evidence) {
    const { actual, rule } = evidence;
    if (!actual.every(Number.isInteger) || actual.every((each) => each === 0)) return undefined;
    for (const { round, does } of ROUNDINGS) {
      if (everyMismatch(evidence, (a, e) => accountsFor(rule, a, e, round(e)))) {
        return `actual is expected ${does}, as after a cast to int32.`;
      }
    }
    return undefined;
  },
};
