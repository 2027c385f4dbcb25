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

describe('toBeAllFinite', () => {
  test('says how many are not, of which kind and where', () => {
    const logarithms = tf.log(
      tf.tensor2d([
        [1, 0, 2],
        [3, -1, 1],
        [5, 0, 4],
      ]),
    );
    expect(
      messageOf(() => {
        expect(logarithms).toBeAllFinite();
      }),
    ).toMatchInlineSnapshot(`
      "Expected every element of float32[3, 3] to be finite, but 3 of 9 elements (33.3 %) are not.
        found   1 NaN, 2 -Infinity
        first   -Infinity at [0, 1], NaN at [1, 1], -Infinity at [2, 1]
        where   every element of [_, 1] (axis 1, the last), and no other
        others  from 0 to 1.609438"
    `);
  });

  test('is brief where nothing is finite', () => {
    expect(
      messageOf(() => {
        expect(tf.fill([2, 3], NaN)).toBeAllFinite();
      }),
    ).toMatchInlineSnapshot(`
      "Expected every element of float32[2, 3] to be finite, but none is.
        found  6 NaN"
    `);
    expect(
      messageOf(() => {
        expect(tf.scalar(Infinity)).toBeAllFinite();
      }),
    ).toMatchInlineSnapshot(`
      "Expected every element of float32[] to be finite, but its only element is not.
        found  1 Infinity"
    `);
  });

  test('says behind .not what holds', () => {
    expect(
      messageOf(() => {
        expect(tf.tensor1d([1, -2])).not.toBeAllFinite();
      }),
    ).toMatchInlineSnapshot(`
      "Expected float32[2] to hold NaN or an infinity, but all of its 2 elements are finite.
        values  from -2 to 1"
    `);
    expect(
      messageOf(() => {
        expect(tf.tensor1d([1, NaN], 'int32')).not.toBeAllFinite();
      }),
    ).toMatchInlineSnapshot(`
      "Expected int32[2] to hold NaN or an infinity, but all of its 2 elements are finite.
        values  from 0 to 1
        hint: int32 can hold neither, so this can never be; look at the values before they are cast."
    `);
  });

  test('refuses a tensor without elements, unless that may be', () => {
    const empty = tf.zeros([8, 0, 0, 16]);
    expect(
      messageOf(() => {
        expect(empty).toBeAllFinite();
      }),
    ).toMatchInlineSnapshot(`
      "toBeAllFinite: received is float32[8, 0, 0, 16], which has no elements, so nothing would be checked.
        hint: if it may be empty here, say so: { allowEmpty: true }."
    `);
    expect(() => {
      expect(empty).not.toBeAllFinite();
    }).toThrow('nothing would be checked');
    expect(empty).toBeAllFinite({ allowEmpty: true });
  });
});
