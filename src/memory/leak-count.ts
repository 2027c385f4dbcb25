import { countOf, writeMessage, type EvidenceLine } from '../checks/evidence.ts';
import type { CheckResult } from '../checks/check-result.ts';
import { requireOptions } from '../checks/options.ts';
import { VariableSnapshot } from '../engine/variable-snapshot.ts';
import { formatCount } from '../tensor/print-number.ts';
import type { LeakDetails } from './leak-details.ts';
import { measureLeaks, requireRepeatable, requireRuns, type LeakOptions } from './leaks.ts';
import { survivorEvidence } from './survivors.ts';

/** What a step keeps beside what it should, as data. */
export interface LeakCountDetails extends LeakDetails {
  /** How many tensors each run should keep. */
  readonly expected: number;
}

/**
 * Checks that a step holds on to a number of tensors each time it runs, no more and no fewer: a function that fills a cache, or hands over
 * tensors in a place from which nobody disposes of them. What it returns belongs to its caller and is not counted.
 * @param step anything that is done repeatedly; may be asynchronous
 * @param expected how many tensors each run keeps
 * @param where who checks, as an error names it
 * @returns passes when every counted run grows by that many
 * @throws SubjectError for what is no function; ArgumentError for a count or options that can't be used; and what `step` throws
 * @example
 * const cache = [];
 * (await checkLeakCount(() => void cache.push(tf.scalar(1)), 1)).pass; // true
 */
export async function checkLeakCount(
  step: () => unknown,
  expected: number,
  options: LeakOptions = {},
  where = 'checkLeakCount',
): Promise<CheckResult<LeakCountDetails>> {
  const given = requireOptions(options, ['warmUp', 'repeats'], where);
  const warmUp = requireRuns(given.warmUp ?? 2, 'warmUp', 0, where);
  const repeats = requireRuns(given.repeats ?? 4, 'repeats', 2, where);
  requireRuns(expected, 'count', 0, where);
  requireRepeatable(step, where);
  const variables = new VariableSnapshot();
  try {
    const details = { ...(await measureLeaks(step, warmUp, repeats)), expected };
    const pass = details.tensors.every((count) => count === expected);
    return { pass, details, message: () => leakCountMessage(details, pass) };
  } finally {
    variables.restore();
  }
}

function leakCountMessage({ tensors, warmUp, survivors, expected }: LeakCountDetails, pass: boolean): string {
  const wanted = countOf(expected, 'tensor');
  const lead = pass
    ? `Expected the step not to keep ${wanted} each time it runs, but it does.`
    : `The step should keep ${wanted} each time it runs.`;
  const evidence: EvidenceLine[] = [
    [
      'tensors',
      `${tensors.map((count) => (count > 0 ? `+${formatCount(count)}` : formatCount(count))).join(', ')} over ${countOf(tensors.length, 'run')}, after ${countOf(warmUp, 'run')} of warm-up`,
    ],
    ...survivorEvidence(survivors),
  ];
  return writeMessage(lead, evidence);
}
