import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import '../../../matchers/vitest.ts';
import { checkDisjoint, checkDisjointDatasets } from '../../../src/training/data/disjoint.ts';
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
    expect([pass, details.shared]).toEqual([false, [{ row: 80, otherRow: 0, apart: 0 }]]);
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

  test('near duplicates, with a tolerance', () => {
    const all = normal([20, 3], 1);
    const noisy = all.slice([3], [2]).add(tf.tensor2d([[0.01, 0, -0.005], [0, 0.02, 0]])); // prettier-ignore
    expect(checkDisjoint(all, noisy).pass).toBe(true);
    expect(checkDisjoint(all, noisy, { tolerance: 0.015 }).details.shared).toMatchObject([{ row: 3 }]);
    const { details, message } = checkDisjoint(all, noisy, { tolerance: 0.03 });
    expect(details.shared).toEqual([
      { row: 3, otherRow: 0, apart: expect.closeTo(0.01, 5) as number },
      { row: 4, otherRow: 1, apart: expect.closeTo(0.02, 5) as number },
    ]);
    expect(message()).toMatch(/row 4 {2}is row 1 of the others, but for 0\.02 at most/u);
  });

  test('options that are none', () => {
    const run = (options: object) => () => checkDisjoint(tf.ones([2, 2]), tf.zeros([2, 2]), options);
    expect(run({ tolerance: -1 })).toThrow(/tolerance must be/u);
    expect(run({ tolerence: 1 })).toThrow(/did you mean 'tolerance'/u);
  });

  test('samples of other shapes are refused', () => {
    expect(() => checkDisjoint(tf.ones([4, 2]), tf.ones([4, 3]))).toThrow(/must hold samples like received/u);
    expect(() => checkDisjoint('train', tf.ones([4, 3]))).toThrow(/received must be a tensor/u);
  });
});

describe('data sets to train on and to validate with', () => {
  const rows = (from: number, to: number): number[][] =>
    Array.from({ length: to - from }, (_, i) => [from + i, (from + i) / 3]);
  const set = (from: number, to: number): tf.data.Dataset<tf.TensorContainer> =>
    tf.data.array(rows(from, to));

  test.each<
    [string, () => [tf.data.Dataset<tf.TensorContainer>, tf.data.Dataset<tf.TensorContainer>], number]
  >([
    ['batches', () => [set(0, 8).batch(3), set(7, 12).batch(2)], 1],
    ['batches without any in common', () => [set(0, 8).batch(3), set(8, 12).batch(2)], 0],
    [
      'inputs with labels',
      () => [
        tf.data.zip({ xs: set(0, 8), ys: tf.data.array(rows(0, 8)) }).batch(4),
        tf.data.zip({ xs: set(6, 9), ys: tf.data.array(rows(20, 23)) }).batch(4),
      ],
      2,
    ],
  ])('%s', async (_, make, count) => {
    const before = tf.memory().numTensors;
    const [one, other] = make();
    const { pass, details } = await checkDisjointDatasets(one, other);
    expect([pass, details.sharedCount]).toEqual([count === 0, count]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('of single samples, which may have rows of their own in common', async () => {
    const image = (at: number): tf.Tensor => tf.concat([tf.zeros([1, 2]), tf.fill([1, 2], at)]);
    const images = (from: number, to: number) =>
      tf.data.generator(function* each() {
        for (let at = from; at < to; at++) yield image(at);
      });
    const check = await checkDisjointDatasets(images(0, 4), images(4, 6), { batched: false });
    expect(check.pass, check.message()).toBe(true);
    const shared = await checkDisjointDatasets(images(0, 4), images(3, 6), { batched: false });
    expect(shared.details.shared).toEqual([{ row: 3, otherRow: 0, apart: 0 }]);
  });

  test('the matcher takes both, or neither', async () => {
    await expect(set(0, 4).batch(2)).toBeDisjointFrom(set(4, 6).batch(2));
    await expect(set(0, 4).batch(2)).not.toBeDisjointFrom(set(3, 6).batch(2));
    expect(() => {
      expect(set(0, 4).batch(2)).toBeDisjointFrom(tf.ones([2, 2]));
    }).toThrow(/others must be a data set, as received is/u);
  });

  test('samples of other shapes, and what can not be read, are refused', async () => {
    const wider = tf.data.array([[1, 2, 3]]).batch(1);
    await expect(checkDisjointDatasets(set(0, 4).batch(2), wider)).rejects.toThrow(
      /must hold samples like received/u,
    );
    const words = tf.data.array(['a', 'b']) as tf.data.Dataset<tf.TensorContainer>;
    await expect(checkDisjointDatasets(words, words)).rejects.toThrow(/an element of received/u);
    await expect(checkDisjointDatasets(set(0, 4), set(0, 4), { limit: 0 })).rejects.toThrow(/limit must be/u);
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

  describe('in a data set', () => {
    const numbers = (count = 10): tf.data.Dataset<tf.TensorContainer> =>
      tf.data.array(Array.from({ length: count }, (_, i) => [i, i / 3]));
    const labels = (count = 10): tf.data.Dataset<tf.TensorContainer> =>
      tf.data.array(Array.from({ length: count }, (_, i) => [10 * i]));
    const known = (): Batch => ({
      xs: tf.tensor2d(Array.from({ length: 10 }, (_, i) => [i, i / 3])),
      ys: tf.tensor2d(Array.from({ length: 10 }, (_, i) => [10 * i])),
    });
    const together = (): tf.data.Dataset<tf.TensorContainer> => tf.data.zip({ xs: numbers(), ys: labels() });

    test('that is shuffled as a whole they stay together', async () => {
      await expect(together().shuffle(8).batch(4)).toKeepPairsTogether(known());
      await expect(together().shuffle(8)).toKeepPairsTogether(known(), { batched: false });
    });

    test('of two that are shuffled by themselves they do not', async () => {
      const apart = tf.data.zip({ xs: numbers().shuffle(8), ys: labels().shuffle(8) }).batch(4);
      const { pass, details } = await checkPairs(apart, known());
      expect([pass, details.samples, details.unknown]).toEqual([false, 10, 0]);
    });

    test('of other samples they can not be looked up', async () => {
      const other = known();
      await expect(checkPairs(together().batch(4), { xs: tf.add(other.xs as tf.Tensor, 0.5), ys: other.ys })).rejects.toThrow(/hands samples on as they are/u);
    }); // prettier-ignore
  });

  test('inputs that are augmented are looked up within a tolerance', async () => {
    const given = batch();
    const noisy =
      (order: number[]) =>
      ({ xs, ys }: Batch): unknown => ({
        xs: tf.add(xs as tf.Tensor, tf.randomUniform([10, 2], -0.01, 0.01)),
        ys: tf.gather(ys as tf.Tensor, tf.tensor1d(order, 'int32')),
      });
    const [same, turned] = [Array.from({ length: 10 }, (_, i) => i), [1, 0, 2, 3, 4, 5, 6, 7, 8, 9]];
    await expect(noisy(same)).toKeepPairsTogether(given, { tolerance: 0.011 });
    const { details } = await checkPairs(noisy(turned), given, { tolerance: 0.011 });
    expect(details.torn.map(({ row }) => row)).toEqual([0, 1]);
  });

  test.each<readonly [string, unknown, RegExp]>([
    ['no function', 3, /must be a function of a batch, or a data set/u],
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
