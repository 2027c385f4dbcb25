import { engine } from '@tensorflow/tfjs-core';
import type { Seed } from '../random/generator.ts';
import { seeded } from '../random/seeded.ts';
import { OptimizerWatch } from './optimizer-watch.ts';
import { VariableSnapshot } from './variable-snapshot.ts';

/**
 * Runs part of a check so that nothing of it remains: all variables get their values back, those made meanwhile are disposed of,
 * optimizers forget the steps they took and the slots they got, and what TensorFlow.js draws comes from a seed and not from the
 * caller's stream. So it is on a throw, too.
 * @param run is given what the optimizers do
 */
export async function undisturbed<Result>(
  seed: Seed,
  run: (optimizers: Omit<OptimizerWatch, 'stop'>) => Result | Promise<Result>,
): Promise<Result> {
  const variables = new VariableSnapshot();
  const before = new Set(Object.values(engine().registeredVariables));
  const watch = new OptimizerWatch();
  try {
    return await seeded(seed, async () => run(watch));
  } finally {
    watch.stop(before);
    for (const variable of Object.values(engine().registeredVariables)) {
      if (!before.has(variable)) variable.dispose();
    }
    variables.restore();
  }
}
