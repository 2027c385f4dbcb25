import { countOf } from '../../checks/evidence.ts';
import type { SanityDetails } from './sanity-details.ts';

/** Says what the battery found, the likely root cause first. */
export function sanityMessage(details: SanityDetails): string {
  const { subject, findings, passed, notJudged } = details;
  const rest = [
    ...(passed.length > 0 ? [`  passed      ${passed.join(', ')}`] : []),
    ...notJudged.map(({ check, reason }) => `  not judged  ${check}: ${reason}`),
  ];
  if (findings.length === 0) {
    return [
      `Expected the ${subject} not to train sanely, but ${countOf(passed.length, 'check')} found nothing.`,
      ...rest,
    ].join('\n');
  }
  const [only] = findings;
  const lead =
    findings.length === 1 && only !== undefined
      ? `The ${subject} does not train sanely.`
      : `The ${subject} does not train sanely: ${findings.length} findings, the likely root cause first.`;
  const numbered = findings.flatMap(({ check, message }, i) => [
    '',
    `  ${i + 1}. ${check}`,
    ...message.split('\n').map((line) => (line === '' ? line : `     ${line}`)),
  ]);
  return [lead, ...numbered, '', ...rest].join('\n').trimEnd();
}
