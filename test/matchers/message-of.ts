import { stripVTControlCharacters } from 'node:util';

/**
 * The message with which an expectation fails, as the test runner prints it, without its colours.
 * @param assertion e.g. `() => { expect(x).toHaveRank(2); }`
 * @throws Error when the expectation holds
 */
export function messageOf(assertion: () => void): string {
  try {
    assertion();
  } catch (error) {
    if (error instanceof Error) return stripVTControlCharacters(error.message);
    throw error;
  }
  throw new Error('the expectation holds, so it has no message');
}
