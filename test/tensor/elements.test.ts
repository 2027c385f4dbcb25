import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { SubjectError } from '../../src/errors.ts';
import { readElements, readStrings } from '../../src/tensor/elements.ts';

/** Passes for a tensor until its data is asked for. */
function pretender(overrides: object): tf.Tensor {
  return {
    shape: [2, 3],
    size: 6,
    dtype: 'float32',
    dataId: {},
    isDisposed: false,
    dataSync: () => new Float32Array(6),
    dispose: () => undefined,
    ...overrides,
  } as unknown as tf.Tensor;
}

describe('readElements', () => {
  test.each<[string, () => tf.Tensor, number[]]>([
    ['float32', () => tf.tensor1d([0.5, NaN]), [0.5, NaN]],
    ['int32', () => tf.tensor1d([1, -2], 'int32'), [1, -2]],
    ['bool', () => tf.tensor1d([true, false], 'bool'), [1, 0]],
    ['complex64, interleaved', () => tf.complex([1, 2], [3, 4]), [1, 3, 2, 4]],
    ['nothing', () => tf.zeros([0, 2]), []],
    ['the result of a kernel', () => tf.tensor1d([1, 2]).add(1), [2, 3]],
  ])('reads %s', (_name, make, values) => {
    tf.tidy(() => {
      expect([...readElements(make(), 'here')]).toEqual(values);
    });
  });

  test.each<[string, object, string]>([
    [
      'too few elements',
      { dataSync: () => new Float32Array(5) },
      'its data is a Float32Array of 5, not 6 numbers',
    ],
    [
      'too many elements',
      { dataSync: () => new Float32Array(7) },
      'its data is a Float32Array of 7, not 6 numbers',
    ],
    ['half of what complex numbers need', { dtype: 'complex64' }, 'not 12 numbers'],
    ['a plain array', { dataSync: () => [1, 2, 3, 4, 5, 6] }, 'an array of length 6'],
    ['no data at all', { dataSync: () => undefined }, 'its data is undefined'],
    ['a promise', { dataSync: () => Promise.resolve(1) }, 'its data is a promise'],
    ['bytes without a type', { dataSync: () => new DataView(new ArrayBuffer(6)) }, 'a DataView'],
    ['bigints', { dataSync: () => new BigInt64Array(6) }, 'a BigInt64Array'],
    [
      'an error',
      {
        dataSync: () => {
          throw new TypeError('the backend is gone');
        },
      },
      "can't be read: the backend is gone",
    ],
    [
      'something thrown that is no error',
      {
        dataSync: () => {
          // eslint-disable-next-line @typescript-eslint/only-throw-error -- what others throw
          throw 'gone';
        },
      },
      'can\'t be read: the string "gone"',
    ],
    ['a disposed tensor', { isDisposed: true }, 'is a disposed tensor float32[2, 3]'],
    ['text', { dtype: 'string' }, 'text is no number'],
  ])('refuses %s', (_name, overrides, message) => {
    const call = (): unknown => readElements(pretender(overrides), 'here');
    expect(call).toThrow(SubjectError);
    expect(call).toThrow(message);
  });
});

describe('readStrings', () => {
  test('reads text', () => {
    tf.tidy(() => {
      expect(readStrings(tf.tensor2d([['a'], ['ü']]), 'here')).toEqual(['a', 'ü']);
    });
  });

  test('refuses numbers', () => {
    tf.tidy(() => {
      expect(() => readStrings(tf.scalar(1), 'here')).toThrow('not 1 strings');
    });
  });
});
