import { engine, scalar } from '@tensorflow/tfjs-core';
import { freeingTape } from '../../engine/abandoned-tape.ts';

/**
 * Runs something forward as it runs in training, with a tape: outside of a gradient, layers run fused kernels, in which a sum and an
 * activation can't be told apart. The caller tidies up.
 */
export function taped(run: () => void): void {
  const point = scalar(0);
  freeingTape(() =>
    engine().gradients(
      () => {
        run();
        return scalar(0);
      },
      [point],
      undefined,
      true,
    ),
  );
}
