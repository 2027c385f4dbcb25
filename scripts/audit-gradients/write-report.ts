import { BACKWARD_KERNELS } from './cases/lacking.ts';
import { keyOf } from './cases/index.ts';
import { FINDINGS, findingOf, type BackendName } from './findings.ts';
import type { GradientCase } from './gradient-case.ts';
import type { Judgement, Verdict } from './judge-case.ts';
import { markdownTable } from '../markdown-table.ts';

export const BACKENDS: readonly BackendName[] = ['native', 'wasm', 'cpu'];

/** A case with what was said of it on each backend. */
export interface Row {
  readonly subject: GradientCase;
  readonly judgements: Readonly<Record<BackendName, Judgement>>;
}

const MEANINGS: Readonly<Record<Verdict, string>> = {
  right: 'the gradient agrees',
  wrong: 'it does not, by two methods',
  throws: 'an error instead of a gradient, or instead of a result',
  crashes: 'wasm reads or writes beside its memory; nothing it computes afterwards can be trusted',
  'no gradient': 'a kernel on the way back, or the op itself, has none',
  'kernel missing': 'the backend lacks a kernel, forward or on the way back',
  unconfirmed: 'seen by one method alone; accuses nobody',
};

/** The whole audit as a page. */
export function page(rows: readonly Row[]): string {
  // Written next to each verdict.
  const verdicts = Object.entries(MEANINGS) as [Verdict, string][];
  return [
    '# The gradients of TensorFlow.js 4.22',
    '',
    `Written by \`npm run audit:gradients\`: ${rows.length} cases on three backends, every gradient in TensorFlow.js's registry and every op that defines its own.`,
    'The same for machines, with the evidence for each verdict: [gradients.json](gradients.json).',
    '',
    ...markdownTable(['verdict', ...BACKENDS, 'meaning'], verdicts.map(([verdict, meaning]) => [verdict, ...BACKENDS.map((name) => String(count(rows, name, verdict))), meaning])),
    '',
    'Each verdict was reached twice. The gradient check of this library (float32, on the backend itself) is one method. The other differentiates the',
    "op's *forward* pass by differences, every entry by itself, on the cpu backend with its `Float32Array` replaced by a `Float64Array`: `float64` below.",
    '`form` means that the gradient has another shape than its input, `forward` that already the result is not that of cpu in float64, so that no gradient',
    "of it is right, and `float32` that cpu can't run the case, so that differences on the backend itself took that place. Entries at which the function has a",
    'corner are left out. Second orders are those of the squared result.',
    '',
    '## What is wrong',
    '',
    'Wrong without a word, unless *TensorFlow.js notices* is said: there the shape gives it away, and the gradient throws. Each has a program that shows it.',
    '',
    ...findings(rows),
    '',
    '## What throws',
    '',
    ...listed(rows, 'throws'),
    '',
    '## What crashes',
    '',
    ...listed(rows, 'crashes'),
    '',
    '## Without a gradient',
    '',
    'Ops that a user would expect to have a gradient and that have none, by what TensorFlow.js lacks:',
    '',
    ...lacking(rows),
    '',
    `No second order is possible through ${[...BACKWARD_KERNELS].map((name) => `\`${name}\``).join(', ')}: gradients are computed with these kernels, and they have none.`,
    '',
    '## Kernels that are missing',
    '',
    ...missing(rows),
    '',
    '## Every case',
    '',
    ...markdownTable(['op', 'kernel', 'case', ...BACKENDS], rows.map(({ subject, judgements }) => [code(subject.op), subject.kernel, subject.name, ...BACKENDS.map((name) => said(judgements[name]))])),
    '',
  ].join('\n');
} // prettier-ignore

/** The same for machines: a line a case. */
export function data(rows: readonly Row[]): string {
  return `[\n${rows.map((row) => JSON.stringify(entry(row))).join(',\n')}\n]\n`;
}

/** `[verdict, method, evidence]`, or `right` alone where float64 says so. */
type Said = readonly string[] | 'right';

interface Entry extends Readonly<Record<BackendName, Said>> {
  readonly op: string;
  readonly kernel: string;
  readonly source: GradientCase['source'];
  readonly name: string;
  readonly order: 1 | 2;
}

function entry({ subject: { op, kernel, source, name, order }, judgements }: Row): Entry {
  const brief = ({ verdict, method, evidence }: Judgement): Said =>
    verdict === 'right' && method === 'float64' ? 'right' : [verdict, method, ...(evidence === '' ? [] : [evidence])];
  const { native, wasm, cpu } = judgements;
  return { op, kernel, source, name, order, native: brief(native), wasm: brief(wasm), cpu: brief(cpu) };
} // prettier-ignore

/** Cases of which two audits say something else. What is measured may differ in its last digits; verdicts and methods may not. */
export function differences(committed: string, rows: readonly Row[]): string[] {
  const verdicts = (each: Entry): string =>
    BACKENDS.map((name) => `${name} ${each[name] === 'right' ? 'right' : each[name].slice(0, 2).join(' by ')}`).join(', ');
  // Written by `data`.
  const before = new Map((JSON.parse(committed) as Entry[]).map((each) => [keyOf(each), verdicts(each)]));
  const now = new Map(rows.map(entry).map((each) => [keyOf(each), verdicts(each)]));
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((key) => {
    const [was, is] = [before.get(key) ?? 'no such case', now.get(key) ?? 'no such case'];
    return was === is ? [] : [`${key}: ${was} → ${is}`];
  });
} // prettier-ignore

/** Wrong cases of which no finding knows. */
export function unexplained(rows: readonly Row[]): string[] {
  return rows.flatMap(({ subject, judgements }) =>
    BACKENDS.flatMap((name) => {
      const { verdict, method } = judgements[name];
      const isKnown = verdict !== 'wrong' || findingOf(subject, name, method) !== undefined;
      return isKnown ? [] : [`${name}: ${subject.op} ${subject.name}`];
    }),
  );
}

function findings(rows: readonly Row[]): string[] {
  const wrong = rows.flatMap(({ subject, judgements }) =>
    BACKENDS.flatMap((name) => {
      const { verdict, method } = judgements[name];
      return verdict === 'wrong' ? [{ name, method, op: code(subject.op), finding: findingOf(subject, name, method) }] : [];
    }),
  );
  return FINDINGS.flatMap((finding) => {
    const cases = wrong.filter((each) => each.finding === finding);
    if (cases.length === 0) return [];
    const where = BACKENDS.map((name) => [name, cases.filter((each) => each.name === name).length] as const).filter(([, found]) => found > 0);
    const isLoud = cases.every(({ method }) => method === 'form');
    return [
      `- ${finding.words}${isLoud ? ' *TensorFlow.js notices.*' : ''} Cases of ${[...new Set(cases.map(({ op }) => op))].join(', ')}: ${where.map((each) => each.join(' ')).join(', ')}. Program: [${finding.program}.mjs](gradients/${finding.program}.mjs).`,
    ];
  });
} // prettier-ignore

/** Cases of one verdict, those with the same words together. */
function listed(rows: readonly Row[], verdict: Verdict): string[] {
  const groups = new Map<string, { readonly ops: Set<string>; readonly cases: Set<string>; readonly backends: Set<BackendName> }>();
  for (const { subject, judgements } of rows) {
    for (const name of BACKENDS) {
      if (judgements[name].verdict !== verdict) continue;
      const words = judgements[name].evidence.replaceAll(/(?<![A-Za-z])\d+(?![A-Za-z])/gu, 'n').replaceAll(/n(, ?n)+/gu, 'n, …');
      const group = groups.get(words) ?? { ops: new Set(), cases: new Set(), backends: new Set() };
      group.ops.add(code(subject.op));
      group.cases.add(subject.name);
      group.backends.add(name);
      groups.set(words, group);
    }
  }
  const lines = Array.from(groups, ([words, { ops, cases, backends }]) => {
    const [example = ''] = cases;
    return [[...ops].join(', '), [...backends].join(', '), cases.size === 1 ? example : `${cases.size}, such as ${example}`, words];
  });
  return lines.length === 0 ? ['Nothing.'] : markdownTable(['op', 'backends', 'cases', 'says'], lines);
} // prettier-ignore

function lacking(rows: readonly Row[]): string[] {
  const byKernel = new Map<string, Set<string>>();
  for (const { subject, judgements } of rows) {
    for (const name of BACKENDS) {
      const lacked = /gradient function not found for (\w+)/u.exec(judgements[name].evidence)?.[1];
      if (judgements[name].verdict !== 'no gradient' || lacked === undefined) continue;
      const op = `${code(subject.op)}${subject.order === 2 ? ' (second order)' : ''}`;
      byKernel.set(lacked, (byKernel.get(lacked) ?? new Set()).add(op));
    }
  }
  const lines = [...byKernel].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, ops]) => [name, [...ops].join(', ')]);
  return markdownTable(['without a gradient', 'so none for'], lines);
} // prettier-ignore

function missing(rows: readonly Row[]): string[] {
  const lines = BACKENDS.flatMap((name) => {
    const byKernel = new Map<string, Set<string>>();
    for (const { subject, judgements } of rows) {
      const lacked = /Kernel '(\w+)' not registered/u.exec(judgements[name].evidence)?.[1];
      if (judgements[name].verdict !== 'kernel missing' || lacked === undefined) continue;
      byKernel.set(lacked, (byKernel.get(lacked) ?? new Set()).add(code(subject.op)));
    }
    return [...byKernel].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kernel, ops]) => [name, kernel, [...ops].join(', ')]);
  });
  return markdownTable(['backend', 'kernel', 'so no gradient of'], lines);
} // prettier-ignore

function count(rows: readonly Row[], name: BackendName, verdict: Verdict): number {
  return rows.filter(({ judgements }) => judgements[name].verdict === verdict).length;
}

function said({ verdict, method }: Judgement): string {
  return verdict === 'wrong' || method === 'float32' ? `${verdict} (${method})` : verdict;
}

function code(op: string): string {
  return `\`${op}\``;
}

/** Unpadded, since some rows are long and there are many of them. */
