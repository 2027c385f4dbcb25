import { CATEGORIES } from '../../fixtures/faults/programs/define-twins.ts';
import type { Clean } from '../../fixtures/faults/programs/clean/define-clean.ts';
import { markdownTable } from '../markdown-table.ts';
import { DETECTORS, type Detector } from './detectors.ts';
import type { CleanRun } from './take.ts';
import type { Row, Verdict } from './tally.ts';

/** Everything that the page is made from. */
export interface Score {
  readonly catalogue: readonly Row[];
  readonly beside: readonly Row[];
  readonly heldOut: readonly Row[];
  readonly further: readonly Row[];
  readonly real: readonly Row[];
  readonly clean: readonly { readonly program: Clean; readonly runs: readonly CleanRun[] }[];
  readonly seeds: readonly number[];
}

const COLUMNS: Readonly<Record<Detector, string>> = {
  default: 'default',
  aimed: 'aimed',
  tfjs: 'TensorFlow.js alone',
  shapes: 'shapes by hand',
  mltest: 'mltest',
};

/** The two lines that the score comes to. */
export function headline(score: Score): string {
  const alarms = score.clean.flatMap(({ runs }) => runs).filter(({ outcome }) => outcome.kind !== 'passed');
  const cleanRuns = score.clean.reduce((sum, { runs }) => sum + runs.length, 0);
  return [
    `default ${share('default', silent(score.catalogue))}, aimed ${share('aimed', silent(score.catalogue))}, false alarms ${alarms.length}/${cleanRuns}`,
    `held out: default ${share('default', score.heldOut)}, aimed ${share('aimed', score.heldOut)}; further kinds: default ${share('default', score.further)}, aimed ${share('aimed', score.further)}; real bugs: default ${share('default', score.real)}, aimed ${share('aimed', score.real)}`,
  ].join('\n');
}

/** The page docs/score.md. The first line is that of the headline, and nothing in it depends on the machine's speed. */
export function page(score: Score): string {
  const [first, second] = headline(score).split('\n');
  const rows = silent(score.catalogue);
  return `${[
    first,
    second,
    '# The score',
    `Made by \`npm run score\`, over ${score.seeds.length} seeds; \`npm run score -- --check\` says whether it is still true. Each fault is a pair of
programs, faulty and clean, in \`fixtures/faults/programs\`. A fault is *caught* when at least 95 % of the faulty runs fail a check
and every clean run passes the same one. A check fails when its expectation does, or when the library refuses the program with an
error of its own that says why; a crash catches nothing.`,
    `- **default**: one call without options on what the program is about: \`toTrainSanely\` for a model, a training step or a function of
  tensors, \`toBeBatchIndependent\` for a predictor, \`toBeReiterable\`, \`toKeepPairsTogether\`, \`toBeDisjointFrom\` for data,
  \`toSatisfyIouLaws\` for boxes.
- **aimed**: the matcher named in the table.
- **TensorFlow.js alone**: the program runs; caught if it throws.
- **shapes by hand**: \`expect(t.shape).toEqual(…)\` on what comes out, with a difference of \`numTensors\`.
- **mltest**: variables change, outputs in their range, no NaN; ported.
- **false alarms**: the default call on ${score.clean.length} sound programs that look as if something were wrong.`,
    '## By category',
    byCategory(rows),
    '## The faults',
    table(rows),
    missed('What the default call misses', rows, 'default'),
    missed('What the aimed matcher misses', rows, 'aimed'),
    section(
      'Beside them',
      'Faults of the catalogue that TensorFlow.js itself throws at, or warns of, where the point is to be earlier or clearer; and those that the source shows, too.',
      score.beside,
    ),
    section(
      'Further kinds',
      'Kinds of mistakes that the catalogue does not have. About half were found as they were written; for the others a check was mended, so that they measure nothing unseen.',
      score.further,
    ),
    section(
      'Held out',
      'Faults of the same kinds in other programs, for which nothing was tuned.',
      score.heldOut,
    ),
    section(
      'Real bugs',
      'Reproduced from the threads in which users told them, before and after.',
      score.real,
    ),
    '## Sound programs',
    cleanTable(score),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

/** Those that TensorFlow.js says nothing of. */
function silent(rows: readonly Row[]): readonly Row[] {
  return rows.filter(({ twins }) => twins.native === 'silent');
}

function share(detector: Detector, rows: readonly Row[]): string {
  return `${rows.filter(({ verdicts }) => verdicts[detector].isCaught).length}/${rows.length}`;
}

function section(title: string, about: string, rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  return [`## ${title}`, about, table(rows), missed('What the default call misses', rows, 'default')]
    .filter((part) => part !== '')
    .join('\n\n');
}

function byCategory(rows: readonly Row[]): string {
  const lines = CATEGORIES.flatMap((category) => {
    const these = rows.filter(({ twins }) => twins.category === category);
    return these.length === 0 ? [] : [[category, ...DETECTORS.map((detector) => share(detector, these))]];
  });
  return markdownTable(
    ['category', ...DETECTORS.map((each) => COLUMNS[each])],
    [...lines, ['**all**', ...DETECTORS.map((each) => `**${share(each, rows)}**`)]],
  ).join('\n');
}

function table(rows: readonly Row[]): string {
  return markdownTable(
    ['id', 'fault', ...DETECTORS.map((each) => COLUMNS[each]), 'aimed matcher'],
    rows.map(({ twins, verdicts }) => [
      twins.id,
      twins.thread === undefined ? twins.title : `${twins.title} (${twins.thread})`,
      ...DETECTORS.map((each) => mark(verdicts[each])),
      `\`${twins.aimedMatcher}\``,
    ]),
  ).join('\n');
}

/** Caught; how many of the faulty runs, where it was not all; or that it accuses the clean twin, too. */
function mark({ isCaught, faultyAccused, faultyRuns, cleanAccused }: Verdict): string {
  if (isCaught) return 'caught';
  if (cleanAccused > 0) return `clean accused ${cleanAccused}/${faultyRuns}`;
  return faultyAccused === 0 ? '–' : `${faultyAccused}/${faultyRuns}`;
}

function missed(title: string, rows: readonly Row[], detector: Detector): string {
  const these = rows.filter(({ verdicts }) => !verdicts[detector].isCaught);
  if (these.length === 0) return '';
  const lines = these.map(({ twins, verdicts }) => [
    twins.id,
    twins.title,
    reason(twins, verdicts[detector], detector),
  ]);
  return `### ${title}\n\n${markdownTable(['id', 'fault', 'why'], lines).join('\n')}`;
}

function reason(
  { unknowable }: Row['twins'],
  { trouble, cleanAccused }: Verdict,
  detector: Detector,
): string {
  if (cleanAccused > 0) return `it does not pass the clean twin: ${firstLine(trouble)}`;
  if (trouble !== undefined) return `it crashes: ${firstLine(trouble)}`;
  return (detector === 'default' ? unknowable : undefined) ?? 'it is missed, and no reason is known';
}

function cleanTable({ clean }: Score): string {
  return markdownTable(
    ['id', 'program', 'what it tempts a check to say', 'alarms'],
    clean.map(({ program, runs }) => {
      const alarms = runs.filter(({ outcome }) => outcome.kind !== 'passed');
      const said = alarms[0] === undefined ? '' : `: ${firstLine(alarms[0].outcome.message)}`;
      return [program.id, program.title, program.tempts, `${alarms.length}/${runs.length}${said}`];
    }),
  ).join('\n');
}

function firstLine(text: string | undefined): string {
  return (text ?? '').split('\n', 1)[0] ?? '';
}
