import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkAllClose, type CloseOptions } from '../../src/checks/all-close.ts';
import { ArgumentError, SubjectError } from '../../src/errors.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest();

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const inf = Infinity;
const options = (given: CloseOptions): CloseOptions => given;

describe('elements', () => {
  test.each([
    ['a difference within the default of float32', [1], [1.00001], options({}), true],
    ['a difference beyond it', [1], [1.0001], options({}), false],
    ['|a - e| is measured against |e|', [110], [100], options({ rtol: 0.1 }), true],
    ['and not against |a|', [100], [110.99], options({ rtol: 0.09 }), false],
    ['only rtol given: atol is 0', [1e-6], [0], options({ rtol: 0.5 }), false],
    ['only atol given: rtol is 0', [1e6], [1e6 + 1], options({ atol: 0.5 }), false],
    [
      'undefined is as good as not given',
      [1],
      [1.00001],
      options({ rtol: undefined, atol: undefined }),
      true,
    ],
    ['NaN against NaN', [NaN], [NaN], options({}), false],
    ['NaN against NaN where asked', [NaN], [NaN], options({ equalNaN: true }), true],
    ['NaN against a number, even then', [NaN], [1], options({ equalNaN: true, atol: 1e30 }), false],
    ['a number against NaN', [1], [NaN], options({ atol: 1e30 }), false],
    ['Infinity against itself', [inf, -inf], [inf, -inf], options({}), true],
    ['a number against Infinity: rtol·Infinity is no licence', [1], [inf], options({ rtol: 1 }), false],
    ['Infinity against a number', [inf], [1], options({ rtol: 1, atol: 1e30 }), false],
    ['-0 against 0', [-0], [0], options({}), true],
    ['-0 against 0 where asked', [-0], [0], options({ signedZero: true }), false],
    ['-0 against -0 where asked', [-0], [-0], options({ signedZero: true }), true],
    ['-0 against a tiny number', [-0], [1e-9], options({ signedZero: true }), true],
    ['no elements', [], [], options({}), true],
    [
      'a mismatch in each place of four, and after them',
      [1, 1, 1, 1, 2],
      [1, 1, 1, 1, 1],
      options({}),
      false,
    ],
  ])('%s', (_, actual, expected, given, pass) => {
    expect(checkAllClose(tf.tensor1d(actual), tf.tensor1d(expected), given).pass).toBe(pass);
  });

  test('one wrong element is found at every position', () => {
    for (let size = 1; size <= 9; size++) {
      for (let place = 0; place < size; place++) {
        const expected = tf.ones([size]);
        const actual = tf.tensor1d(Array.from({ length: size }, (__, i) => (i === place ? 2 : 1)));
        const [failure] = checkAllClose(actual, expected).details.failures;
        expect(failure).toMatchObject({ mismatched: 1, first: [{ index: [place], actual: 2, expected: 1 }] });
      }
    }
  });
});

describe('what expectArraysClose of TensorFlow.js lets through', () => {
  const { expectArraysClose } = tf.test_util;
  test.each<[name: string, actual: () => tf.Tensor, expected: () => tf.Tensor]>([
    ['NaN against Infinity', () => tf.tensor1d([NaN]), () => tf.tensor1d([inf])],
    ['Infinity against -Infinity', () => tf.tensor1d([inf]), () => tf.tensor1d([-inf])],
    ['shape [2, 3] against [3, 2]', () => tf.ones([2, 3]), () => tf.ones([3, 2])],
    ['1e-4 against 9e-4', () => tf.tensor1d([1e-4]), () => tf.tensor1d([9e-4])],
  ])('%s', (_, actual, expected) => {
    expect(() => {
      expectArraysClose(actual().dataSync(), expected().dataSync());
    }).not.toThrow();
    expect(checkAllClose(actual(), expected()).pass).toBe(false);
  });

  test('ones against zeros, as tensors', () => {
    expect(() => {
      // its types ask for arrays, but nothing stops a tensor, which has no length to loop over
      expectArraysClose(tf.ones([3]) as unknown as number[], tf.zeros([3]) as unknown as number[]);
    }).not.toThrow();
    expect(checkAllClose(tf.ones([3]), tf.zeros([3])).pass).toBe(false);
  });
});

describe('shapes and dtypes', () => {
  test.each<
    [name: string, actual: () => tf.Tensor, expected: () => unknown, given: CloseOptions, pass: boolean]
  >([
    ['another shape', () => tf.ones([2, 1]), () => tf.ones([1, 2]), {}, false],
    ['a scalar against a vector of one', () => tf.scalar(1), () => tf.ones([1]), {}, false],
    ['scalars', () => tf.scalar(1), () => tf.scalar(1), {}, true],
    ['rank 6', () => tf.ones([1, 2, 1, 2, 1, 2]), () => tf.ones([1, 2, 1, 2, 1, 2]), {}, true],
    ['no elements, another shape', () => tf.ones([0, 2]), () => tf.ones([2, 0]), {}, false],
    ['int32 exactly', () => tf.tensor1d([1, 2], 'int32'), () => tf.tensor1d([1, 2], 'int32'), {}, true],
    ['int32 off by one', () => tf.tensor1d([1e9], 'int32'), () => tf.tensor1d([1e9 + 1], 'int32'), {}, false],
    [
      'int32 within a tolerance',
      () => tf.tensor1d([5], 'int32'),
      () => tf.tensor1d([6], 'int32'),
      { atol: 1 },
      true,
    ],
    ['bool', () => tf.tensor1d([true, false]), () => tf.tensor1d([true, true]), {}, false],
    ['float32 against int32', () => tf.scalar(1), () => tf.scalar(1, 'int32'), {}, false],
    ['the same, allowed', () => tf.scalar(1), () => tf.scalar(1, 'int32'), { checkDtype: false }, true],
    [
      'the wider tolerance is that of float32',
      () => tf.scalar(1.000005),
      () => tf.scalar(1, 'int32'),
      { checkDtype: false },
      true,
    ],
    [
      'bool against int32, allowed, exactly',
      () => tf.scalar(true),
      () => tf.scalar(2, 'int32'),
      { checkDtype: false },
      false,
    ],
    [
      'float32 against complex64, allowed',
      () => tf.tensor1d([1, 2]),
      () => tf.complex([1, 2], [0, 0]),
      { checkDtype: false },
      true,
    ],
    ['complex numbers', () => tf.complex([1, 2], [3, 4]), () => tf.complex([1, 2], [3, 4.000001]), {}, true],
    [
      'complex numbers, another imaginary part',
      () => tf.complex([1, 2], [3, 4]),
      () => tf.complex([1, 2], [3, 4.1]),
      {},
      false,
    ],
    ['complex NaN', () => tf.complex([1], [NaN]), () => tf.complex([1], [NaN]), {}, false],
    [
      'complex NaN where asked',
      () => tf.complex([1], [NaN]),
      () => tf.complex([2], [NaN]),
      { equalNaN: true },
      true,
    ],
    ['complex infinities', () => tf.complex([inf], [1]), () => tf.complex([-inf], [1]), { rtol: 1 }, false],
  ])('%s', (_, actual, expected, given, pass) => {
    const result = checkAllClose(actual(), expected(), given);
    expect(result.pass).toBe(pass);
    expect(result.message()).toMatch(pass ? / not to be close/ : / to be close, but/);
  });
});

describe('what may stand for the expected tensor', () => {
  test.each<[name: string, actual: () => tf.Tensor, expected: unknown, pass: boolean]>([
    ['a number, for every element', () => tf.fill([2, 3], 0.1), 0.1, true],
    ['a number that one element is not', () => tf.tensor1d([0, 0, 1]), 0, false],
    ['a number, for no elements', () => tf.zeros([0]), 1, true],
    ['a boolean', () => tf.tensor1d([true, true]), true, true],
    ['a nested array, in the dtype of the tensor', () => tf.tensor2d([[0.1, 0.2]]), [[0.1, 0.2]], true],
    ['a nested array of another shape', () => tf.tensor2d([[1, 2]]), [1, 2], false],
    ['integers', () => tf.tensor1d([1, 2], 'int32'), [1, 2], true],
    ['booleans', () => tf.tensor1d([true, false]), [true, false], true],
    ['booleans against numbers', () => tf.tensor1d([1, 0]), [true, false], false],
    ['a typed array, as a vector', () => tf.tensor1d([1, 2]), new Float32Array([1, 2]), true],
    ['a typed array has no shape but its own', () => tf.ones([1, 2]), new Float32Array([1, 1]), false],
    [
      'typed arrays in an array',
      () =>
        tf.tensor2d([
          [1, 2],
          [3, 4],
        ]),
      [new Float32Array([1, 2]), new Float64Array([3, 4])],
      true,
    ],
    ['an empty array', () => tf.zeros([0]), [], true],
    ['an array of empty arrays', () => tf.zeros([2, 0]), [[], []], true],
    ['NaN', () => tf.scalar(NaN), NaN, false],
  ])('%s', (_, actual, expected, pass) => {
    expect(checkAllClose(actual(), expected).pass).toBe(pass);
  });

  test('a number stands for every element of a long tensor', () => {
    const values = new Float32Array(20000).fill(3);
    expect(checkAllClose(tf.tensor1d(values), 3).pass).toBe(true);
    values[19999] = 4;
    const [failure] = checkAllClose(tf.tensor1d(values), 3).details.failures;
    expect(failure).toMatchObject({ mismatched: 1, first: [{ index: [19999], actual: 4, expected: 3 }] });
  });
});

describe('refusals', () => {
  test.each<[name: string, given: object, text: string]>([
    ['a misspelt option', { rTol: 1 }, "did you mean 'rtol'?"],
    ['NaN', { rtol: NaN }, 'rtol must be a finite number from 0 up'],
    ['a negative tolerance', { atol: -1 }, 'atol must be a finite number from 0 up'],
    ['an infinite tolerance', { atol: Infinity }, 'atol must be a finite number from 0 up'],
    ['a flag that is a string', { equalNaN: 'false' }, 'equalNaN must be true or false'],
  ])('%s', (_, given, text) => {
    const check = (): unknown => checkAllClose(tf.scalar(1), tf.scalar(1), given, 'toBeAllClose');
    expect(check).toThrow(ArgumentError);
    expect(check).toThrow(`toBeAllClose: `);
    expect(check).toThrow(text);
  });

  test('strings', () => {
    const check = (): unknown => checkAllClose(tf.tensor1d(['a']), tf.tensor1d(['a']));
    expect(check).toThrow(SubjectError);
    expect(check).toThrow("strings can't be compared by tolerance, got string[1].");
  });
});
