/**
 * The message with which an expectation fails, as the test runner prints it.
 * @param assertion e.g. `() => { expect(x).toHaveRank(2); }`
 * @throws Error when the expectation holds
 */
export function messageOf(assertion: () => void): string {
  try {
    assertion();
  } catch (error) {
    if (error instanceof Error) return error.message;
    throw error;
  }
  throw new Error('the expectation holds, so it has no message');
}
