import { writeMessage, countOf, type EvidenceLine } from '../checks/evidence.ts';
import { formatCount } from '../tensor/print-number.ts';
import type { LeakDetails } from './leak-details.ts';
import { survivorEvidence } from './survivors.ts';

/** Explains what a step leaves behind; for one that leaves nothing, the text of a negated expectation. */
export function leaksMessage(details: LeakDetails): string {
  const { tensors, bytes, survivors, thrown } = details;
  const grown = tensors.reduce((total, count) => total + count, 0);
  const grownBytes = bytes.reduce((total, count) => total + count, 0);
  if (survivors.length === 0 && grown <= 0 && grownBytes <= 0) {
    return `Expected the step to leak, but tensors and bytes are the same after each of ${countOf(tensors.length, 'run')}.`;
  }
  const perRun = grown / tensors.length;
  const what =
    grown > 0
      ? `${formatCount(Math.ceil(perRun))} ${Math.ceil(perRun) === 1 ? 'tensor' : 'tensors'} each time it runs`
      : `${formatCount(Math.ceil(grownBytes / bytes.length))} bytes each time it runs, in tensors that grow`;
  const evidence: EvidenceLine[] = [
    [
      'tensors',
      `${tensors.map(signed).join(', ')} over ${countOf(tensors.length, 'run')}, after ${countOf(details.warmUp, 'run')} of warm-up`,
    ],
    ['bytes', bytes.map(signed).join(', ')],
    ...survivorEvidence(survivors),
  ];
  if (thrown !== undefined) evidence.push(['it throws', thrown]);
  return writeMessage(
    `The step leaks ${what}${thrown === undefined ? '' : ', on the way out of an error'}.`,
    evidence,
  );
}

function signed(count: number): string {
  return count > 0 ? `+${formatCount(count)}` : formatCount(count);
}
