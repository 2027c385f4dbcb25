import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import { checkDisjoint } from '../../../src/training/data/disjoint.ts';
import { checkPairs } from '../../../src/training/data/pairs.ts';
import { checkReiterable } from '../../../src/training/data/reiterable.ts';
import type { Batch } from '../../../src/subject/batch.ts';
import { normal } from '../../gradients/flow/sound-programs.ts';
import { scopeEachTest } from '../../scope-each-test.ts';

scopeEachTest({ variables: true });

describe('samples to train on and to validate with', () => {
  test('none in common', () => {
    const all = normal([100, 3], 1);
    expect(checkDisjoint(all.slice([0], [80]), all.slice([80], [20])).pass).toBe(true);
    expect(
      checkDisjoint({ xs: all, ys: tf.ones([100]) }, { xs: normal([4, 3], 2), ys: tf.ones([4]) }).pass,
    ).toBe(true);
  });

  test('an overlap of one', () => {
    const all = normal([100, 3], 1);
    const { pass, details, message } = checkDisjoint(all.slice([0], [81]), all.slice([80], [20]));
    expect([pass, details.shared]).toEqual([false, [{ row: 80, otherRow: 0 }]]);
    expect(message()).toMatchInlineSnapshot(`
      "1 of 20 samples are among the 81 samples as well.
        row 80  is row 0 of the others, bit for bit"
    `);
  });

  test('of several inputs, all must agree', () => {
    const [a, b] = [normal([4, 2], 1), normal([4, 2], 2)];
    expect(checkDisjoint([a, b], [a, tf.zeros([4, 2])]).pass).toBe(true);
    expect(checkDisjoint([a, b], [a.slice([2]), b.slice([2])]).details.sharedCount).toBe(2);
  });

  test('samples of other shapes are refused', () => {
    expect(() => checkDisjoint(tf.ones([4, 2]), tf.ones([4, 3]))).toThrow(/must hold samples like received/u);
    expect(() => checkDisjoint('train', tf.ones([4, 3]))).toThrow(/received must be a tensor/u);
  });
});

describe('a second epoch', () => {
  test.each<readonly [string, () => unknown]>([
    ['an array', () => tf.data.array([1, 2, 3])],
    ['a list', () => [1, 2, 3]],
    ['tensors that are made anew', () => tf.data.generator(function* make() { yield tf.ones([2]); yield tf.zeros([2]); })], // prettier-ignore
    ['batches of a shuffle', () => tf.data.array([1, 2, 3, 4, 5, 6, 7]).shuffle(4).batch(2)],
    ['a shuffled one', () => tf.data.array([1, 2, 3, 4, 5, 6]).shuffle(3)],
    // prettier-ignore
    ['batches', () => tf.data.array([[1, 2], [3, 4], [5, 6]]).batch(2)], // prettier-ignore
    ['a function that gives an iterator', () => () => new Set([1, 2]).values()],
    ['an endless one', () => tf.data.generator(function* count() { for (let i = 0; ; i++) yield i; })], // prettier-ignore
  ])('of %s', async (_, make) => {
    const before = tf.memory().numTensors;
    const { pass, message } = await checkReiterable(make(), { limit: 50 });
    expect(pass ? 'passes' : message()).toBe('passes');
    expect(tf.memory().numTensors).toBe(before);
  });

  test('of an iterator that has run dry', async () => {
    const once = [1, 2, 3].values();
    const { pass, details, message } = await checkReiterable(tf.data.generator(() => once as never));
    expect([pass, details.counts]).toEqual([false, [3, 0]]);
    expect(message()).toMatchInlineSnapshot(`
      "A second epoch of the data set gives another number of elements.
        first epoch   3 elements
        second epoch  0 elements
        hint: its generator closes over an iterator that has run dry; make the iterator inside."
    `);
  });

  test('of tensors that go with the first', async () => {
    const kept = [tf.ones([2]), tf.zeros([2])];
    const { pass, details } = await checkReiterable(tf.data.generator(() => kept.values()));
    expect(pass).toBe(false);
    expect(details.thrown).toMatch(/disposed/u);
  });

  test('of other elements', async () => {
    let epoch = 0;
    const { pass, details } = await checkReiterable(() => [epoch++, 7].values());
    expect([pass, details.missing]).toEqual([false, 1]);
  });

  test('of nothing', async () => {
    expect((await checkReiterable([])).message()).toBe('The data set is empty.');
  });

  test.each([[3], ['rows'], [() => 7], [null]])('refuses %j', async (value) => {
    await expect(checkReiterable(value)).rejects.toThrow(/received must be a data set|must be|gives/u);
  });
});

describe('pairs', () => {
  const batch = (): Batch => ({ xs: normal([10, 2], 1), ys: tf.range(0, 10).reshape([10, 1]) });
  const shuffled = (samples: number): tf.Tensor1D =>
    tf.tensor1d(Array.from(tf.util.createShuffledIndices(samples)), 'int32');

  test.each<readonly [string, (batch: Batch) => unknown]>([
    [
      'one order for both',
      ({ xs, ys }) => {
        const order = shuffled(10);
        return { xs: tf.gather(xs as tf.Tensor, order), ys: tf.gather(ys as tf.Tensor, order) };
      },
    ],
    [
      'a part of them',
      ({ xs, ys }) => ({ xs: (xs as tf.Tensor).slice([2], [5]), ys: (ys as tf.Tensor).slice([2], [5]) }),
    ],
    ['a promise', async (given) => Promise.resolve(given)],
  ])('%s keep their labels', async (_, shuffle) => {
    const { pass, message } = await checkPairs(shuffle, batch());
    expect(pass ? 'passes' : message()).toBe('passes');
  });

  test('an order each', async () => {
    const shuffle = ({ xs, ys }: Batch): unknown => ({
      xs: tf.gather(xs as tf.Tensor, shuffled(10)),
      ys: tf.gather(ys as tf.Tensor, shuffled(10)),
    });
    const before = tf.memory().numTensors;
    const given = batch();
    const { pass, message } = await checkPairs(shuffle, given);
    expect(pass).toBe(false);
    expect(message()).toMatch(/^\d+ of 10 samples come out with the label of another\./u);
    expect(tf.memory().numTensors - before).toBeLessThanOrEqual(5); // the batch, and what its making left in this scope
  });

  test('labels off by one', async () => {
    const shift = ({ xs, ys }: Batch): unknown => ({
      xs: (xs as tf.Tensor).slice([0], [9]),
      ys: (ys as tf.Tensor).slice([1], [9]),
    });
    const { details } = await checkPairs(shift, batch());
    expect(details.torn).toHaveLength(9);
    expect(details.torn[0]).toEqual({ row: 0, from: 0, labelFrom: [1] });
  });

  test.each<readonly [string, unknown, RegExp]>([
    ['no function', 3, /must be a function of a batch/u],
    ['what gives no batch', () => 7, /batch must be/u],
    [
      'what changes every sample',
      ({ xs, ys }: Batch) => ({ xs: (xs as tf.Tensor).add(1), ys }),
      /hands samples on as they are/u,
    ],
  ])('%s is refused', async (_, shuffle, message) => {
    await expect(checkPairs(shuffle, batch())).rejects.toThrow(message);
  });
});
