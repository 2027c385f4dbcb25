import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import '../../matchers/vitest.ts';
import { tensorSerializer } from '../../matchers/serializer.ts';

beforeEach(() => {
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

const print = (tensor: tf.Tensor): string => tensorSerializer.serialize(tensor);

test('snapshots print tensors as dtype, shape and values', () => {
  expect({ kernel: tf.ones([2, 2]), classes: ['a'] }).toMatchInlineSnapshot(`
    {
      "classes": [
        "a",
      ],
      "kernel": float32[2, 2] [[1, 1], [1, 1]],
    }
  `);
  expect(tf.linspace(0, 1, 101)).toMatchInlineSnapshot(
    `float32[101] min 0, max 1, mean 0.5 [0, 0.01, 0.02, …, 1]`,
  );
  expect(tf.tensor1d(['a', 'b'])).toMatchInlineSnapshot(`string[2] ["a", "b"]`);
  expect(tf.tensor1d([1, 0], 'bool')).toMatchInlineSnapshot(`bool[2] [true, false]`);
});

describe('rounding noise leaves no trace', () => {
  test.each<[string, number[], number[]]>([
    ['beside larger elements', [1, 1e-9, 0.5], [1.0000001, -3e-9, 0.50000006]],
    ['in the last digits', [0.123401], [0.123402]],
    ['around zero', [1e-10, -1e-10], [-2e-10, 3e-10]],
    ['in large numbers', [123456.78], [123456.79]],
  ])('%s', (_, first, second) => {
    expect(print(tf.tensor1d(first))).toBe(print(tf.tensor1d(second)));
  });

  test('but a difference is seen', () => {
    expect(print(tf.tensor1d([1, 0.5]))).not.toBe(print(tf.tensor1d([1, 0.51])));
    expect(print(tf.tensor1d([1e-6]))).not.toBe(print(tf.tensor1d([2e-6])));
  });
});

test('leaves no tensor behind, and takes a disposed one', () => {
  const tensor = tf.randomUniform([50]);
  const before = tf.memory().numTensors;
  print(tensor);
  expect(tf.memory().numTensors).toBe(before);
  tensor.dispose();
  expect(print(tensor)).toBe('float32[50] (disposed)');
});
