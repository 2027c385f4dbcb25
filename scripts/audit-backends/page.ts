import { markdownTable } from '../markdown-table.ts';
import type { Judgement, Verdict } from './judge-case.ts';
import { keyOf, type OpCase } from './op-case.ts';
import type { Order } from './worker.ts';

/** What is compared with what. */
export const COLUMNS = [
  { name: 'native', backend: 'native', against: 'cpu' },
  { name: 'wasm', backend: 'wasm', against: 'cpu' },
  { name: 'cpu', backend: 'cpu', against: 'float64' },
] as const satisfies readonly ({ readonly name: string } & Pick<Order, 'backend' | 'against'>)[];

export type ColumnName = (typeof COLUMNS)[number]['name'];

/** A case with what was said of it. */
export interface Row {
  readonly subject: OpCase;
  readonly of: (column: ColumnName) => Judgement | undefined;
}

const MEANINGS: Readonly<Record<Verdict, string>> = {
  agree: 'no drawn case parts',
  values: 'numbers part by more than rounding',
  'shape or dtype': 'already the form of the result is another',
  'one throws': 'an error on one side, a result on the other',
  'kernel missing': 'the backend has no kernel for it',
  crashes: 'the process ends, a kernel does not, or wasm touches memory that is not its own',
  'both throw': 'every drawn case is refused on both sides',
};

/** What is worth a table of its own, the gravest first. */
const GRAVE: readonly Verdict[] = ['crashes', 'shape or dtype', 'values', 'one throws'];

/** The whole comparison as a page. */
export function page(rows: readonly Row[]): string {
  const ops = new Set(rows.map(({ subject }) => subject.op));
  const verdicts = Object.entries(MEANINGS) as [Verdict, string][]; // written above
  return [
    '# The backends of TensorFlow.js 4.22, compared',
    '',
    `Written by \`npm run audit:backends\`: ${rows.length} ways of calling ${ops.size} ops, each on 100 generated inputs, by \`checkAgreement\`. \`native\` (tfjs-node) and \`wasm\``,
    'are compared with `cpu`, and `cpu` with float64 on the host where a reference is written. What rounding explains is no difference: a result that moves as',
    'far when the last bits of its inputs do. *Special values* are infinities, NaN, ±0, and numbers far apart. Each difference stands here by the simplest input that shows it. For machines: [backends.json](backends.json).',
    '',
    ...markdownTable(
      ['verdict', 'native and cpu', 'wasm and cpu', 'cpu and float64', 'meaning'],
      verdicts.map(([verdict, meaning]) => [verdict, ...COLUMNS.map(({ name }) => String(count(rows, name, verdict))), meaning]),
    ),
    '',
    'Where `cpu` agrees with float64 the other backend is wrong; where no reference is written the page accuses nobody.',
    '',
    ...COLUMNS.flatMap(({ name, against }) => [
      `## ${name} and ${against}`,
      '',
      ...GRAVE.flatMap((verdict) => found(rows, name, verdict, against)),
      ...kernels(rows, name),
    ]),
  ].join('\n');
} // prettier-ignore

function found(rows: readonly Row[], name: ColumnName, verdict: Verdict, against: string): string[] {
  const lines = rows.flatMap(({ subject, of }) => {
    const judgement = of(name);
    if (judgement?.verdict !== verdict) return [];
    const { inputs, actual, expected } = judgement;
    return [[`\`${subject.op}\``, subject.name, ...[inputs, actual, expected].map(code)]];
  });
  if (lines.length === 0) return [];
  return [
    `### ${verdict}: ${lines.length}`,
    '',
    ...markdownTable(['op', 'case', 'for', name, against], lines),
    '',
  ];
}

function kernels(rows: readonly Row[], name: ColumnName): string[] {
  const missing = rows.flatMap(({ subject, of }) =>
    of(name)?.verdict === 'kernel missing' ? [`\`${subject.op}\``] : [],
  );
  const ops = [...new Set(missing)];
  return ops.length === 0 ? [] : [`No kernel: ${ops.join(', ')}.`, ''];
}

/** The same for machines: a line a case. */
export function data(rows: readonly Row[]): string {
  return `[\n${rows.map((row) => JSON.stringify(entryOf(row))).join(',\n')}\n]\n`;
}

type Entry = { readonly case: string } & Partial<Record<ColumnName, Judgement | 'agree'>>;

function entryOf({ subject, of }: Row): Entry {
  const columns = COLUMNS.flatMap(({ name }) => {
    const judgement = of(name);
    if (judgement === undefined) return [];
    return [[name, judgement.verdict === 'agree' ? 'agree' : judgement] as const];
  });
  return { case: keyOf(subject), ...Object.fromEntries(columns) };
}

/** Where the committed verdicts are no longer those that were found. */
export function differences(committed: string, rows: readonly Row[]): string[] {
  const before = new Map((JSON.parse(committed) as Entry[]).map((entry) => [entry.case, entry])); // written by data()
  const after = new Map(rows.map((row) => [keyOf(row.subject), entryOf(row)]));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) =>
    COLUMNS.flatMap(({ name }) => {
      const [was, is] = [before, after].map((entries) => verdictOf(entries.get(key)?.[name]));
      return was === is ? [] : [`${key}, ${name}: was ${was ?? 'not looked at'}, is ${is ?? 'not looked at'}`];
    }),
  );
} // prettier-ignore

function verdictOf(judgement: Judgement | 'agree' | undefined): string | undefined {
  return typeof judgement === 'object' ? judgement.verdict : judgement;
}

function count(rows: readonly Row[], name: ColumnName, verdict: Verdict): number {
  return rows.filter(({ of }) => of(name)?.verdict === verdict).length;
}

function code(text: string): string {
  return text === '' ? '' : `\`${text.replaceAll('`', "'")}\``;
}
