import { countOf, partOf, writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import type { FaultKind } from '../../errors.ts';
import { shorten } from '../describe-error.ts';
import type { FaultFinding, FaultProblem, SurvivesFaultsDetails } from './details.ts';

/** Lines for each problem, and places on one of them. */
const SHOWN = 4;
const PLACES = 3;

const HEADINGS: Readonly<Record<FaultProblem, string>> = {
  'swallows the error': 'swallowed',
  'makes it a result': 'a result',
  'masks the error': 'masked',
  'is uncaught': 'uncaught',
  'never ends': 'hangs',
  'tears a file': 'torn',
  'leaves a file': 'file left',
  'changes half': 'half done',
  'does not recover': 'afterwards',
  leaks: 'leaking',
};

const NOUNS: Readonly<Record<FaultKind, readonly [one: string, many: string]>> = {
  kernel: ['kernel call', 'kernel calls'],
  memory: ['allocation', 'allocations'],
  io: ['file operation', 'file operations'],
};

/** Explains what a program does under injected faults; for one that survives them, the text of a negated expectation. */
export function survivesFaultsMessage(details: SurvivesFaultsDetails): string {
  const { findings, faults } = details;
  const failed = Object.values(faults).reduce((total, each) => total + each.failed, 0);
  const kinds = Object.keys(NOUNS) as FaultKind[]; // its own keys
  const tried: EvidenceLine = [
    'tried',
    kinds
      .filter((kind) => faults[kind].failed > 0)
      .map((kind) => partOf(faults[kind].failed, faults[kind].calls, ...NOUNS[kind]))
      .join(', ') + (details.recovered > 0 ? `; ${details.recovered} of them it got over` : ''),
  ];
  const apart = apartOf(details);
  if (findings.length === 0) {
    return writeMessage(
      `Expected the function not to survive an injected fault, but it survives ${countOf(failed, 'fault')}.`,
      [tried, ...apart],
    );
  }
  const places = new Set(findings.map(({ kind, call, input }) => `${kind} ${call} ${input}`)).size;
  const problems = Object.keys(HEADINGS) as FaultProblem[]; // its own keys
  return writeMessage(
    `The function does not survive ${partOf(places, failed, 'injected fault')}.`,
    [
      ...problems.flatMap((problem) =>
        linesOf(
          HEADINGS[problem],
          findings.filter((finding) => finding.problem === problem),
        ),
      ),
      tried,
      ...apart,
    ],
    hintFor(findings),
  );
}

function linesOf(heading: string, findings: readonly FaultFinding[]): EvidenceLine[] {
  const groups = new Map<string, FaultFinding[]>();
  for (const finding of findings) {
    const key = `${finding.kind}|${finding.line ?? ''}|${finding.outcome.replaceAll(/\d+(?:\.\d+)?/g, '#')}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  const all = [...groups.values()];
  const lines = all.slice(0, SHOWN).map((group, i): EvidenceLine => [i === 0 ? heading : '', lineFor(group)]);
  const hidden = all.slice(SHOWN).reduce((total, group) => total + group.length, 0);
  return hidden > 0 ? [...lines, ['', `and for ${countOf(hidden, 'more fault')}`]] : lines;
}

/** Where the faults were, and what came of the first of them. */
function lineFor(group: readonly FaultFinding[]): string {
  const [first] = group;
  if (first === undefined) return '';
  const shown = group.slice(0, PLACES).map(({ call, operation }) => `${call} (${shorten(operation, 48)})`);
  const more = group.length > PLACES ? ` and ${group.length - PLACES} more` : '';
  const [one, many] = NOUNS[first.kind];
  const at = first.line === undefined ? '' : `, at ${first.line}`;
  return `${group.length === 1 ? one : many} ${shown.join(', ')}${more}: ${first.outcome}${at}`;
}

function apartOf({ tensorflow, withoutCause }: SurvivesFaultsDetails): EvidenceLine[] {
  const { tensors, leaking, halfChanged } = tensorflow;
  const notes = [
    tensors === 0 ? undefined : `${countOf(tensors, 'tensor')} behind at ${countOf(leaking, 'fault')}`,
    halfChanged === 0 ? undefined : `weights half updated at ${countOf(halfChanged, 'fault')}`,
  ].filter((note) => note !== undefined);
  return [
    [
      'apart',
      notes.length === 0 ? undefined : `TensorFlow.js itself leaves ${notes.join(', ')}: not counted`,
    ],
    [
      '',
      withoutCause === 0
        ? undefined
        : `${countOf(withoutCause, 'error')} came out without what caused it: new Error(text, { cause })`,
    ],
  ];
}

const HINTS: Readonly<Partial<Record<FaultProblem, string>>> = {
  'swallows the error': 'a catch that goes on should throw again, or return what says that it failed.',
  'makes it a result': 'a catch that goes on should throw again, or return what says that it failed.',
  'masks the error':
    'a finally or a catch reads what was never assigned, and hides the error that brought it there.',
  'is uncaught': "a stream needs a listener for 'error', and a promise somebody who awaits it.",
  'tears a file': 'write to a new file beside it, then rename that over the old one.',
  'leaves a file': 'remove the new file in a catch.',
  leaks: 'a tf.tidy frees what is made in it on a throw too; across await, free it in a finally.',
};

function hintFor(findings: readonly FaultFinding[]): string | undefined {
  const problems = new Set(findings.map(({ problem }) => problem));
  // One is advice; a list of them is noise.
  return (Object.keys(HEADINGS) as FaultProblem[])
    .filter((each) => problems.has(each))
    .flatMap((each) => HINTS[each] ?? [])[0];
}
