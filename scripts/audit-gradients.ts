/**
 * Audits every gradient of TensorFlow.js, and writes docs/gradients.md and docs/gradients.json.
 *
 *     npm run audit:gradients                         # everything, on every backend
 *     npm run audit:gradients -- --check              # fails when the committed verdicts are no longer true
 *     npm run audit:gradients -- --op Tile --backend cpu   # prints some, writes nothing
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { useBackend } from '../src/index.ts';
import { allCases } from './audit-gradients/cases/index.ts';
import { judgeCase, type Judgement } from './audit-gradients/judge-case.ts';
import { registeredGradients } from './audit-gradients/registry.ts';
import { BACKENDS, data, page, type BackendName } from './audit-gradients/write-report.ts';

const DOCS = path.join(import.meta.dirname, '../docs');
const { values: options } = parseArgs({
  options: {
    op: { type: 'string' },
    backend: { type: 'string' },
    seed: { type: 'string', default: '0' },
    check: { type: 'boolean', default: false },
  },
});
const missing = registeredGradients().filter((name) => !allCases.some(({ gradient }) => gradient === name));
if (missing.length > 0) throw new Error(`gradients without a case: ${missing.join(', ')}`);

const wanted = allCases.filter(({ gradient }) => options.op === undefined || gradient.includes(options.op));
const backends = BACKENDS.filter((name) => options.backend === undefined || options.backend === name);
if (wanted.length === 0 || backends.length === 0) throw new Error('no case fits --op and --backend');

const judgements = wanted.map((): Partial<Record<BackendName, Judgement>> => ({}));
for (const backend of backends) {
  const startedAt = performance.now();
  await useBackend(backend);
  wanted.forEach((subject, k) => {
    (judgements[k] ??= {})[backend] = judgeCase(subject, Number(options.seed));
  });
  console.log(
    `${backend}: ${wanted.length} cases in ${Math.round((performance.now() - startedAt) / 1000)} s`,
  );
}
const rows = wanted.map((subject, k) => ({ subject, judgements: judgements[k] ?? {} }));

if (options.op !== undefined || options.backend !== undefined) {
  for (const { subject, judgements: each } of rows)
    console.log(subject.gradient, '·', subject.name, JSON.stringify(each));
} else if (options.check) {
  const isTrue = readFileSync(path.join(DOCS, 'gradients.json'), 'utf8') === data(rows);
  console.log(isTrue ? 'docs/gradients.json is true.' : 'docs/gradients.json is no longer true.');
  process.exitCode = isTrue ? 0 : 1;
} else {
  writeFileSync(path.join(DOCS, 'gradients.md'), page(rows));
  writeFileSync(path.join(DOCS, 'gradients.json'), data(rows));
}
