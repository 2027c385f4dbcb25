import type { CheckResult } from '../checks/check-result.ts';
import { undisturbed } from '../engine/undisturbed.ts';
import { SubjectError } from '../errors.ts';
import type { Callee } from './callee.ts';
import type { InputPlan } from './input-plan.ts';
import type { Law, LawDetails } from './law.ts';
import { loadSearch } from './load-search.ts';
import { caseLines, lawMessage, type LawWords } from './message.ts';
import type { Settings } from './options.ts';

/** A law that can be tried. */
export interface LawCheck {
  readonly law: Law;
  readonly plan: InputPlan;
  readonly settings: Settings;
  readonly callees: readonly Callee[];
  readonly words: LawWords;
  /** Whether a subject that throws breaks the law; otherwise there is nothing to judge, and it is refused. */
  readonly throwingBreaks?: boolean;
}

/**
 * Tries a law. Weights, randomness and memory are afterwards as they were.
 * @throws SubjectError where the subject throws at an input, with the simplest such input
 * @throws MissingPackageError where fast-check is not installed
 */
export async function checkLaw(
  { law, plan, settings, callees, words, throwingBreaks = false }: LawCheck,
  where: string,
): Promise<CheckResult<LawDetails>> {
  for (const callee of callees) await callee.ready();
  const { meetFirstCase, searchCounterexample } = await loadSearch(where);
  const subject = callees[0]?.name ?? 'fn';
  const search = { law, plan, settings, subject, where };
  await meetFirstCase(search);
  const details = await undisturbed(settings.seed, () => searchCounterexample(search));
  const { counterexample } = details;
  if (counterexample?.breach.kind === 'throws' && !throwingBreaks) {
    throw new SubjectError(
      [
        `${where}: ${counterexample.breach.results[0]?.expression ?? subject} throws: ${counterexample.breach.reason}`,
        ...caseLines(details),
      ].join('\n'),
      {
        argument: 'received',
        expected: 'something that runs on what it is given',
        actual: counterexample.breach.reason,
        cause: counterexample.breach.error,
      },
    );
  }
  return {
    pass: counterexample === undefined,
    details,
    message: () => lawMessage(details, words),
  };
}
