import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import '../../matchers/vitest.ts';
import { messageOf } from './message-of.ts';

beforeEach(() => {
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

describe('toBeConstant', () => {
  test('says how much varies, and where', () => {
    expect(
      messageOf(() => {
        expect(
          tf.tensor2d([
            [1, 2],
            [0.5, 1],
          ]),
        ).toBeConstant();
      }),
    ).toMatchInlineSnapshot(`
      "Expected float32[2, 2] to be constant, but its elements differ by up to 1.5.
        minimum  0.5 at [1, 0]
        maximum  2 at [0, 1]"
    `);
    expect(
      messageOf(() => {
        expect(
          tf.tensor2d([
            [1, 2, 0],
            [1, 5, 0],
          ]),
        ).toBeConstant({ axis: 0, atol: 1 });
      }),
    ).toMatchInlineSnapshot(`
      "Expected float32[2, 3] to be constant along axis 0, but 1 of 3 rows (33.3 %) is not.
        widest     row [_, 1], by 3
        minimum    2 at [0, 1]
        maximum    5 at [1, 1]
        tolerance  1, as given"
    `);
  });

  test('says behind .not what holds', () => {
    expect(
      messageOf(() => {
        expect(tf.fill([4, 3], 0.5)).not.toBeConstant();
      }),
    ).toMatchInlineSnapshot(`"Expected float32[4, 3] to vary, but all of its 12 elements are 0.5."`);
    expect(
      messageOf(() => {
        expect(
          tf.tensor2d([
            [1, 2],
            [1, 2],
          ]),
        ).not.toBeConstant({ axis: 0 });
      }),
    ).toMatchInlineSnapshot(`
      "Expected float32[2, 2] to vary along axis 0, but it is constant in all of its 2 rows.
        first row  1"
    `);
    expect(
      messageOf(() => {
        expect(tf.tensor2d([[1, 2]])).not.toBeConstant({ axis: 0 });
      }),
    ).toMatchInlineSnapshot(`
      "Expected float32[1, 2] to vary along axis 0, but it is constant in all of its 2 rows.
        first row  1
        hint: axis 0 has size 1, so that nothing can vary along it."
    `);
  });

  test('refuses NaN both ways, unless it is said how it counts', () => {
    const broken = tf.tensor1d([NaN, NaN]);
    expect(
      messageOf(() => {
        expect(broken).not.toBeConstant();
      }),
    ).toMatchInlineSnapshot(`
      "toBeConstant: received is float32[2] and holds 2 NaN, so that it is neither constant nor varied.
        hint: ask toBeAllFinite where NaN should not be; else say how NaN counts: { equalNaN: true } or { equalNaN: false }."
    `);
    expect(() => {
      expect(broken).toBeConstant();
    }).toThrow('neither constant nor varied');
    expect(broken).toBeConstant({ equalNaN: true });
    expect(broken).not.toBeConstant({ equalNaN: false });
    expect(
      messageOf(() => {
        expect(tf.tensor1d([1, NaN])).toBeConstant({ equalNaN: true });
      }),
    ).toMatchInlineSnapshot(`
      "Expected float32[2] to be constant, but its elements differ.
        number  1 at [0]
        NaN     NaN at [1]"
    `);
  });
});
