import '@tensorflow/tfjs-node';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { trainableModel, type TrainableModel } from '../../src/arbitraries/index.ts';
import { checkTrainSanely } from '../../src/index.ts';
import type { ModelOutcome } from './outcome.ts';

const [count = 0, seed = 0, place = 0, workers = 1] = process.argv.slice(2).map(Number);
/** How much time there is must not decide what is found here. */
const PATIENT = { budget: 120_000 };

await tf.setBackend('tensorflow');
let number = -1;
const property = fc.asyncProperty(trainableModel(), async (made) => {
  number += 1;
  if (number % workers !== place) return;
  const outcome: ModelOutcome = { number, model: fc.stringify(made), problem: await problemOf(made) };
  process.send?.(outcome);
});
await fc.assert(property, { numRuns: count, seed });
process.disconnect();

/** What is wrong with what the battery does to a sound model. */
async function problemOf({ model, batch }: TrainableModel): Promise<string | undefined> {
  const values = (): number[][] => model.getWeights().map((weight) => Array.from(weight.dataSync()));
  const [before, tensors] = [values(), tf.memory().numTensors];
  try {
    const first = await checkTrainSanely(model, batch, PATIENT);
    const left = tf.memory().numTensors - tensors;
    const second = await checkTrainSanely(model, batch, PATIENT);
    if (left !== 0) return `it leaves ${left} tensors behind`;
    if (JSON.stringify(values()) !== JSON.stringify(before)) return 'its weights are not what they were';
    if (JSON.stringify(first.details) !== JSON.stringify(second.details))
      return 'two runs say different things';
    return first.pass ? undefined : first.message().replaceAll('\n', '\n  ');
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
