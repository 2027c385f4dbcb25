import { countOf, partOf, writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { shorten } from '../describe-error.ts';
import type { BadInputFinding, BadInputProblem, RejectsBadInputDetails } from './details.ts';

/** Lines for each problem, and what fits on one of them. */
const SHOWN = 6;
const INPUT = 80;
const OUTCOME = 150;

/** How the problems are introduced, in the order of a message. */
const HEADINGS: Readonly<Record<BadInputProblem, string>> = {
  'is accepted': 'taken',
  'is a slip of the code': 'unhelpful',
  'says nothing': 'without text',
  'comes from a kernel': 'by a kernel',
  'is vague': 'vague',
  'changes state first': 'too late',
  'leaves tensors behind': 'leaking',
};

/** Kinds whose name says all about the input. */
const PLAIN: readonly string[] = ['undefined', 'null', 'promise', 'nested array', 'disposed'];

/** Explains how a function meets bad input; for one that meets it well, the text of a negated expectation. */
export function badInputMessage(details: RejectsBadInputDetails): string {
  const { findings, kinds, calls, allowed, signature } = details;
  const tried: EvidenceLine = [
    'tried',
    `${countOf(calls, 'call')} with ${countOf(kinds.length, 'kind')} of bad input for '${signature}'${allowed.length > 0 ? `; allowed: ${allowed.join(', ')}` : ''}`,
  ];
  if (findings.length === 0) {
    return writeMessage('Expected the function to meet some bad input badly, but it refuses it all well.', [
      tried,
    ]);
  }
  const several = findings.some(({ inputs }) => inputs.length > 1);
  const problems = Object.keys(HEADINGS) as BadInputProblem[]; // its own keys
  const evidence = problems.flatMap((problem) =>
    linesOf(
      HEADINGS[problem],
      findings.filter((finding) => finding.problem === problem),
      several,
    ),
  );
  return writeMessage(leadOf(findings, kinds.length), [...evidence, tried], hintFor(findings));
}

function leadOf(findings: readonly BadInputFinding[], kinds: number): string {
  const bad = new Set(findings.map(({ wrong }) => wrong)).size;
  const taken = new Set(findings.filter(({ problem }) => problem === 'is accepted').map(({ wrong }) => wrong))
    .size;
  if (taken === bad) return `The function takes ${partOf(bad, kinds, 'kind')} of bad input without a word.`;
  if (taken === 0) return `The function refuses ${partOf(bad, kinds, 'kind')} of bad input badly.`;
  return `The function meets ${partOf(bad, kinds, 'kind')} of bad input badly; ${taken} it takes without a word.`;
}

/** What has one outcome, or is one kind of input that is taken, stands on one line with its simplest input. */
function linesOf(heading: string, findings: readonly BadInputFinding[], several: boolean): EvidenceLine[] {
  const groups = new Map<string, BadInputFinding[]>();
  for (const finding of findings) {
    const key = keyOf(finding);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  const all = [...groups.values()];
  const lines = all
    .slice(0, SHOWN)
    .map((group, i): EvidenceLine => [i === 0 ? heading : '', lineOf(group, several)]);
  const hidden = all.length - SHOWN;
  return hidden > 0 ? [...lines, ['', `and ${countOf(hidden, 'more kind')}`]] : lines;
}

function keyOf({ problem, wrong, outcome }: BadInputFinding): string {
  if (problem === 'is accepted') return wrong;
  if (problem === 'changes state first' || problem === 'leaves tensors behind') return problem;
  return outcome.replaceAll(/\d+|undefined|null/g, '#');
}

function lineOf(group: readonly BadInputFinding[], several: boolean): string {
  const [first] = group;
  if (first === undefined) return '';
  const distinct = (read: (finding: BadInputFinding) => string): string =>
    [...new Set(group.map(read))].join(', ');
  const who = several ? `${distinct(({ argument }) => argument)}: ` : '';
  const kinds = distinct(({ wrong }) => wrong);
  const input = PLAIN.includes(first.wrong) ? '' : `: ${shorten(first.input, INPUT)}`;
  const at = first.line === undefined ? '' : `, at ${first.line}`;
  return `${who}${kinds}${input} → ${shorten(first.outcome, OUTCOME)}${at}`;
}

function hintFor(findings: readonly BadInputFinding[]): string | undefined {
  const taken = [
    ...new Set(findings.filter(({ problem }) => problem === 'is accepted').map(({ wrong }) => wrong)),
  ];
  const isShape = /ax[ie]s|channels/;
  const onPurpose = taken.filter((wrong) => !isShape.test(wrong) && wrong !== 'disposed');
  const parts = [
    taken.length > onPurpose.length
      ? 'checked(signature, fn) refuses wrong shapes and names the axis'
      : undefined,
    onPurpose.length === 0
      ? undefined
      : `what is taken on purpose is allowed: { allow: [${onPurpose.map((wrong) => `'${wrong}'`).join(', ')}] }`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : `${parts.join('; ')}.`;
}
