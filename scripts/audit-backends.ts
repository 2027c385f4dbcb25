/**
 * Compares the backends of TensorFlow.js with each other and with float64, and writes docs/backends.md and docs/backends.json.
 *
 *     npm run audit:backends                      # everything
 *     npm run audit:backends -- --check           # fails when the committed verdicts are no longer true
 *     npm run audit:backends -- --op cumsum       # prints some, writes nothing
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { allCases } from './audit-backends/cases/index.ts';
import { judgeBackend } from './audit-backends/judge-backend.ts';
import type { Judgement } from './audit-backends/judge-case.ts';
import { keyOf } from './audit-backends/op-case.ts';
import { COLUMNS, data, differences, page, type ColumnName, type Row } from './audit-backends/page.ts';

const DOCS = path.join(import.meta.dirname, '../docs');
const { values: options } = parseArgs({
  options: {
    op: { type: 'string' },
    seed: { type: 'string', default: '0' },
    check: { type: 'boolean', default: false },
  },
});
const seed = Number(options.seed);
if (!Number.isInteger(seed)) throw new Error(`--seed must be an integer, got ${options.seed}`);

const wanted = options.op?.toLowerCase() ?? '';
const chosen = [...allCases.entries()].filter(([, one]) => keyOf(one).toLowerCase().includes(wanted));
if (chosen.length === 0) throw new Error('no case fits --op');

const said = new Map<ColumnName, ReadonlyMap<number, Judgement>>();
for (const { name, backend, against } of COLUMNS) {
  const places = chosen.flatMap(([place, { reference }]) =>
    against === 'float64' && reference === undefined ? [] : [place],
  );
  const startedAt = performance.now();
  const judgements = await judgeBackend({ backend, against, seed, places });
  said.set(name, new Map(places.map((place, k) => [place, judgements[k] as Judgement]))); // one for each place
  console.log(`${name}: ${places.length} cases in ${Math.round((performance.now() - startedAt) / 1000)} s`);
}

const rows = chosen.map(([place, subject]): Row => ({
  subject,
  of: (name) => said.get(name)?.get(place),
}));
if (options.op !== undefined) print(rows);
else if (options.check) check(rows);
else {
  writeFileSync(path.join(DOCS, 'backends.json'), data(rows));
  writeFileSync(path.join(DOCS, 'backends.md'), page(rows));
  console.log('wrote docs/backends.md and docs/backends.json');
}

function print(found: readonly Row[]): void {
  for (const { subject, of } of found) {
    for (const { name } of COLUMNS) {
      const judgement = of(name);
      if (judgement === undefined) continue;
      const { verdict, inputs, actual, expected } = judgement;
      console.log([name, verdict, keyOf(subject), inputs, actual, expected].filter((part) => part !== '').join(' · '));
    }
  }
} // prettier-ignore

function check(found: readonly Row[]): void {
  const changed = differences(readFileSync(path.join(DOCS, 'backends.json'), 'utf8'), found);
  for (const line of changed) console.error(line);
  console.log(changed.length === 0 ? 'the committed verdicts are true' : `${changed.length} verdicts are no longer true`);
  process.exitCode = changed.length === 0 ? 0 : 1;
} // prettier-ignore
