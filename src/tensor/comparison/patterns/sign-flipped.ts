import { accountsFor, everyMismatch, type Pattern } from './evidence.ts';

/** Every mismatching element has the opposite sign. */
export const signFlipped: Pattern = {
  name: 'sign flipped',
  find(evidence) {
    const isFlipped = everyMismatch(evidence, (a, e) => accountsFor(evidence.rule, a, e, -e));
    return isFlipped ? 'every mismatching element has the opposite sign of the expected one.' : undefined;
  },
};
