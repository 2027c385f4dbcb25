import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkShapes } from '../../src/contracts/index.ts';
import { ArgumentError, ContractError, ShapeSpecError } from '../../src/errors.ts';
import type { ShapeClaims } from '../../src/contracts/index.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

beforeEach(() => {
  tf.engine().startScope();
});

afterEach(() => {
  tf.engine().endScope();
});

describe('checkShapes', () => {
  test('returns every size that was given or bound', () => {
    const bindings = checkShapes(
      { images: [tf.zeros([2, 8, 9, 3]), 'b h w c'], boxes: [tf.zeros([2, 5, 4]), 'b *n 4'] },
      { c: 3 },
    );
    expect({ ...bindings }).toEqual({ b: 2, h: 8, w: 9, c: 3, n: [5] });
    // and they can be handed on
    expect(() => checkShapes({ scores: [tf.zeros([3, 5]), 'b *n'] }, bindings)).toThrow(
      'but b = 2 was given',
    );
  });

  test('names the tensor, the axis, who bound it, and the line', () => {
    const call = (): unknown =>
      checkShapes({ images: [tf.zeros([2, 8, 8, 3]), 'b h w 3'], boxes: [tf.zeros([3, 5, 4]), 'b n 4'] });
    let error: unknown;
    try {
      call();
    } catch (each) {
      error = each;
    }
    expect(error).toBeInstanceOf(ContractError);
    expect(error).toMatchObject({
      code: 'TP_CONTRACT',
      argument: 'boxes',
      expected: 'b n 4',
      actual: 'float32[3, 5, 4]',
      callSite: expect.stringMatching(/^test\/contracts\/check-shapes\.test\.ts:\d+:\d+$/) as string,
    });
    expect((error as Error).message.replace(/\d+:\d+$/, 'LINE')).toMatchInlineSnapshot(`
      "boxes: axis 0 (b) is 3, but images axis 0 bound b = 2
        images  float32[2, 8, 8, 3]  'b h w 3'
        boxes   float32[3, 5, 4]     'b n 4'
        called at test/contracts/check-shapes.test.ts:LINE"
    `);
  });

  test('the order does not matter', () => {
    expect({ ...checkShapes({ half: [tf.zeros([4]), 'h//2'], whole: [tf.zeros([9]), 'h'] }) }).toEqual({
      h: 9,
    });
  });

  test('takes nested values', () => {
    const pyramid = [tf.zeros([1, 8, 8, 4]), tf.zeros([1, 4, 4, 5])];
    expect(() => checkShapes({ pyramid: [pyramid, ['b h w c', 'b h//2 w//2 c']] })).toThrow(
      'pyramid[1]: axis 3 (c) is 5, but pyramid[0] axis 3 bound c = 4',
    );
    expect({ ...checkShapes({ pyramid: [pyramid, ['b h w _', 'b h//2 w//2 _']] }) }).toEqual({
      b: 1,
      h: 8,
      w: 8,
    });
  });

  test('makes no tensors', () => {
    const x = tf.zeros([2]);
    const before = tf.memory().numTensors;
    checkShapes({ x: [x, 'n'] });
    expect(() => checkShapes({ x: [x, 'n m'] })).toThrow(ContractError);
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each([
    ['a value that is no tensor', { x: [[2], 'n'] }, ContractError, 'x'],
    ['a promise', { x: [Promise.resolve(), 'n'] }, ContractError, 'x'],
    ['a spec that does not parse', { x: [3, 'n,'] }, ShapeSpecError, 'spec'],
    ['a tensor without a spec', { x: 3 }, ArgumentError, 'x'],
    ['a pair with a third', { x: [3, 'n', 4] }, ArgumentError, 'x'],
    ['a spec that is none', { x: [3, 4] }, ArgumentError, 'x'],
    ['no claims', null, ArgumentError, 'claims'],
    ['a list', [[3, 'n']], ArgumentError, 'claims'],
  ])('refuses %s', (_, claims, error, argument) => {
    const call = (): unknown => checkShapes(claims as unknown as ShapeClaims);
    expect(call).toThrow(error);
    expect(call).toThrow(expect.objectContaining({ argument }));
  });
});
