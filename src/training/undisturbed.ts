import { engine } from '@tensorflow/tfjs-core';
import { VariableSnapshot } from '../memory/variable-snapshot.ts';
import type { Seed } from '../random/generator.ts';
import { seeded } from '../random/seeded.ts';

/**
 * Runs part of a check so that nothing of it remains: all variables get their values back, those made meanwhile (the slots of
 * an optimizer) are disposed of, and what TensorFlow.js draws comes from a seed and not from the caller's stream. So it is on a
 * throw, too.
 */
export async function undisturbed<Result>(seed: Seed, run: () => Result | Promise<Result>): Promise<Result> {
  const variables = new VariableSnapshot();
  const before = new Set(Object.values(engine().registeredVariables));
  try {
    return await seeded(seed, async () => run());
  } finally {
    for (const variable of Object.values(engine().registeredVariables)) {
      if (!before.has(variable)) variable.dispose();
    }
    variables.restore();
  }
}
