import type { GradientCase } from './gradient-case.ts';
import type { Judgement } from './judge-case.ts';

export const BACKENDS = ['native', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** A case with what was said of it on each backend. */
export interface Row {
  readonly subject: GradientCase;
  readonly judgements: Readonly<Partial<Record<BackendName, Judgement>>>;
}

/** The whole audit as a page. */
export function page(rows: readonly Row[]): string {
  const count = (verdict: string, backend: BackendName): number =>
    rows.filter(({ judgements }) => judgements[backend]?.verdict === verdict).length;
  const verdicts = ['right', 'wrong', 'unconfirmed', 'throws', 'no gradient', 'kernel missing', 'not judged'];
  const found = rows.filter(({ judgements }) => Object.values(judgements).some(({ verdict }) => verdict !== 'right'));
  return [
    '# The gradients of TensorFlow.js 4.22',
    '',
    `Written by \`npm run audit:gradients\`: ${rows.length} cases, on three backends. A _wrong_ was seen by the gradient check and again by dense differences`,
    'of every entry (or by the form of the gradient); _unconfirmed_ was seen by the check alone and accuses nobody.',
    '',
    '| verdict | native | wasm | cpu |',
    '| --- | --- | --- | --- |',
    ...verdicts.map((verdict) => `| ${[verdict, ...BACKENDS.map((name) => count(verdict, name))].join(' | ')} |`),
    '',
    '## What is not right',
    '',
    '| gradient | case | backend | verdict | evidence |',
    '| --- | --- | --- | --- | --- |',
    ...verdicts.slice(1).flatMap((wanted) =>
      found.flatMap(({ subject, judgements }) =>
        BACKENDS.flatMap((name) => {
          const said = judgements[name];
          return said?.verdict === wanted
            ? [`| ${subject.gradient} | ${subject.name} | ${name} | ${wanted} | ${said.evidence.replaceAll('|', '\\|')} |`]
            : [];
        }),
      ),
    ),
    '',
    '## Every case',
    '',
    '| gradient | case | native | wasm | cpu |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(({ subject, judgements }) => `| ${[subject.gradient, subject.name, ...BACKENDS.map((name) => judgements[name]?.verdict ?? '')].join(' | ')} |`),
    '',
  ].join('\n');
} // prettier-ignore

/** The same for machines: a line a case. */
export function data(rows: readonly Row[]): string {
  const lines = rows.map(({ subject, judgements }) =>
    JSON.stringify([subject.gradient, subject.name, ...BACKENDS.map((name) => judgements[name]?.verdict ?? null)]),
  );
  return `[\n${lines.join(',\n')}\n]\n`;
} // prettier-ignore
