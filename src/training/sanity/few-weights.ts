import { tidy, type Tensor } from '@tensorflow/tfjs-core';

/** Milliseconds that the gradient check of a battery may take. */
const TIME = 1200;
/** How often a loss is computed for each weight, going there and back. */
const RUNS = 20;

/**
 * So many weights, spread over the depth of a model, as a gradient check has time for: all of a small model, some of a large one.
 * @param loss is computed twice to see how long that takes; the caller puts back what it changes
 */
export function fewWeights<Weight>(weights: readonly Weight[], loss: () => Tensor): readonly Weight[] {
  let quickest = Infinity;
  for (let run = 0; run < 2; run++) {
    const start = performance.now();
    tidy(() => {
      loss().dataSync();
    });
    quickest = Math.min(quickest, performance.now() - start);
  }
  const affordable = Math.max(2, Math.floor(TIME / (RUNS * quickest)));
  if (affordable >= weights.length) return weights;
  const places = Array.from({ length: affordable }, (_, i) =>
    Math.round((i * (weights.length - 1)) / (affordable - 1)),
  );
  return weights.filter((_, place) => places.includes(place));
}
