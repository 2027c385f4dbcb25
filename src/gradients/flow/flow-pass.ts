import { engine } from '@tensorflow/tfjs-core';
import type { Seed } from '../../random/generator.ts';
import type { TraineeWeight } from '../../subject/trainee.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import { freeingTape } from '../../engine/abandoned-tape.ts';
import { runListeners } from '../../engine/run-listeners.ts';
import { scoped } from '../../engine/scoped.ts';
import type { FlowSubject } from './flow-subject.ts';
import { followParts } from '../../engine/follow-parts.ts';
import { TapeWatch } from './tape-watch.ts';
import { Trails } from './trails.ts';

/** One way forward and back, watched. */
export interface FlowPass {
  readonly loss: number;
  /** By weight; `undefined` where none arrived. */
  readonly gradients: ReadonlyMap<TraineeWeight, Float32Array | undefined>;
  readonly trails: Trails;
}

/** How a pass is made. */
export interface FlowPassOptions {
  readonly seed: Seed;
  /** Whether a cast to integers passes no gradient on, as in truth. */
  readonly honest: boolean;
  /** Whether what comes out of every operation is looked at. */
  readonly values: boolean;
}

/** Takes the gradients of a loss by some weights, and watches the tape. Nothing stays behind. */
export async function flowPass(
  subject: FlowSubject,
  weights: readonly TraineeWeight[],
  { seed, honest, values }: FlowPassOptions,
): Promise<FlowPass> {
  runListeners()?.gradientsSeen?.(
    'flow check',
    weights.map(({ variable }) => variable),
  );
  return undisturbed(seed, () =>
    followParts(subject.watched, (part) => {
      const watch = new TapeWatch({ part, honest, values });
      try {
        return scoped((): FlowPass => {
          const { value, grads } = freeingTape(() =>
            engine().gradients(
              () => subject.loss(),
              weights.map(({ variable }) => variable),
              undefined,
              true,
            ),
          );
          // TensorFlow.js leaves a gradient undefined where there is no path, though its types don't say so.
          const found = grads as (typeof value | undefined)[];
          const gradients = new Map(
            weights.map((weight, i) => {
              const gradient = found[i];
              return [weight, gradient && Float32Array.from(gradient.dataSync())];
            }),
          );
          const trails = new Trails(watch.steps, watch.readouts, value.id);
          return { loss: value.dataSync()[0] ?? NaN, gradients, trails };
        });
      } finally {
        watch.stop();
      }
    }),
  );
}
