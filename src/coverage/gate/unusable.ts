import { CoverageDataError } from '../../errors.ts';

/** What to do where there is nothing to judge. */
export const RUN_FIRST =
  'run `npx c8 --reporter=json vitest run` first; npx tensorproof gate reads what it leaves.';

/** The error of coverage that nothing can be judged by. */
export function unusable(
  reports: readonly string[],
  why: string,
  hint?: string,
  cause?: unknown,
): CoverageDataError {
  return new CoverageDataError(`gate: the coverage ${reports.join(', ')} ${why}.`, {
    argument: 'data',
    actual: reports,
    ...(hint === undefined ? {} : { hint }),
    ...(cause === undefined ? {} : { cause }),
  });
}
