/** What a loss takes for a prediction. */
export type Demand = 'distribution' | 'probabilities' | 'logits' | 'positive';

/** Losses that take only one kind of prediction; the rest measure a distance and take any number. */
export const DEMANDS: Readonly<Record<string, Demand>> = {
  categoricalCrossentropy: 'distribution',
  sparseCategoricalCrossentropy: 'distribution',
  kullbackLeiblerDivergence: 'distribution',
  binaryCrossentropy: 'probabilities',
  logLoss: 'probabilities',
  softmaxCrossEntropy: 'logits',
  sigmoidCrossEntropy: 'logits',
  poisson: 'positive',
};

/** Losses that measure how far a number is from another. */
export const DISTANCES: ReadonlySet<string> = new Set([
  'meanSquaredError',
  'meanAbsoluteError',
  'meanAbsolutePercentageError',
  'logcosh',
  'huberLoss',
]);

/** How a loss is written, to name it in a message. */
export function lossLabel(name: string): string {
  return LOSS_OPS.has(name) ? `tf.losses.${name}` : `'${name}'`;
}

const LOSS_OPS: ReadonlySet<string> = new Set([
  'softmaxCrossEntropy',
  'sigmoidCrossEntropy',
  'logLoss',
  'huberLoss',
]);
