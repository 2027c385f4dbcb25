/**
 * Audits every gradient of TensorFlow.js, and writes docs/gradients.md and docs/gradients.json.
 *
 *     npm run audit:gradients                              # everything, on every backend
 *     npm run audit:gradients -- --check                   # fails when the committed verdicts are no longer true
 *     npm run audit:gradients -- --op tile --backend cpu   # prints some, writes nothing
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { useBackend } from '../src/index.ts';
import { allCases } from './audit-gradients/cases/index.ts';
import type { GradientCase } from './audit-gradients/gradient-case.ts';
import type { Judgement } from './audit-gradients/judge-case.ts';
import { uncovered } from './audit-gradients/registry.ts';
import { judgeOn, measureTruths } from './audit-gradients/run-backend.ts';
import type { BackendName } from './audit-gradients/findings.ts';
import { BACKENDS, data, differences, page, unexplained, type Row } from './audit-gradients/write-report.ts';

const DOCS = path.join(import.meta.dirname, '../docs');
const { values: options } = parseArgs({
  options: {
    op: { type: 'string' },
    backend: { type: 'string' },
    seed: { type: 'string', default: '0' },
    check: { type: 'boolean', default: false },
  },
});
const seed = Number(options.seed);
if (!Number.isInteger(seed)) throw new Error(`--seed must be an integer, got ${options.seed}`);

const names: string[] = [];
for (const backend of BACKENDS) names.push((await useBackend(backend)).backend);
const forgotten = uncovered(allCases, names);
if (forgotten.length > 0) throw new Error(`not looked at: ${forgotten.join('; ')}`);

const wanted = options.op?.toLowerCase() ?? '';
const places = [...allCases.keys()].filter((place) => {
  const { op, kernel } = allCases[place] as GradientCase; // a place of that list
  return [op, kernel].some((name) => name.toLowerCase().includes(wanted));
});
const backends = BACKENDS.filter((name) => options.backend === undefined || options.backend === name);
if (places.length === 0 || backends.length === 0) throw new Error('no case fits --op and --backend');

const truths = await timed('float64', () => measureTruths(places, seed));
const judgements = new Map<BackendName, readonly Judgement[]>();
for (const name of backends) {
  judgements.set(name, await timed(name, () => judgeOn(name, places, truths, seed)));
}

if (options.op !== undefined || options.backend !== undefined) printSome();
else conclude();

async function timed<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  const result = await run();
  console.log(`${name}: ${places.length} cases in ${Math.round((performance.now() - startedAt) / 1000)} s`);
  return result;
}

function printSome(): void {
  for (const [k, place] of places.entries()) {
    const { op, kernel, name } = allCases[place] as GradientCase; // a place of that list
    for (const backend of backends) {
      const said = judgements.get(backend)?.[k];
      if (said !== undefined) console.log([backend, said.verdict, said.method, op, kernel, name, said.evidence].join(' · '));
    }
  }
} // prettier-ignore

function conclude(): void {
  const rows = places.map((place, k): Row => {
    // Every backend has judged every case.
    const of = (name: BackendName): Judgement => judgements.get(name)?.[k] as Judgement;
    return { subject: allCases[place] as GradientCase, judgements: { native: of('native'), wasm: of('wasm'), cpu: of('cpu') } };
  });
  const unknown = unexplained(rows);
  if (unknown.length > 0) console.error(`wrong, and in no finding:\n  ${unknown.join('\n  ')}`);
  if (options.check) {
    const changed = differences(readFileSync(path.join(DOCS, 'gradients.json'), 'utf8'), rows);
    console.log(changed.length === 0 ? 'docs/gradients.json is true.' : `docs/gradients.json is no longer true:\n  ${changed.join('\n  ')}`);
    process.exitCode = changed.length + unknown.length === 0 ? 0 : 1;
  } else {
    writeFileSync(path.join(DOCS, 'gradients.md'), page(rows));
    writeFileSync(path.join(DOCS, 'gradients.json'), data(rows));
    process.exitCode = unknown.length === 0 ? 0 : 1;
  }
} // prettier-ignore
