import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkAllClose } from '../../../src/checks/all-close.ts';
import { checkAllEqual } from '../../../src/checks/all-equal.ts';
import { checkUlps } from '../../../src/checks/ulps.ts';
import { scopeEachTest } from '../../scope-each-test.ts';

scopeEachTest();

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const t = (...values: number[]): tf.Tensor => tf.tensor1d(values);

describe('a failing message', () => {
  test('for one element', () => {
    expect(
      checkAllClose(
        tf.tensor2d([
          [1, 2],
          [3, 4],
        ]),
        [
          [1, 2],
          [3.25, 4],
        ],
      ).message(),
    ).toMatchInlineSnapshot(`
      "Expected the tensors to be close, but 1 of 4 elements (25 %) differs.
        tolerance        |actual - expected| <= 1e-5 + 1.3e-6 * |expected| (default of float32)
        worst absolute   0.25 (3 instead of 3.25, at [1, 0])
        worst relative   0.07692 (3 instead of 3.25, at [1, 0])
        would pass with  { rtol: 1.3e-6, atol: 0.25 } or { rtol: 0.077, atol: 1e-5 }"
    `);
  });

  test('for many elements', () => {
    const expected = tf.linspace(1, 2, 1200).reshape([30, 40]);
    const actual = expected.add(tf.randomNormal([30, 40], 0, 1e-3, 'float32', 1));
    expect(checkAllClose(actual, expected).message()).toMatchInlineSnapshot(`
      "Expected the tensors to be close, but 1,187 of 1,200 elements (98.9 %) differ.
        tolerance        |actual - expected| <= 1e-5 + 1.3e-6 * |expected| (default of float32)
        worst absolute   0.003151 (1.1048977 instead of 1.1017466, at [3, 2])
        worst relative   0.00286 (1.1048977 instead of 1.1017466, at [3, 2])
        would pass with  { rtol: 1.3e-6, atol: 0.00315 } or { rtol: 0.00286, atol: 1e-5 }
        first 5 of 1,187 mismatches:
          index   actual     expected  difference
          [0, 0]  1.0000727  1         7.272e-5
          [0, 1]  0.99978    1.000834  0.001054
          [0, 2]  1.0012411  1.001668  4.269e-4
          [0, 3]  1.0048285  1.002502  0.002326
          [0, 4]  1.0024285  1.003336  9.074e-4"
    `);
  });

  test('with NaN and infinities', () => {
    const actual = t(1, NaN, Infinity, NaN, 5, 6.5);
    expect(checkAllClose(actual, [1, NaN, -Infinity, 4, 5, 6], { atol: 0.1 }).message())
      .toMatchInlineSnapshot(`
        "Expected the tensors to be close, but 4 of 6 elements (66.7 %) differ.
          tolerance           |actual - expected| <= 0.1 (atol as given, so rtol is 0)
          worst absolute      0.5 (6.5 instead of 6, at [5])
          worst relative      0.08333 (6.5 instead of 6, at [5])
          no tolerance helps  NaN only in actual: 1; NaN in both, which equals nothing without equalNaN: 1; Infinity against another value: 1
          mismatches:
            index  actual    expected   difference
            [1]    NaN       NaN
            [2]    Infinity  -Infinity
            [3]    NaN       4
            [5]    6.5       6          0.5"
      `);
  });

  test('with a pattern', () => {
    const images = tf.randomUniform([2, 4, 4, 3], 0, 1, 'float32', 3);
    expect(checkAllClose(images.div(255), images).message()).toMatchInlineSnapshot(`
      "Expected the tensors to be close, but 96 of 96 elements (100 %) differ.
        tolerance        |actual - expected| <= 1e-5 + 1.3e-6 * |expected| (default of float32)
        worst absolute   0.9956 (0.003919843 instead of 0.99956, at [1, 3, 0, 2])
        worst relative   0.9961 (9.898089e-4 instead of 0.2524013, at [1, 1, 0, 2])
        would pass with  { rtol: 1.3e-6, atol: 0.996 } or { rtol: 0.997, atol: 1e-5 }
        first 5 of 96 mismatches:
          index         actual        expected     difference
          [0, 0, 0, 0]  0.001525837   0.38908842   0.3876
          [0, 0, 0, 1]  0.0015552025  0.39657664   0.395
          [0, 0, 0, 2]  2.669118e-4   0.068062514  0.0678
          [0, 0, 1, 0]  0.0020174913  0.51446027   0.5124
          [0, 0, 1, 1]  6.9241435e-4  0.17656566   0.1759
        hint: every mismatching element is 1/255 times the expected one."
    `);
  });

  test('for another shape', () => {
    expect(checkAllClose(tf.ones([2, 3]), tf.zeros([3, 2])).message()).toMatchInlineSnapshot(`
      "Expected the tensors to be close, but the shape is [2, 3] instead of [3, 2].
        actual    float32[2, 3]
        expected  float32[3, 2]"
    `);
  });

  test('for another dtype', () => {
    expect(checkAllClose(t(1, 2).toInt(), [true, true]).message()).toMatchInlineSnapshot(`
      "Expected the tensors to be close, but the dtype is int32 instead of bool.
        actual    int32[2]
        expected  bool[2]"
    `);
    expect(checkAllClose(t(1, 2).toInt(), t(1, 2)).message()).toMatchInlineSnapshot(`
      "Expected the tensors to be close, but the dtype is int32 instead of float32.
        actual    int32[2]
        expected  float32[2]
        hint: the values agree; cast one of them, or allow it with checkDtype: false."
    `);
  });

  test('for a tree', () => {
    const actual = { encoder: [t(1, 2), t(3)], heads: new Map([['boxes', t(1)]]), extra: t(1), step: 3 };
    const expected = {
      encoder: [t(1, 2.5), t(3)],
      heads: new Map([['boxes', t(1, 2)]]),
      lost: t(1),
      step: 4,
    };
    expect(checkAllClose(actual, expected).message()).toMatchInlineSnapshot(`
      "Expected the trees to be close, but 2 of 3 tensors differ, 1 missing, 1 extra, 1 other value differs.
        extra: not expected, but there: a tensor float32[1]
        lost: missing, expected a tensor float32[1]
        encoder[0]: 1 of 2 elements (50 %) differs
          tolerance        |actual - expected| <= 1e-5 + 1.3e-6 * |expected| (default of float32)
          worst absolute   0.5 (2 instead of 2.5, at [1])
          worst relative   0.2 (2 instead of 2.5, at [1])
          would pass with  { rtol: 1.3e-6, atol: 0.5 } or { rtol: 0.2, atol: 1e-5 }
        heads.boxes: the shape is [1] instead of [2]
        step: the number 3 instead of the number 4"
    `);
  });

  test('for strings, exactly', () => {
    expect(checkAllEqual(tf.tensor1d(['cat', 'dog']), ['cat', 'fox']).message()).toMatchInlineSnapshot(`
      "Expected the tensors to be equal, but 1 of 2 elements (50 %) differs.
        tolerance  none (equality was asked for)
        mismatches:
          index  actual  expected
          [1]    "dog"   "fox""
    `);
  });

  test('for units in the last place', () => {
    expect(checkUlps(tf.scalar(1 + 3 * 2 ** -23), 1, 2).message()).toMatchInlineSnapshot(`
      "Expected the tensors to be within 2 units in the last place, but the only element differs.
        tolerance        2 units in the last place (as given)
        worst absolute   3.576e-7 (1.0000004 instead of 1)
        worst relative   3.576e-7 (1.0000004 instead of 1)
        would pass with  3 ulps"
    `);
  });
});

describe('a message for what agrees and should not', () => {
  test('for a tensor', () => {
    expect(checkAllClose(t(1, 2), [1, 2]).message()).toMatchInlineSnapshot(
      `"Expected the tensors not to be close, but all 2 elements agree."`,
    );
    expect(checkAllClose(tf.scalar(1), 1).message()).toMatchInlineSnapshot(
      `"Expected the tensors not to be close, but the only element agrees."`,
    );
    expect(checkAllEqual(tf.zeros([0, 2]), tf.zeros([0, 2])).message()).toMatchInlineSnapshot(
      `"Expected the tensors not to be equal, but they have no elements that could differ."`,
    );
  });

  test('for a tree', () => {
    expect(checkAllEqual([t(1), t(2)], [t(1), t(2)]).message()).toMatchInlineSnapshot(
      `"Expected the trees not to be equal, but all 2 tensors agree."`,
    );
  });
});
