import { engine, randomNormal, type Variable } from '@tensorflow/tfjs-core';
import { scoped } from '../../engine/scoped.ts';
import type { Seed } from '../../random/generator.ts';
import { seeded } from '../../random/seeded.ts';
import type { Scene } from './scene.ts';

/** So many weights are moved, one by one, to see whether a constant output is one that training would bring to life. */
const MOST_MOVED = 60;

/** The last ones first: a layer that starts at zeros is most often the last. */
export function movableWeights({ weights, kind }: Scene): Variable[] {
  const known =
    kind === 'function' ? Object.values(engine().registeredVariables) : weights.map((each) => each.variable);
  return known
    .filter(({ dtype, trainable }) => dtype === 'float32' && trainable)
    .slice(-MOST_MOVED)
    .reverse();
}

/** Runs something while a weight is another one, by a tenth of its own size, or by 0.1 where it is zero; a dead unit stays dead by that. */
export function whileMoved<Result>(weight: Variable, seed: Seed, run: () => Result): Result {
  const before = weight.clone();
  const rms = scoped(() => weight.square().mean().sqrt().dataSync()[0] ?? 0);
  seeded(seed, () => {
    scoped(() => {
      weight.assign(weight.add(randomNormal(weight.shape).mul(rms > 0 ? 0.1 * rms : 0.1)));
    });
  });
  try {
    return run();
  } finally {
    weight.assign(before);
    before.dispose();
  }
}
