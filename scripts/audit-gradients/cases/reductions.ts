import * as tf from '@tensorflow/tfjs';
import {
  both,
  first,
  input,
  own,
  registered,
  second,
  shown,
  type Gradient,
  type GradientCase,
} from '../gradient-case.ts';

type Reduction = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

const REDUCTIONS: readonly (readonly [string, Reduction])[] = [
  ['Sum', tf.sum], ['Mean', tf.mean], ['Max', tf.max], ['Min', tf.min], ['Prod', tf.prod],
]; // prettier-ignore

const AXES: readonly (readonly [number[], (number | number[])?])[] = [
  [[]], [[4]], [[1]], [[0]], [[2, 0], 0], [[2, 0], 1], [[2, 3]], [[2, 3], 0], [[2, 3], 1], [[2, 3], -1], [[3, 3], 0], [[2, 3, 2], 1], [[2, 3, 2], [0, 1]],
  [[2, 3, 2], [0, 2]], [[2, 3, 2], [2, 0]], [[2, 3, 4], [0, 2]], [[2, 3, 4], [1, 0]], [[2, 3, 2], [1, 2]], [[2, 3, 2], []], [[2, 1, 3], 1], [[2, 2, 3, 2], [1, 3]], [[2, 2, 3, 2], -2],
  [[1, 2, 2, 1, 2], [0, 4]], [[1, 2, 1, 2, 1, 2], [1, 5]], [[1, 2, 1, 2, 1, 2], 3], [[2, 3, 2], [-1, 0]],
]; // prettier-ignore

const SECOND_ORDER = new Set([
  '[2, 3] axis 0',
  '[2, 3] axis 1',
  '[2, 3, 2] axis [0,1]',
  '[2, 3] axis all keepDims',
]);

const CUMULATED: readonly (readonly [number[], number])[] = [
  [[4], 0], [[1], 0], [[0], 0], [[2, 3], 1], [[2, 3], 0], [[3, 3], 0], [[2, 3], -1], [[2, 3, 2], 0], [[2, 3, 2], 1], [[2, 3, 2], 2], [[2, 1, 3], 1],
  [[2, 2, 3, 2], 2], [[2, 2, 3, 2], -2], [[1, 2, 2, 1, 2], 4], [[1, 2, 2, 1, 2], 1], [[1, 2, 1, 2, 1, 2], 5], [[1, 2, 1, 2, 1, 2], 3],
]; // prettier-ignore

const last = (gradient: Gradient, run: (x: tf.Tensor) => tf.Tensor): GradientCase[] => [
  ...[[4], [1], [2, 3], [2, 3, 2], [1, 3], [2, 1], [2, 2, 1, 3], [1, 2, 2, 1, 2], [1, 2, 1, 2, 1, 2], [0, 3]].map((shape) =>
    first(gradient, shown(shape), [input(shape, -2, 2)], run),
  ),
  first(gradient, '[2, 3] of large numbers', [input([2, 3], 80, 84)], run),
  ...[[4], [2, 3], [2, 1], [2, 2, 1, 3]].map((shape) => second(gradient, shown(shape), [input(shape, -2, 2)], run)),
]; // prettier-ignore

/** Sums, products, extremes, running sums, and what normalises along an axis. */
export const reductions: readonly GradientCase[] = [
  ...REDUCTIONS.flatMap(([kernel, run]) =>
    AXES.flatMap(([shape, axis]) =>
      [false, true].flatMap((keepDims) => {
        const name = `${shown(shape)} axis ${axis === undefined ? 'all' : JSON.stringify(axis)}${keepDims ? ' keepDims' : ''}`;
        const inputs = [input(shape, 0.5, 2)];
        const reduce: GradientCase['run'] = (x) => run(x, axis, keepDims);
        return SECOND_ORDER.has(name)
          ? both(registered(kernel), name, inputs, reduce)
          : [first(registered(kernel), name, inputs, reduce)];
      }),
    ),
  ),
  first(registered('Prod'), '[4] with one factor 0', [input([3], 0.5, 2)], (x) =>
    tf.prod(tf.concat([x, tf.zeros([1])])),
  ),
  first(registered('Prod'), '[3], all 0', [input([3], 0, 0)], (x) => tf.prod(x)),
  ...CUMULATED.flatMap(([shape, axis]) =>
    [false, true].flatMap((exclusive) =>
      [false, true].map((reverse) =>
        first(
          registered('Cumsum'),
          `${shown(shape)} axis ${axis}${exclusive ? ' exclusive' : ''}${reverse ? ' reverse' : ''}`,
          [input(shape)],
          (x) => tf.cumsum(x, axis, exclusive, reverse),
        ),
      ),
    ),
  ),
  ...[0, 1].map((axis) =>
    second(registered('Cumsum'), `[2, 3] axis ${axis}`, [input([2, 3])], (x) => tf.cumsum(x, axis)),
  ),
  ...last(registered('Softmax'), (x) => tf.softmax(x)),
  ...last(own('tf.logSoftmax'), (x) => tf.logSoftmax(x)),
  ...([['ArgMax', tf.argMax], ['ArgMin', tf.argMin]] as const).flatMap(([kernel, arg]) =>
    [[4], [2, 3], [2, 3, 2], [2, 1]].flatMap((shape) =>
      both(registered(kernel), `${shown(shape)} axis -1, beside a mean`, [input(shape)], (x) =>
        arg(x, -1).cast('float32').add(x.mean(-1)),
      ),
    ),
  ), // prettier-ignore
];
