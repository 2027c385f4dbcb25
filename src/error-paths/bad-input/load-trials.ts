import { MissingPackageError } from '../../errors.ts';
import { chainOf, textOf } from '../describe-error.ts';
import type { tryBadInputs } from './trials.ts';

/**
 * Loads the part that needs fast-check, an optional peer, when the first bad input is made.
 * @throws MissingPackageError where it isn't installed
 */
export async function loadTrials(where: string): Promise<typeof tryBadInputs> {
  try {
    const loaded = await import('./trials.ts');
    return loaded.tryBadInputs;
  } catch (cause) {
    const isMissing = chainOf(cause).some((each) => /(?:find|resolve).*fast-check/i.test(textOf(each)));
    if (!isMissing) throw cause;
    throw new MissingPackageError(`${where}: bad input is drawn by fast-check, which is not installed.`, {
      argument: 'fast-check',
      expected: 'the package, installed beside tensorproof',
      actual: 'none',
      cause,
      hint: 'npm install --save-dev fast-check',
    });
  }
}
