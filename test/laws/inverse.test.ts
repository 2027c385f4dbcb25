import * as tf from '@tensorflow/tfjs-node';
import { expect, test } from 'vitest';
import '../../matchers/vitest.ts';
import { boxes, classLabels } from '../../src/arbitraries/index.ts';
import { checkIdempotent, checkInverse, type InverseOptions } from '../../src/laws/index.ts';
import { scopeEachTest } from '../scope-each-test.ts';
import { judged } from './judged.ts';

scopeEachTest();

type Run = (x: tf.Tensor) => unknown;
const columns = (box: tf.Tensor): tf.Tensor[] => tf.split(box, 4, -1);
const joined = (parts: readonly tf.Tensor[]): tf.Tensor => tf.concat([...parts], -1);
const toCenters: Run = (box) => {
  const [left, top, right, bottom] = columns(box) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  return joined([
    tf.div(tf.add(left, right), 2),
    tf.div(tf.add(top, bottom), 2),
    tf.sub(right, left),
    tf.sub(bottom, top),
  ]);
};
const toCorners: Run = (box) => {
  const [x, y, width, height] = columns(box) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const [w, h] = [tf.div(width, 2), tf.div(height, 2)];
  return joined([tf.sub(x, w), tf.sub(y, h), tf.add(x, w), tf.add(y, h)]);
};

test.each<[string, Run, Run, InverseOptions]>([
  ['box formats', toCorners, toCenters, { inputs: 'n 4' }],
  ['box formats of an arbitrary', toCorners, toCenters, { inputs: boxes('n 4') }],
  ['labels', (y) => tf.argMax(y, -1), (x) => tf.oneHot(x, 5), { inputs: classLabels('n', { classes: 5 }) }],
  [
    'integers through floats',
    (y) => tf.cast(y, 'int32'),
    (x) => tf.cast(x, 'float32'),
    { inputs: 'n', dtype: 'int32' },
  ],
  ['logarithms', (y) => tf.log(y), (x) => tf.exp(x), { inputs: 'n' }],
  [
    'several outputs',
    ((a: tf.Tensor, b: tf.Tensor) => tf.add(a, b)) as Run,
    (x) => [tf.relu(x), tf.minimum(x, 0)],
    { inputs: 'n' },
  ],
  [
    'outputs by name',
    (({ a, b }: { a: tf.Tensor; b: tf.Tensor }) => tf.add(a, b)) as never,
    (x) => ({ a: tf.relu(x), b: tf.minimum(x, 0) }),
    { inputs: 'n' },
  ],
  [
    'an asynchronous one',
    async (y) => tf.tensor(await (y as tf.Tensor1D).array()),
    (x) => tf.clone(x),
    { inputs: 'n' },
  ],
  [
    'another dtype, where that is said',
    (y) => tf.cast(y, 'float32'),
    (x) => tf.cast(x, 'int32'),
    { inputs: 'n', dtype: 'int32', checkDtype: false },
  ],
])('%s come back', async (_name, decode, encode, options) => {
  for (const seed of [0, 1]) {
    const check = await judged(() => checkInverse(decode, encode, { ...options, seed }));
    expect(check.pass, check.message()).toBe(true);
  }
});

test.each<[string, Run, Run, InverseOptions, RegExp]>([
  [
    'a width for a height',
    (box) => {
      const [x, y, w] = columns(box) as [tf.Tensor, tf.Tensor, tf.Tensor];
      return joined([
        tf.sub(x, tf.div(w, 2)),
        tf.sub(y, tf.div(w, 2)),
        tf.add(x, tf.div(w, 2)),
        tf.add(y, tf.div(w, 2)),
      ]);
    },
    toCenters,
    { inputs: 'n 4' },
    /apart/,
  ],
  ['a sign that is lost', (y) => tf.sqrt(y), (x) => tf.square(x), { inputs: 'n' }, /at \[0\] 1, expected -1/],
  [
    'a saturated end',
    (y) => tf.log(tf.div(y, tf.sub(1, y))),
    (x) => tf.sigmoid(x),
    { inputs: 'n', elements: 'finite' },
    /expected/,
  ],
  ['another shape', (y) => tf.reshape(y, [-1]), (x) => tf.neg(x), { inputs: 'b n' }, /another shape/],
  [
    'another dtype',
    (y) => tf.cast(y, 'float32'),
    (x) => tf.clone(x),
    { inputs: 'n', dtype: 'int32' },
    /another dtype/,
  ],
  [
    'one mean for another',
    (y) => tf.add(tf.mul(y, 0.225), 0.406),
    (x) => tf.div(tf.sub(x, 0.405), 0.225),
    { inputs: 'n', elements: 'unit' },
    /0\.001 off/,
  ],
])('%s does not', async (_name, decode, encode, options, says) => {
  const check = await judged(() => checkInverse(decode, encode, options));
  expect(check.pass).toBe(false);
  expect(check.message()).toMatch(says);
});

test('says what went in, what it became, and what came back', async () => {
  const decode: Run = (y) => tf.sqrt(y);
  const encode: Run = (x) => tf.square(x);
  const { message } = await checkInverse(decode, encode, { inputs: 'n' });
  expect(message()).toMatchInlineSnapshot(`
    "decode does not undo encode.
      x                  float32[1] all -1
      encode(x)          float32[1] ones
      decode(encode(x))  float32[1] ones
      apart              at [0] 1, expected -1, 2 off
      found              in run 1 of 100, made simpler 6 times; { seed: 0, path: '0:3:2:1:0:1:1' } replays it
      code               const x = tf.fill([1], -1, 'float32'); decode(encode(x))"
  `);
});

test('what throws is named, at its simplest', async () => {
  const decode = (y: tf.Tensor): tf.Tensor => {
    if (y.size > 3) throw new Error('too large');
    return y;
  };
  await expect(judged(() => checkInverse(decode, tf.relu, { inputs: 'n' }))).rejects.toThrow(
    /checkInverse: decode\(relu\w*\(x\)\) throws: too large\n {2}x {6}float32\[4\] zeros\n/u,
  );
});

test.each<[string, () => Promise<unknown>, string]>([
  ['no function to undo', () => checkInverse((y: tf.Tensor) => y, 3, { inputs: 'n' }), 'other must be'],
  [
    'no inputs',
    () =>
      checkInverse(
        (y: tf.Tensor) => y,
        (x: tf.Tensor) => x,
      ),
    'inputs is needed',
  ],
  [
    'text as a result',
    () =>
      checkInverse(
        (y: tf.Tensor) => y,
        () => tf.tensor(['a']),
        { inputs: 'n' },
      ),
    'must be numbers',
  ],
  [
    'nothing as a result',
    () =>
      checkInverse(
        (y: tf.Tensor) => y,
        () => undefined,
        { inputs: 'n' },
      ),
    'the result of other',
  ],
  [
    'options of an arbitrary',
    () =>
      checkInverse(
        (y: tf.Tensor) => y,
        (x: tf.Tensor) => x,
        { inputs: boxes('n 4'), dtype: 'int32' },
      ),
    'dtype is of no use',
  ],
])('refuses %s', async (_name, check, says) => {
  await expect(judged(check as never)).rejects.toThrow(says);
});

test.each<[string, Run]>([
  ['clipping', (x) => tf.clipByValue(x, -1, 1)],
  ['unit rows, up to rounding', (x) => tf.div(x, tf.maximum(tf.norm(x, 2, -1, true), 1e-6))],
  ['sorting', (x) => tf.topk(x, x.shape.at(-1)).values],
])('%s is idempotent', async (_name, subject) => {
  for (const seed of [0, 1]) {
    const check = await judged(() => checkIdempotent(subject, { inputs: 'b n', seed }));
    expect(check.pass, check.message()).toBe(true);
  }
});

test.each<[string, Run]>([
  ['a softmax', (x) => tf.softmax(x)],
  ['scaling pixels', (x) => tf.div(x, 255)],
  ['a reversal', (x) => tf.reverse(x, 0)],
])('%s is not', async (_name, subject) => {
  const check = await judged(() => checkIdempotent(subject, { inputs: 'b n' }));
  expect(check.pass).toBe(false);
});

test('matchers pass, and fail behind .not', async () => {
  await expect(toCorners).toInvert(toCenters, { inputs: 'n 4' });
  await expect((x: tf.Tensor) => tf.relu(x)).toBeIdempotent({ inputs: 'n' });
  await expect(expect((x: tf.Tensor) => tf.relu(x)).not.toBeIdempotent({ inputs: 'n' })).rejects.toThrow(
    'Expected fn not to be idempotent, but it is in all 100 cases.',
  );
});
