import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkAllClose, type CloseOptions } from '../../src/checks/all-close.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const inf = Infinity;
const options = (given: CloseOptions): CloseOptions => given;

describe('checkAllClose: elements', () => {
  test.each([
    ['a difference within the default of float32', [1], [1.00001], options({}), true],
    ['a difference beyond it', [1], [1.0001], options({}), false],
    ['|a - e| is measured against |e|', [110], [100], options({ rtol: 0.1 }), true],
    ['and not against |a|', [100], [110.99], options({ rtol: 0.09 }), false],
    ['only rtol given: atol is 0', [1e-6], [0], options({ rtol: 0.5 }), false],
    ['only atol given: rtol is 0', [1e6], [1e6 + 1], options({ atol: 0.5 }), false],
    ['NaN against NaN', [NaN], [NaN], options({}), false],
    ['NaN against NaN where asked', [NaN], [NaN], options({ equalNaN: true }), true],
    ['NaN against a number, even then', [NaN], [1], options({ equalNaN: true, atol: 1e30 }), false],
    ['a number against NaN', [1], [NaN], options({ atol: 1e30 }), false],
    ['NaN against Infinity', [NaN], [inf], options({}), false],
    ['Infinity against itself', [inf, -inf], [inf, -inf], options({}), true],
    ['Infinity against -Infinity', [inf], [-inf], options({ rtol: 1 }), false],
    ['a number against Infinity: rtol·Infinity is no licence', [1], [inf], options({ rtol: 1 }), false],
    ['Infinity against a number', [inf], [1], options({ rtol: 1, atol: 1e30 }), false],
    ['-0 against 0', [-0], [0], options({}), true],
    ['-0 against 0 where asked', [-0], [0], options({ signedZero: true }), false],
    ['-0 against -0 where asked', [-0], [-0], options({ signedZero: true }), true],
    ['-0 against a tiny number', [-0], [1e-9], options({ signedZero: true }), true],
    ['no elements', [], [], options({}), true],
  ])('%s', (_, actual, expected, given, pass) => {
    expect(checkAllClose(tf.tensor1d(actual), tf.tensor1d(expected), given).pass).toBe(pass);
  });
});
