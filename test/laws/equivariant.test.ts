import * as tf from '@tensorflow/tfjs-node';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import '../../matchers/vitest.ts';
import {
  checkEquivariant,
  checkInvariant,
  type EquivariantOptions,
  type InvariantOptions,
  type SymmetryGiven,
} from '../../src/laws/index.ts';
import { scopeEachTest } from '../scope-each-test.ts';
import { judged } from './judged.ts';

scopeEachTest({ variables: true });

const images = { inputs: 'b h w 2' };
const rows = { inputs: 'b n' };
const kernel = (): tf.Tensor4D => tf.tensor([1, -2, 3, 0, 1, 2, -1, 4, 2], [3, 3, 1, 1]);
const conv = (x: tf.Tensor4D): tf.Tensor => tf.tidy(() => tf.conv2d(x, kernel(), 1, 'same'));
const batchNorm = (x: tf.Tensor): tf.Tensor =>
  tf.tidy(() => {
    const { mean, variance } = tf.moments(x, 0, true);
    return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)));
  });
const attention = (x: tf.Tensor): tf.Tensor =>
  tf.tidy(() => tf.matMul(tf.softmax(tf.matMul(x, x, false, true)), x));

type Equivariant = readonly [string, (...x: never[]) => unknown, SymmetryGiven, EquivariantOptions];
const EQUIVARIANT: readonly Equivariant[] = [
  ['a softmax', (x: tf.Tensor) => tf.softmax(x), 'batch permutation', rows],
  ['batch statistics, but for rounding', batchNorm, 'batch permutation', rows],
  [
    'batch statistics of large numbers',
    batchNorm,
    'batch permutation',
    { ...rows, elements: { min: 0, max: 255 } },
  ],
  ['attention over a set', attention, 'permutation', { inputs: 'b n d' }],
  ['pooling', (x: tf.Tensor4D) => tf.maxPool(x, 3, 1, 'same'), 'horizontal flip', images],
  ['pooling', (x: tf.Tensor4D) => tf.avgPool(x, 3, 1, 'same'), 'vertical flip', images],
  ['a convolution, inside of its border', conv, 'shift', { inputs: 'b h w 1', border: 1 }],
  ['a convolution along the height', conv, 'shift', { inputs: 'b h w 1', border: 1, axis: 1 }],
  [
    'pooling by two, a step of which is two',
    (x: tf.Tensor4D) => tf.maxPool(x, 2, 2, 'valid'),
    'shift',
    { ...images, minSize: 2 },
  ],
  [
    'a mask with its image',
    (x: tf.Tensor, m: tf.Tensor) => tf.mul(x, tf.expandDims(m, -1)),
    'horizontal flip',
    { inputs: 'b h w 3, b h w' },
  ],
  [
    'labels that stay with their batch',
    (x: tf.Tensor, y: tf.Tensor) => tf.mul(x, tf.expandDims(y, 1)),
    'batch permutation',
    { inputs: 'b n, b' },
  ],
  [
    'a table that has no batch',
    (x: tf.Tensor2D, w: tf.Tensor2D) => tf.matMul(x, w),
    'batch permutation',
    { inputs: 'b n, n m' },
  ],
  ['a net without a bias', (x: tf.Tensor) => tf.relu(x), 'scaling', rows],
  ['a mean', (x: tf.Tensor) => tf.mean(x, 1), 'offset', rows],
  ['an odd function', (x: tf.Tensor) => tf.tanh(x), 'sign', rows],
  [
    'a transformation of one’s own',
    (x: tf.Tensor) => tf.sum(x, 1),
    { in: (x: tf.Tensor) => tf.mul(x, 3), out: (y: tf.Tensor) => tf.mul(y, 3) },
    rows,
  ],
  [
    'one that draws what it does',
    (x: tf.Tensor) => tf.cumsum(x, 1),
    { by: fc.integer({ min: -3, max: 3 }), in: (x: tf.Tensor, by: number) => tf.mul(x, by) },
    rows,
  ],
];

test.each(EQUIVARIANT)('%s: %o', async (_name, subject, symmetry, options) => {
  for (const seed of [0, 1]) {
    const check = await judged(() => checkEquivariant(subject, symmetry, { ...options, seed }));
    expect(check.pass, check.message()).toBe(true);
  }
});

test('a model needs no inputs', async () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
  await expect(model).toBeEquivariantTo('batch permutation');
});

const NOT_EQUIVARIANT: readonly Equivariant[] = [
  ['a sum along the batch', (x: tf.Tensor) => tf.cumsum(x, 0), 'batch permutation', rows],
  [
    'the first of the batch as the unit',
    (x: tf.Tensor) => tf.sub(x, tf.slice(x, 0, 1)),
    'batch permutation',
    rows,
  ],
  ['places that count', (x: tf.Tensor) => tf.mul(x, tf.range(0, x.shape[1] ?? 0)), 'permutation', rows],
  ['a kernel with a left and a right', conv, 'horizontal flip', { inputs: 'b h w 1' }],
  ['a convolution with padding', conv, 'shift', { inputs: 'b h w 1' }],
  [
    'labels that are left behind',
    (x: tf.Tensor, y: tf.Tensor) => tf.mul(x, tf.expandDims(y, 1)),
    'batch permutation',
    { inputs: 'b n, b', input: 0 },
  ],
  ['a bias', (x: tf.Tensor) => tf.add(x, 1), 'scaling', rows],
  ['a sum', (x: tf.Tensor) => tf.sum(x, 1), 'offset', rows],
  ['an even function', (x: tf.Tensor) => tf.square(x), 'sign', rows],
  [
    'one row in many',
    (x: tf.Tensor) => tf.where(tf.greater(x, 2), tf.slice(x, 0, 1), x),
    'batch permutation',
    rows,
  ],
];

test.each(NOT_EQUIVARIANT)('%s is found: %o', async (_name, subject, symmetry, options) => {
  for (const seed of [0, 1]) {
    const check = await judged(() => checkEquivariant(subject, symmetry, { ...options, seed }));
    expect(check.pass).toBe(false);
    expect(check.message().length).toBeLessThan(900);
  }
});

type Invariant = readonly [string, (...x: never[]) => unknown, SymmetryGiven, InvariantOptions];
const INVARIANT: readonly Invariant[] = [
  ['a softmax', (x: tf.Tensor) => tf.softmax(x), 'offset', rows],
  [
    'a loss',
    (y: tf.Tensor, p: tf.Tensor) => tf.losses.meanSquaredError(y, p),
    'batch permutation',
    { inputs: 'b n, b n' },
  ],
  [
    'a sum in another order',
    (x: tf.Tensor) => tf.sum(x, 0),
    'batch permutation',
    { ...rows, elements: { min: -1e6, max: 1e6 }, maxSize: 32 },
  ],
  ['the greatest, whose ties rounding may turn', (x: tf.Tensor) => tf.argMax(x, 1), 'scaling', rows],
  ['a mean over places', (x: tf.Tensor) => tf.mean(x, [1, 2]), 'horizontal flip', images],
  ['a norm', (x: tf.Tensor) => tf.norm(x), 'sign', rows],
  ['a transformation of one’s own', (x: tf.Tensor) => tf.cos(x), (x: tf.Tensor) => tf.neg(x), rows],
];

test.each(INVARIANT)('%s is invariant: %o', async (_name, subject, symmetry, options) => {
  for (const seed of [0, 1]) {
    const check = await judged(() => checkInvariant(subject, symmetry, { ...options, seed }));
    expect(check.pass, check.message()).toBe(true);
  }
});

const NOT_INVARIANT: readonly Invariant[] = [
  ['a sigmoid', (x: tf.Tensor) => tf.sigmoid(x), 'offset', rows],
  [
    'weights that go by position',
    (x: tf.Tensor) => tf.sum(tf.mul(x, tf.expandDims(tf.range(1, 1 + tf.unstack(x).length), 1)), 0),
    'batch permutation',
    rows,
  ],
  [
    'a left half',
    (x: tf.Tensor) => tf.sum(tf.slice(x, [0, 0, 0, 0], [-1, -1, 1, -1]), [1, 2]),
    'horizontal flip',
    images,
  ],
];

test.each(NOT_INVARIANT)('%s is found: %o', async (_name, subject, symmetry, options) => {
  const check = await judged(() => checkInvariant(subject, symmetry, options));
  expect(check.pass).toBe(false);
});

describe('what it says', () => {
  test('of samples that see each other', async () => {
    const difference = (x: tf.Tensor): tf.Tensor => tf.sub(x, tf.cumsum(x, 0));
    const { message } = await checkEquivariant(difference, 'batch permutation', rows);
    expect(message()).toMatchInlineSnapshot(`
      "difference is not equivariant to 'batch permutation'.
        x                        float32[2, 1] [[1], [0]]
        with                     the order [1, 0]
        difference(x)            float32[2, 1] [[0], [-1]]
        difference(permuted(x))  float32[2, 1] zeros
        permuted(difference(x))  float32[2, 1] [[-1], [0]]
        apart                    1 of 2 elements, at [0, 0] 0, expected -1, 1 off
        found                    in run 1 of 100, made simpler 7 times; { seed: 0, path: '0:2:0:0:1:1:0:3' } replays it
        code                     const x = tf.tensor([[1], [0]], [2, 1], 'float32'); difference(x); difference(tf.gather(x, [1, 0], 0))"
    `);
  });

  test('of a border', async () => {
    const { message } = await checkEquivariant(conv, 'shift', { inputs: 'b h w 1' });
    expect(message()).toContain('{ border: 1 } leaves that out.');
  });

  test('of an offset', async () => {
    const sigmoid = (x: tf.Tensor): tf.Tensor => tf.sigmoid(x);
    const { message } = await checkInvariant(sigmoid, 'offset', rows);
    expect(message()).toMatchInlineSnapshot(`
      "sigmoid is not invariant to 'offset'.
        x                   float32[1, 1] zeros
        with                the offset 1
        sigmoid(x)          float32[1, 1] all 0.5
        sigmoid(offset(x))  float32[1, 1] all 0.7310586
        apart               at [0, 0] 0.7310586, expected 0.5, 0.2311 off
        found               in run 1 of 100, made simpler 3 times; { seed: 0, path: '0:0:0:0' } replays it
        code                const x = tf.zeros([1, 1], 'float32'); sigmoid(x); sigmoid(tf.add(x, 1))"
    `);
  });
});

const identity = (x: tf.Tensor): tf.Tensor => x;

test.each<[string, () => Promise<unknown>, string]>([
  ['a name that there is not', () => checkEquivariant(identity, 'flip' as never, rows), "did you mean '"],
  [
    'an output without the axis',
    () => checkEquivariant((x: tf.Tensor) => tf.mean(x), 'horizontal flip', images),
    'toBeInvariantTo',
  ],
  [
    'a border of something else',
    () => checkEquivariant(identity, 'sign', { ...rows, border: 1 }),
    "border is for 'shift'",
  ],
  [
    'an input that there is not',
    () => checkEquivariant(identity, 'sign', { ...rows, input: 'y' }),
    'input must be one of x',
  ],
  [
    'truth values with a sign',
    () => checkEquivariant(identity, 'sign', { ...rows, dtype: 'bool' }),
    'true and false',
  ],
  ['no inputs', () => checkEquivariant(identity, 'sign'), 'inputs is needed'],
  [
    'inputs that are too small',
    () => checkEquivariant(identity, 'shift', { ...rows, border: 9 }),
    'too small',
  ],
  [
    'a subject that throws',
    () =>
      checkInvariant(
        () => {
          throw new Error('no');
        },
        'sign',
        rows,
      ),
    'throws: no',
  ],
  [
    'a transformation that throws',
    () =>
      checkInvariant(
        identity,
        () => {
          throw new Error('no');
        },
        rows,
      ),
    'symmetry.in throws: no',
  ],
  [
    'a transformation that gives nothing',
    () => checkInvariant(identity, (() => 3) as never, rows),
    'must give a tensor',
  ],
])('refuses %s', async (_name, check, says) => {
  await expect(judged(check as never)).rejects.toThrow(says);
});

test('matchers pass, and fail behind .not', async () => {
  await expect((x: tf.Tensor) => tf.softmax(x)).toBeInvariantTo('offset', rows);
  await expect((x: tf.Tensor) => tf.sigmoid(x)).not.toBeInvariantTo('offset', rows);
  await expect(expect((x: tf.Tensor) => tf.relu(x)).not.toBeEquivariantTo('scaling', rows)).rejects.toThrow(
    "Expected fn not to be equivariant to 'scaling', but it is in all 100 cases.",
  );
});
