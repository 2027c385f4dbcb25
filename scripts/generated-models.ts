/**
 * Runs generated models through the whole battery: no crash, nothing left, everything as it was, the same verdict twice, and no alarm, since
 * all of them are sound. `npm run test:generated`, `-- --models=1000` for more, `-- --seed=7` for others.
 */
import { fork } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ModelOutcome } from './generated-models/outcome.ts';

const { values } = parseArgs({
  options: { models: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
const [count, seed] = [Number(values.models), Number(values.seed)];
const workers = Math.max(1, Math.min(cpus().length, 4, count));

const outcomes = (await Promise.all(Array.from({ length: workers }, (_, place) => run(place)))).flat();
const failed = outcomes.filter(({ problem }) => problem !== undefined);
for (const { number, model, problem } of failed)
  console.log(`\nmodel ${number} of seed ${seed}: ${model}\n  ${problem ?? ''}`);
console.log(`\n${outcomes.length} generated models, seed ${seed}`);
console.log(`${outcomes.length - failed.length} passed, ${failed.length + (count - outcomes.length)} failed`);
process.exitCode = failed.length > 0 || outcomes.length !== count ? 1 : 0;

/** Every worker draws all models from the same seed, and judges its share of them. */
function run(place: number): Promise<ModelOutcome[]> {
  const args = [count, seed, place, workers].map(String);
  const child = fork(join(import.meta.dirname, 'generated-models/worker.ts'), args, {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', OMP_NUM_THREADS: '1' },
  });
  return new Promise((resolve) => {
    const outcomes: ModelOutcome[] = [];
    child.on('message', (outcome) => outcomes.push(outcome as ModelOutcome)); // the worker sends nothing else
    child.on('exit', (code) => {
      if (code !== 0) console.error(`A worker ended with code ${String(code)}.`);
      resolve(outcomes);
    });
  });
}
