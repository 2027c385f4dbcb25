import { countOf } from '../../checks/evidence.ts';
import type { SanityDetails } from './sanity-details.ts';

/** Says what the battery found, the likely root cause first. */
export function sanityMessage(details: SanityDetails): string {
  const { subject, tasks, findings, passed, notJudged } = details;
  const seen = tasks.filter(({ task, isStated }) => task !== undefined && !isStated);
  const rest = [
    ...(seen.length > 0
      ? [
          `  task        ${seen.map(({ output, task }) => (output === '' ? task : `${output}: ${task}`)).join(', ')}, by the targets; { task } says otherwise`,
        ]
      : []),
    ...(passed.length > 0 ? [`  passed      ${passed.join(', ')}`] : []),
    ...notJudged.map(({ check, reason }) => `  not judged  ${check}: ${reason}`),
  ];
  if (findings.length === 0) {
    return [
      `Expected something to be wrong with the ${subject}, but ${countOf(passed.length, 'check')} found nothing.`,
      ...rest,
    ].join('\n');
  }
  const [only] = findings;
  const verb = subject === 'function' ? 'is not sane' : 'does not train sanely';
  const lead =
    findings.length === 1 && only !== undefined
      ? `The ${subject} ${verb}.`
      : `The ${subject} ${verb}: ${findings.length} findings, the likely root cause first.`;
  const numbered = findings.flatMap(({ check, message }, i) => [
    '',
    `  ${i + 1}. ${check}`,
    ...message.split('\n').map((line) => (line === '' ? line : `     ${line}`)),
  ]);
  return [lead, ...numbered, '', ...rest].join('\n').trimEnd();
}
