import * as tf from '@tensorflow/tfjs-core';
import { SPECIAL, type OpCase } from '../op-case.ts';

type Reduce = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

const NUMBERS: readonly (readonly [op: string, run: Reduce, reference?: (values: readonly number[]) => number])[] = [
  ['sum', (x, axis, keep) => tf.sum(x, axis, keep), (values) => values.reduce((a, b) => a + b, 0)],
  [
    'mean',
    (x, axis, keep) => tf.mean(x, axis, keep),
    (values) => values.reduce((a, b) => a + b, 0) / values.length,
  ],
  ['prod', (x, axis, keep) => tf.prod(x, axis, keep), (values) => values.reduce((a, b) => a * b, 1)],
  ['max', (x, axis, keep) => tf.max(x, axis, keep), (values) => Math.max(...values)],
  ['min', (x, axis, keep) => tf.min(x, axis, keep), (values) => Math.min(...values)],
  ['logSumExp', (x, axis, keep) => tf.logSumExp(x, axis, keep), logSumExp],
  ['norm', (x, axis, keep) => tf.norm(x, 'euclidean', axis, keep), (values) => Math.hypot(...values)],
]; // prettier-ignore

function logSumExp(values: readonly number[]): number {
  const most = Math.max(...values);
  if (!Number.isFinite(most)) return most;
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
}

/** What an axis is called, and how it is given. */
const AXES = [
  ['all', undefined],
  ['first axis', 0],
  ['last axis', -1],
  ['two axes', [0, 2]],
] as const;

const PLACES = ['argMax', 'argMin'] as const;

export const reductions: readonly OpCase[] = [
  ...NUMBERS.flatMap(([op, run, reference]): OpCase[] => [
    ...AXES.map(([name, axis]): OpCase => ({
      op,
      name,
      inputs: ['a b c'],
      run: (x: tf.Tensor) => run(x, axis === undefined || typeof axis === 'number' ? axis : [...axis]),
      reference: axis === undefined && reference !== undefined ? ofAll(reference) : undefined,
    })),
    { op, name: 'keepDims', inputs: ['a b c'], run: (x: tf.Tensor) => run(x, 1, true) },
    {
      op,
      name: 'special values',
      inputs: ['n'],
      elements: [SPECIAL],
      run: (x: tf.Tensor) => run(x),
      reference: reference === undefined ? undefined : ofAll(reference),
    },
    { op, name: 'int32', inputs: ['n'], dtype: ['int32'], atol: 1e-5, run: (x: tf.Tensor) => run(x) },
    { op, name: 'bool', inputs: ['n'], dtype: ['bool'], run: (x: tf.Tensor) => run(x) },
    { op, name: 'no elements', inputs: ['0 n'], run: (x: tf.Tensor) => run(x, 0) },
  ]),
  ...PLACES.flatMap((op): OpCase[] => [
    { op, name: '', inputs: ['a b'], run: (x: tf.Tensor) => tf[op](x, 1) },
    { op, name: 'of ties', inputs: ['n'], elements: [{ min: 0, max: 1 }], dtype: ['int32'], run: (x: tf.Tensor) => tf[op](x) },
    { op, name: 'special values', inputs: ['n'], elements: [SPECIAL], run: (x: tf.Tensor) => tf[op](x) },
  ]), // prettier-ignore
  { op: 'all', name: '', inputs: ['a b'], dtype: ['bool'], run: (x: tf.Tensor) => tf.all(x, 1) },
  { op: 'any', name: '', inputs: ['a b'], dtype: ['bool'], run: (x: tf.Tensor) => tf.any(x, 1) },
  { op: 'moments', name: '', inputs: ['a b'], run: (x: tf.Tensor) => values(tf.moments(x, 0)) },
  ...([false, true] as const).flatMap((exclusive) =>
    ([false, true] as const).flatMap((reverse): OpCase[] => [
      { op: 'cumsum', name: named({ exclusive, reverse }), inputs: ['a b'], run: (x: tf.Tensor) => tf.cumsum(x, 1, exclusive, reverse) },
      { op: 'cumprod', name: named({ exclusive, reverse }), inputs: ['a b'], run: (x: tf.Tensor) => tf.cumprod(x, 1, exclusive, reverse) },
    ]),
  ), // prettier-ignore
  { op: 'softmax', name: '', inputs: ['a b'], run: (x: tf.Tensor) => tf.softmax(x), reference: softmaxRows },
  { op: 'softmax', name: 'large', inputs: ['a b'], elements: [{ min: -1e4, max: 1e4 }], run: (x: tf.Tensor) => tf.softmax(x), reference: softmaxRows },
  { op: 'softmax', name: 'special values', inputs: ['n'], elements: [SPECIAL], run: (x: tf.Tensor) => tf.softmax(x) },
  { op: 'logSoftmax', name: '', inputs: ['a b'], run: (x: tf.Tensor) => tf.logSoftmax(x) },
  { op: 'logSoftmax', name: 'large', inputs: ['a b'], elements: [{ min: -1e4, max: 1e4 }], run: (x: tf.Tensor) => tf.logSoftmax(x) },
  { op: 'euclideanNorm', name: '', inputs: ['a b'], run: (x: tf.Tensor) => tf.euclideanNorm(x, 1) },
]; // prettier-ignore

function ofAll(reduce: (values: readonly number[]) => number): (x: tf.Tensor) => number {
  return (x) => reduce(Array.from(x.dataSync()));
}

function softmaxRows(x: tf.Tensor): readonly (readonly number[])[] {
  return (x as tf.Tensor2D).arraySync().map((row) => {
    const most = Math.max(...row);
    const powers = row.map((value) => Math.exp(value - most));
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((power) => power / sum);
  });
}

function values({ mean, variance }: { mean: tf.Tensor; variance: tf.Tensor }): tf.Tensor[] {
  return [mean, variance];
}

function named(flags: Readonly<Record<string, boolean>>): string {
  return Object.entries(flags).flatMap(([name, on]) => (on ? [name] : [])).join(', ');
} // prettier-ignore
