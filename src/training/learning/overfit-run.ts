import { dispose, tidy, train, type Optimizer, type Variable } from '@tensorflow/tfjs-core';
import { freeingTape } from '../../engine/abandoned-tape.ts';
import type { Batch } from '../../subject/batch.ts';
import type { Trainee } from '../../subject/trainee.ts';

/** One attempt to learn a batch by heart. */
export interface OverfitRun {
  /** Adam's learning rate; `undefined` for the user's optimizer. */
  readonly learningRate: number | undefined;
  /** The loss at the start and as training went on, the better one of training and of inference mode. */
  readonly losses: readonly number[];
  readonly steps: number;
  /** Whether time ran out before the steps were over. */
  readonly isCutOff: boolean;
}

/** After so many steps the loss is looked at. */
const EVERY = 10;
/** So many looks at the same loss, but for so small a share, are a loss at rest. NaN is at rest, too. */
const [RESTING, STILL] = [7, 1e-3];

/**
 * Trains on one batch until the loss is low enough, or not finite.
 * @param optimizer that of the user, or the learning rate of one of ours
 * @param enough the loss at which to stop
 * @param deadline by `performance.now()`, when to stop in any case
 */
export function overfitRun(
  trainee: Trainee,
  batch: Batch,
  optimizer: Optimizer | number,
  steps: number,
  enough: number,
  deadline: number,
): OverfitRun {
  const isOurs = typeof optimizer === 'number';
  const used = isOurs ? train.adam(optimizer) : optimizer;
  const trainable = trainee.weights.flatMap(({ trainable: isTrained, variable }): Variable[] =>
    isTrained ? [variable] : [],
  );
  const losses = [currentLoss(trainee, batch)];
  let taken = 0;
  let isCutOff = false;
  try {
    while (taken < steps && (losses.at(-1) ?? NaN) > enough) {
      freeingTape(() => {
        // A plain function has no list of weights: whatever its loss reads is trained.
        used.minimize(
          () => trainee.loss(batch, true, false),
          false,
          trainee.weights.length > 0 ? trainable : undefined,
        );
      });
      taken += 1;
      if (taken % EVERY !== 0 && taken !== steps) continue;
      losses.push(currentLoss(trainee, batch));
      if (isAtRest(losses)) break;
      isCutOff = taken < steps && performance.now() > deadline;
      if (isCutOff) break;
    }
  } finally {
    if (isOurs) used.dispose();
  }
  return { learningRate: isOurs ? optimizer : undefined, losses, steps: taken, isCutOff };
}

/** Whether nothing has happened for so long that nothing will. */
function isAtRest(losses: readonly number[]): boolean {
  const recent = losses.slice(-RESTING);
  const [least, most] = [Math.min(...recent), Math.max(...recent)];
  return recent.length === RESTING && !(most - least > STILL * Math.abs(most));
}

/** Dropout holds the loss of training up, and averages that lag behind that of inference. */
function currentLoss(trainee: Trainee, batch: Batch): number {
  let least = Infinity;
  tidy(() => {
    for (const training of [false, true]) {
      const loss = trainee.loss(batch, training, false);
      const value = loss.dataSync()[0] ?? NaN;
      dispose(loss);
      least = Number.isNaN(value) ? NaN : Math.min(least, value);
    }
  });
  return least;
}
