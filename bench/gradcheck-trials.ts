import * as tf from '@tensorflow/tfjs-core';
import { checkGradients } from '../src/gradients/index.ts';
import { GRADIENT_KINDS, type GradientKind } from './gradient-kinds.ts';

/** A gradient check of a convolution by image and filter, to be timed. */
export function convCheck(): () => number {
  const x = tf.randomNormal<tf.Rank.R4>([2, 8, 8, 3], 0, 1, 'float32', 1);
  const w = tf.randomNormal<tf.Rank.R4>([3, 3, 3, 4], 0, 1, 'float32', 2);
  const fn = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
    tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same');
  return () => {
    const start = performance.now();
    const { pass } = checkGradients(fn, [x, w]);
    const taken = performance.now() - start;
    if (!pass) throw new Error('a right gradient was accused');
    return taken;
  };
}

/** In how many trials one zeroed entry, at least as large as the root mean square of the gradient, is found. */
export function detected(size: number, trials: number): number {
  let found = 0;
  for (let trial = 0; trial < trials; trial++) {
    const x = tf.randomNormal([size], 0, 1, 'float32', trial);
    const values = x.dataSync();
    const rms = Math.sqrt(squaresOf(values) / size);
    const large = Array.from(values.keys()).filter((at) => Math.abs(values[at] ?? 0) >= rms);
    const hole = large[trial % large.length] ?? 0;
    const mask = tf.tensor1d(Float32Array.from(values, (_, at) => (at === hole ? 0 : 1)));
    const holed = tf.customGrad((input) => ({
      value: (input as tf.Tensor).square(),
      gradFunc: (dy: tf.Tensor) =>
        dy
          .mul(2)
          .mul(input as tf.Tensor)
          .mul(mask),
    }));
    if (!checkGradients((input) => holed(input), [x], { seed: trial }).pass) found += 1;
    tf.dispose([x, mask]);
  }
  return found;
}

/** The most runs of a function that an input costs, over all kinds, where nothing is wrong. */
export function mostEvaluations(): number {
  return Math.max(
    ...GRADIENT_KINDS.flatMap(({ fn, inputs }) => {
      const given = inputs(1);
      const { details } = checkGradients(fn, given);
      tf.dispose(given);
      return details.inputs.map(({ evaluations }) => evaluations);
    }),
  );
}

/** How many of the checks of a sound function, each with inputs of its own, do not pass. */
export function falseAlarms({ fn, inputs, name }: GradientKind, seeds: number): number {
  let count = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const given = inputs(seed * 10 + 1);
    const result = checkGradients(fn, given, { seed });
    if (!result.pass) {
      count += 1;
      console.error(`${tf.getBackend()}, ${name}, seed ${seed}: ${result.message()}`);
    }
    tf.dispose(given);
  }
  return count;
}

function squaresOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
