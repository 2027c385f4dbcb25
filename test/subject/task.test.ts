import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../src/errors.ts';
import { recogniseTask, requireTasks, statedTasks, type Task } from '../../src/subject/task.ts';
import { checkOutputRange } from '../../src/training/behaviour/index.ts';
import { checkSaneInputs } from '../../src/training/data/index.ts';
import { checkOverfitBatch, checkStartLoss } from '../../src/training/learning/index.ts';
import { checkTrainSanely } from '../../src/training/sanity/index.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest({ variables: true });

const evidence = (
  target: readonly number[] | undefined,
  shape: readonly number[],
  inputs: readonly (readonly number[])[] = [],
): Parameters<typeof recogniseTask>[0] => ({
  name: '',
  shape,
  target,
  given: target && { values: target, shape },
  inputs,
});

describe('a task is recognised by its targets:', () => {
  test.each<[string, ReturnType<typeof evidence>, Task | undefined]>([
    ['rows with a single 1', evidence([1, 0, 0, 1], [2, 2]), 'classes'],
    [
      'rows with a single 1 that are the input, too',
      evidence([1, 0, 0, 1], [2, 2], [[1, 0, 0, 1]]),
      'classes',
    ],
    ['zeros and ones', evidence([1, 1, 0, 1], [2, 2]), 'multi-label'],
    ['one label', evidence([1, 0], [2, 1]), 'multi-label'],
    ['numbers', evidence([0.5, 2], [2, 1]), 'regression'],
    ['the input', evidence([0.5, 2], [2, 1], [[0.5, 2]]), 'reconstruction'],
    ['another shape', evidence(undefined, [2, 1]), undefined],
  ])('%s', (_, given, task) => {
    expect(recogniseTask(given)).toBe(task);
  });
});

describe('what a user says', () => {
  test('goes for every output, or for each', () => {
    expect(statedTasks('regression', ['a', 'b'], 'x')).toEqual(['regression', 'regression']);
    expect(statedTasks(['regression'], ['a', 'b'], 'x')).toEqual(['regression', undefined]);
    expect(statedTasks({ b: 'classes' }, ['a', 'b'], 'x')).toEqual([undefined, 'classes']);
  });

  test.each([
    ['a misspelt task', 'class', /task must be one of .*, got 'class'.*'classes'/su],
    ['a misspelt task in a list', ['classes', 'regresion'], /got 'regresion'.*'regression'/su],
    ['no task', 3, /got the number 3/u],
  ])('is refused for %s', (_, given, message) => {
    expect(() => requireTasks(given, 'where')).toThrow(ArgumentError);
    expect(() => requireTasks(given, 'where')).toThrow(message);
  });

  test('is refused for an output that there is not', () => {
    expect(() => statedTasks({ c: 'classes' }, ['a', 'b'], 'where')).toThrow(/each output \(a, b\), got c/u);
    expect(() => statedTasks(['classes', 'classes'], ['a'], 'where')).toThrow(/got 2/u);
  });

  const dense = (units: number, activation: 'linear' | 'softmax' | 'sigmoid'): tf.Sequential =>
    tf.sequential({ layers: [tf.layers.dense({ units, activation, inputShape: [4] })] });
  const xs = (): tf.Tensor => tf.randomNormal([8, 4], 0, 1, 'float32', 1);
  const rows = (): tf.Tensor => tf.oneHot(tf.range(0, 8, 1, 'int32').mod(tf.scalar(3, 'int32')), 3).toFloat();

  test.each<[string, Task, () => [tf.Sequential, tf.Tensor], RegExp]>([
    [
      'classes of one unit',
      'classes',
      () => [dense(1, 'sigmoid'), tf.ones([8, 1])],
      /'multi-label', with one label/u,
    ],
    ['classes of fractions', 'classes', () => [dense(3, 'linear'), rows().mul(2.5)], /a target of 2\.5/u],
    ['labels that are class numbers', 'multi-label', () => [dense(3, 'linear'), tf.zeros([8])], /'classes'/u],
    ['labels beyond 1', 'multi-label', () => [dense(3, 'linear'), rows().mul(2)], /a target of 2/u],
    [
      'a reconstruction of something else',
      'reconstruction',
      () => [dense(3, 'linear'), rows()],
      /24 numbers where inputs have 32/u,
    ],
  ])('is refused where it does not fit: %s', async (_, task, make, message) => {
    const [model, ys] = make();
    const options = { loss: 'meanSquaredError', task };
    for (const check of [
      checkTrainSanely,
      checkStartLoss,
      checkOutputRange,
      checkSaneInputs,
      checkOverfitBatch,
    ]) {
      const run = check(model, { xs: xs(), ys }, options);
      await expect(run).rejects.toThrow(ArgumentError);
      await expect(run).rejects.toThrow(message);
    }
  });

  test('is refused beside a step and beside a batch alone', async () => {
    await expect(checkTrainSanely(() => undefined, undefined, { task: 'classes' })).rejects.toThrow(
      /no use for a task/u,
    );
    await expect(checkSaneInputs({ xs: xs(), ys: rows() }, undefined, { task: 'classes' })).rejects.toThrow(
      /a task is of use/u,
    );
  });

  test('decides what an untrained model costs', async () => {
    const batch = { xs: xs(), ys: tf.tensor2d([1, 0, 1, 0, 1, 0, 1, 1], [8, 1]) };
    const basis = async (task?: Task): Promise<string> =>
      (await checkStartLoss(dense(1, 'linear'), batch, { loss: 'meanSquaredError', task })).details.basis;
    expect(await basis()).toBe('equal probabilities');
    expect(await basis('regression')).toBe('the mean target');
  });

  test('makes rows of zeros certainly wrong', async () => {
    const batch = { xs: xs(), ys: tf.concat([rows().slice(0, 7), tf.zeros([1, 3])]) };
    const loss = 'meanSquaredError';
    expect((await checkSaneInputs(dense(3, 'linear'), batch, { loss })).pass).toBe(true);
    expect((await checkSaneInputs(dense(3, 'linear'), batch, { loss, task: 'classes' })).pass).toBe(false);
    expect((await checkSaneInputs(dense(3, 'softmax'), batch, { loss, task: 'multi-label' })).pass).toBe(
      true,
    );
  });

  test('is told of a model that is judged', async () => {
    const model = dense(3, 'softmax');
    const batch = { xs: xs(), ys: rows() };
    const options = { loss: 'categoricalCrossentropy', except: ['toOverfitBatch', 'toPassGradcheck'] };
    const { details, message } = await checkTrainSanely(model, batch, options);
    expect(details.tasks).toEqual([{ output: '', task: 'classes', isStated: false }]);
    expect(message()).toContain('task        classes, by the targets');
    const stated = await checkTrainSanely(model, batch, { ...options, task: 'classes' });
    expect(stated.details.tasks).toEqual([{ output: '', task: 'classes', isStated: true }]);
    expect(stated.message()).not.toContain('by the targets');
  });
});

test('a softmax over labels of which several hold is seen before training', async () => {
  const ys = tf.tensor2d([1, 1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1], [4, 3]);
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 3, activation: 'softmax', inputShape: [4] })],
  });
  const xs = tf.randomNormal([4, 4], 0, 1, 'float32', 1);
  const { details, message } = await checkOutputRange(model, { xs, ys }, { loss: 'binaryCrossentropy' });
  expect(details.findings.map(({ problem }) => problem)).toEqual(['exclusive']);
  expect(message()).toContain('so that no two labels can hold');
});
