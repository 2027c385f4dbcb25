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

describe('toHaveDtype', () => {
  test('takes dtypes and families', () => {
    expect(tf.zeros([2])).toHaveDtype('float32');
    expect(tf.zeros([2])).toHaveDtype('float');
    expect(tf.zeros([2], 'int32')).toHaveDtype('integer');
    expect(tf.zeros([2], 'int32')).not.toHaveDtype('float');
    expect(tf.zeros([2], 'bool')).not.toHaveDtype('number');
    expect(tf.tensor1d(['a'])).toHaveDtype('string');
  });

  test('says which it is', () => {
    expect(
      messageOf(() => {
        expect(tf.zeros([2], 'int32')).toHaveDtype('float32');
      }),
    ).toMatchInlineSnapshot(`
      "the dtype is int32, expected float32
        int32[2]"
    `);
    expect(
      messageOf(() => {
        expect(tf.zeros([2], 'bool')).toHaveDtype('number');
      }),
    ).toMatchInlineSnapshot(`
      "the dtype is bool, expected number (float32, int32, complex64)
        bool[2]"
    `);
  });

  test('says behind .not what holds', () => {
    expect(
      messageOf(() => {
        expect(tf.zeros([2])).not.toHaveDtype('float');
      }),
    ).toMatchInlineSnapshot(`
      "the dtype is float32, which it should not be
        float32[2]"
    `);
  });

  test('refuses a name that is no dtype', () => {
    expect(
      messageOf(() => {
        expect(tf.zeros([2])).toHaveDtype('float64' as never);
      }),
    ).toMatchInlineSnapshot(
      `"toHaveDtype: dtype must be one of 'float32', 'int32', 'bool', 'complex64', 'string', 'float', 'integer', 'number', got the string "float64"."`,
    );
  });
});
