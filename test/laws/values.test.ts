import * as tf from '@tensorflow/tfjs-node';
import { expect, test } from 'vitest';
import '../../matchers/vitest.ts';
import { logits } from '../../src/arbitraries/index.ts';
import {
  checkLinear,
  checkMonotone,
  checkStaysInRange,
  type LinearOptions,
  type MonotoneOptions,
  type StaysInRangeOptions,
} from '../../src/laws/index.ts';
import { scopeEachTest } from '../scope-each-test.ts';
import { judged } from './judged.ts';

scopeEachTest({ variables: true });

type Run = (...x: never[]) => unknown;
const rows = { inputs: 'b n' };
const product = (x: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor => tf.matMul(x, y);
const kernel = (): tf.Tensor4D => tf.tensor([1, -2, 3, 0, 1, 2, -1, 4, 2], [3, 3, 1, 1]);

test.each<[string, Run, LinearOptions]>([
  [
    'a convolution',
    (x: tf.Tensor4D) => tf.tidy(() => tf.conv2d(x, kernel(), 1, 'same')),
    { inputs: 'b h w 1' },
  ],
  [
    'a mean that cancels',
    (x: tf.Tensor) => tf.sub(x, tf.mean(x, 1, true)),
    { ...rows, elements: { min: 0, max: 255 } },
  ],
  ['a product, in one of its factors', product, { inputs: 'a b, b c', input: 0 }],
  ['a product, in the other by name', product, { inputs: 'x: a b, w: b c -> a c', input: 'w' }],
  ['a sum of two inputs', (x: tf.Tensor, y: tf.Tensor) => tf.sub(x, y), { inputs: 'n, n' }],
  ['a bias, where that is meant', (x: tf.Tensor) => tf.add(tf.mul(x, 2), 0.5), { ...rows, affine: true }],
  ['integers', (x: tf.Tensor) => tf.sum(x), { inputs: '...', dtype: 'int32' }],
  ['runs of axes', (x: tf.Tensor) => tf.mul(x, 3), { inputs: '... _' }],
])('%s is linear', async (_name, subject, options) => {
  for (const seed of [0, 1]) {
    const check = await judged(() => checkLinear(subject, { ...options, seed }));
    expect(check.pass, check.message()).toBe(true);
  }
});

test.each<[string, Run, LinearOptions, RegExp]>([
  ['a ReLU', (x: tf.Tensor) => tf.relu(x), rows, /fn\(2 x - y\)|fn\(x \+ y\)|fn\(-x\)/u],
  ['a bias', (x: tf.Tensor) => tf.add(x, 0.5), rows, /at 0 it is 0\.5 and not 0.*\{ affine: true \}/u],
  ['a product, in both', product, { inputs: 'a b, b c' }, /product\(2 x, 2 y\)|product\(x \+ x2/u],
  [
    'a square, though affine would do',
    (x: tf.Tensor) => tf.square(x),
    { ...rows, affine: true },
    /is not affine/u,
  ],
  [
    'a thousandth of a square',
    (x: tf.Tensor) => tf.add(x, tf.mul(tf.square(x), 0.001)),
    rows,
    /is not linear/u,
  ],
])('%s is not', async (_name, subject, options, says) => {
  const check = await judged(() => checkLinear(subject, options));
  expect(check.pass).toBe(false);
  expect(check.message()).toMatch(says);
});

test.each<[string, Run, MonotoneOptions]>([
  ['a tanh', (x: tf.Tensor) => tf.tanh(x), { ...rows, elements: 'finite' }],
  ['running sums', (x: tf.Tensor) => tf.cumsum(x, 1), rows],
  ['a negative', (x: tf.Tensor) => tf.neg(x), { ...rows, direction: 'decreasing' }],
  ['a constant', (x: tf.Tensor) => tf.zerosLike(x), rows],
  [
    'what was made of it, in one input',
    (x: tf.Tensor, y: tf.Tensor) => tf.sub(x, y),
    { inputs: 'n, n', input: 0 },
  ],
  ['what an arbitrary draws', (x: tf.Tensor) => tf.sigmoid(x), { inputs: logits('b 4') }],
  ['a log where it is defined', (x: tf.Tensor) => tf.log(x), { ...rows, elements: { min: 0.125, max: 9 } }],
])('%s is monotone', async (_name, subject, options) => {
  for (const seed of [0, 1]) {
    const check = await judged(() => checkMonotone(subject, { ...options, seed }));
    expect(check.pass, check.message()).toBe(true);
  }
});

test.each<[string, Run, MonotoneOptions, RegExp]>([
  ['a square', (x: tf.Tensor) => tf.square(x), rows, /fn\(min\(x, y\)\) is 1, fn\(max\(x, y\)\) is 0/u],
  ['a negative', (x: tf.Tensor) => tf.neg(x), rows, /\{ direction: 'decreasing' \}/u],
  ['a log below 0', (x: tf.Tensor) => tf.log(x), rows, /NaN/u],
  ['a softmax', (x: tf.Tensor) => tf.softmax(x), rows, /is not increasing/u],
  ['a dip', (x: tf.Tensor) => tf.sub(x, tf.mul(tf.step(tf.sub(x, 2)), 0.5)), rows, /is not increasing/u],
])('%s is not', async (_name, subject, options, says) => {
  const check = await judged(() => checkMonotone(subject, options));
  expect(check.pass).toBe(false);
  expect(check.message()).toMatch(says);
});

test.each<[string, Run, number, number, StaysInRangeOptions]>([
  ['a sigmoid', (x: tf.Tensor) => tf.sigmoid(x), 0, 1, { ...rows, elements: 'extreme' }],
  ['a softmax', (x: tf.Tensor) => tf.softmax(x), 0, 1, { ...rows, elements: 'finite' }],
  ['what a bound in float32 is', () => tf.scalar(0.1), 0, 0.1, rows],
  ['a square', (x: tf.Tensor) => tf.square(x), 0, Infinity, rows],
  ['one within rounding, where that is allowed', () => tf.scalar(1.000001), 0, 1, { ...rows, atol: 1e-5 }],
])('%s stays in its range', async (_name, subject, low, high, options) => {
  const check = await judged(() => checkStaysInRange(subject, low, high, options));
  expect(check.pass, check.message()).toBe(true);
});

test.each<[string, Run, number, number, StaysInRangeOptions, RegExp]>([
  [
    'a log',
    (x: tf.Tensor) => tf.log(x),
    -100,
    100,
    { ...rows, elements: 'unit' },
    /it is -Infinity at \[0, 0\]/u,
  ],
  ['NaN', (x: tf.Tensor) => tf.softmax(x), 0, 1, { ...rows, elements: 'any' }, /it is NaN/u],
  ['one by rounding', () => tf.scalar(1.0000001), 0, 1, rows, /1\.192e-7 beyond, as rounding leads/u],
  [
    'an open end',
    (x: tf.Tensor) => tf.relu(x),
    0,
    Infinity,
    { ...rows, exclusive: 'low' },
    /does not stay in \(0, Infinity\]/u,
  ],
  ['one of several outputs', (x: tf.Tensor) => ({ a: tf.sigmoid(x), b: x }), 0, 1, rows, /b is /u],
])('%s does not', async (_name, subject, low, high, options, says) => {
  const check = await judged(() => checkStaysInRange(subject, low, high, options));
  expect(check.pass).toBe(false);
  expect(check.message()).toMatch(says);
});

test('says both results', async () => {
  const square = (x: tf.Tensor): tf.Tensor => tf.square(x);
  expect((await checkLinear(square, rows)).message()).toMatchInlineSnapshot(`
    "square is not linear.
      x            float32[1, 1] ones
      square(2 x)  float32[1, 1] all 4
      2 square(x)  float32[1, 1] all 2
      apart        at [0, 0] 4, expected 2, 2 off
      found        in run 1 of 100, made simpler 3 times; { seed: 0, path: '0:0:2:1' } replays it
      code         const x = tf.ones([1, 1], 'float32'); square(tf.mul(x, 2))"
  `);
  expect((await checkMonotone(square, rows)).message()).toMatchInlineSnapshot(`
    "square is not increasing: square(min(x, y)) is 1, square(max(x, y)) is 0 at [0, 0].
      x                  float32[1, 1] zeros
      y                  float32[1, 1] all -1
      square(min(x, y))  float32[1, 1] ones
      square(max(x, y))  float32[1, 1] zeros
      found              in run 1 of 100, made simpler 8 times; { seed: 0, path: '0:1:1:0:0:0:2:2:2' } replays it
      code               const x = tf.zeros([1, 1], 'float32'); const y = tf.fill([1, 1], -1, 'float32'); square(tf.minimum(x, y)); square(tf.maximum(x, y))
      hint: here it is decreasing: { direction: 'decreasing' } asks for that."
  `);
  expect((await checkStaysInRange(square, 0, 1, rows)).message()).toMatchInlineSnapshot(`
    "square does not stay in [0, 1]: it is 4 at [0, 0].
      x          float32[1, 1] all 2
      square(x)  float32[1, 1] all 4
      found      in run 1 of 100, made simpler 3 times; { seed: 0, path: '0:0:4:12' } replays it
      code       const x = tf.fill([1, 1], 2, 'float32'); square(x)"
  `);
});

test.each<[string, () => Promise<unknown>, string]>([
  ['bounds the wrong way round', () => checkStaysInRange(tf.relu, 1, 0, rows), 'the lower bound comes first'],
  ['a bound that is none', () => checkStaysInRange(tf.relu, NaN, 0, rows), 'low must be a number'],
  [
    'a tolerance that a range has not',
    () => checkStaysInRange(tf.relu, 0, 1, { ...rows, rtol: 1 } as never),
    "no option 'rtol'",
  ],
  [
    'a direction that is none',
    () => checkMonotone(tf.relu, { ...rows, direction: 'up' as never }),
    'direction must be',
  ],
  ['an input that there is not', () => checkLinear(tf.relu, { ...rows, input: 1 }), 'input must be one of x'],
])('refuses %s', async (_name, check, says) => {
  await expect(judged(check as never)).rejects.toThrow(says);
});

test('matchers pass, and fail behind .not', async () => {
  await expect(
    tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3], useBias: false })] }),
  ).toBeLinear();
  await expect((x: tf.Tensor) => tf.tanh(x)).toBeMonotone(rows);
  await expect((x: tf.Tensor) => tf.tanh(x)).toStayInRange(-1, 1, rows);
  await expect(expect((x: tf.Tensor) => tf.tanh(x)).not.toStayInRange(-1, 1, rows)).rejects.toThrow(
    'Expected fn not to stay in [-1, 1], but it does in all 100 cases.',
  );
});
