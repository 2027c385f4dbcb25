import * as tf from '@tensorflow/tfjs';
import { gradientCase, input, type GradientCase } from '../gradient-case.ts';

type Reduction = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

const REDUCTIONS: readonly (readonly [string, Reduction])[] = [
  ['Sum', tf.sum], ['Mean', tf.mean], ['Max', tf.max], ['Min', tf.min], ['Prod', tf.prod],
]; // prettier-ignore

const AXES: readonly (readonly [number[], (number | number[])?])[] = [
  [[4]], [[1]], [[0]], [[2, 3]], [[2, 3], 0], [[2, 3], 1], [[2, 3], -1], [[2, 3, 2], 1], [[2, 3, 2], [0, 1]], [[2, 3, 2], [0, 2]],
  [[2, 3, 2], [1, 2]], [[2, 1, 3], 1], [[2, 2, 3, 2], [1, 3]], [[2, 2, 3, 2], -2], [[1, 2, 2, 1, 2], [0, 4]],
  [[1, 2, 1, 2, 1, 2], [1, 5]], [[2, 3, 2], [-1, 0]],
]; // prettier-ignore

const last = (gradient: string, run: (x: tf.Tensor) => tf.Tensor, order: 1 | 2 = 1): GradientCase[] =>
  [[4], [2, 3], [2, 3, 2], [1, 3], [2, 1], [2, 2, 1, 3], [0, 3]].map((shape) =>
    gradientCase(gradient, `[${shape.join(', ')}]`, [input(shape, -2, 2)], run, order),
  );

/** Sums, products, extremes, running sums, and what normalises along an axis. */
export const reductions: readonly GradientCase[] = [
  ...REDUCTIONS.flatMap(([gradient, run]) =>
    AXES.flatMap(([shape, axis]) =>
      [false, true].map((keepDims) =>
        gradientCase(
          gradient,
          `[${shape.join(', ')}] axis ${axis === undefined ? 'all' : JSON.stringify(axis)}${keepDims ? ' keepDims' : ''}`,
          [input(shape, 0.5, 2)],
          (x) => run(x, axis, keepDims),
        ),
      ),
    ),
  ),
  ...AXES.flatMap(([shape, axis]) =>
    typeof axis !== 'number'
      ? []
      : [false, true].flatMap((exclusive) =>
          [false, true].map((reverse) =>
            gradientCase(
              'Cumsum',
              `[${shape.join(', ')}] axis ${axis}${exclusive ? ' exclusive' : ''}${reverse ? ' reverse' : ''}`,
              [input(shape)],
              (x) => tf.cumsum(x, axis, exclusive, reverse),
            ),
          ),
        ),
  ),
  ...last('Softmax', (x) => tf.softmax(x)),
  ...last('Softmax', (x) => tf.softmax(x), 2),
  ...last('customGrad logSoftmax', (x) => tf.logSoftmax(x)),
  ...last('customGrad logSoftmax', (x) => tf.logSoftmax(x), 2),
  ...last(
    'LogSoftmax',
    (x) => tf.logSoftmax(x), // its kernel is called by no op of 4.22: the op that bears its name is looked at
  ),
  ...last('ArgMax', (x) => tf.argMax(x, -1).cast('float32')),
  ...last('ArgMin', (x) => tf.argMin(x, -1).cast('float32')),
];
