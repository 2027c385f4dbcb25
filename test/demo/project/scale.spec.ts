import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { double, ROWS, sumRows } from './scale.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly greeting?: string;
  }
}

test('is told what it was given', () => {
  expect(inject('greeting')).not.toBe('fail');
});

describe('double', () => {
  test('doubles', () => {
    expect(double(tf.tensor1d([1, 2]))).toBeAllClose([2, 4]);
  });

  test('counts', () => {
    expect(ROWS).toBe(2);
  });
});

describe('sumRows', () => {
  let sums: tf.Tensor1D;
  beforeAll(() => {
    sums = sumRows(tf.ones([2, 3]));
  });

  test('adds up', () => {
    expect(sums).toBeAllClose([3, 3]);
  });
});
