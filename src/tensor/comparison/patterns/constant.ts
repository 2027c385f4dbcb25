import { formatNumber } from '../../print-number.ts';
import type { Pattern } from './evidence.ts';

/** `actual` is one number everywhere, `expected` is not: a dead layer, or an output that was never written. */
export const constant: Pattern = {
  name: 'constant',
  find({ actual, expected }) {
    const [value, first] = [actual[0], expected[0]];
    if (value === undefined || !actual.every((each) => Object.is(each, value))) return undefined;
    if (expected.every((each) => each === first)) return undefined;
    return `actual is ${formatNumber(value)} everywhere.`;
  },
};
