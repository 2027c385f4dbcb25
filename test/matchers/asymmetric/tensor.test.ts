import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import '../../../matchers/vitest.ts';
import { ArgumentError, ShapeSpecError } from '../../../src/errors.ts';
import { messageOf } from '../message-of.ts';

beforeEach(() => {
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

const freed = (): tf.Tensor => {
  const tensor = tf.ones([2, 3]);
  tensor.dispose();
  return tensor;
};

describe('expect.tensor', () => {
  test.each<[string, () => unknown, unknown]>([
    ['any tensor', () => tf.ones([2, 3]), expect.tensor()],
    ['a shape', () => tf.ones([2, 3]), expect.tensor('batch 3')],
    ['a name twice', () => tf.ones([3, 3]), expect.tensor('side side')],
    ['a dtype', () => tf.ones([2], 'int32'), expect.tensor('n', { dtype: 'int32' })],
    ['a family of dtypes', () => tf.ones([2]), expect.tensor('n', { dtype: 'float' })],
    ['bindings', () => tf.ones([2, 3]), expect.tensor('batch 3', { bindings: { batch: 2 } })],
    ['a scalar', () => tf.scalar(1), expect.tensor('')],
    ['not: another shape', () => tf.ones([2, 3]), expect.not.tensor('batch 4')],
    ['not: no tensor', () => 3, expect.not.tensor('batch 4')],
    ['not: a disposed tensor', freed, expect.not.tensor()],
  ])('stands for %s', (_, make, matcher) => {
    expect({ value: make() }).toEqual({ value: matcher });
    expect([make()]).toContainEqual(matcher);
  });

  test.each<[string, () => unknown, unknown]>([
    ['another shape', () => tf.ones([2, 3]), expect.tensor('batch 4')],
    ['another rank', () => tf.ones([2, 3]), expect.tensor('batch')],
    ['another dtype', () => tf.ones([2]), expect.tensor('n', { dtype: 'int32' })],
    ['bindings', () => tf.ones([2, 3]), expect.tensor('batch 3', { bindings: { batch: 5 } })],
    ['no tensor', () => 3, expect.tensor()],
    ['a typed array', () => new Float32Array(2), expect.tensor()],
    ['a disposed tensor', freed, expect.tensor()],
    ['not: the shape', () => tf.ones([2, 3]), expect.not.tensor('batch 3')],
  ])('does not stand for %s', (_, make, matcher) => {
    expect({ value: make() }).not.toEqual({ value: matcher });
  });

  test('in the arguments of a mock', () => {
    const step = vi.fn();
    step(tf.ones([8, 4]), 0.1);
    expect(step).toHaveBeenCalledWith(expect.tensor('batch 4'), expect.any(Number));
    expect(step).not.toHaveBeenCalledWith(expect.tensor('batch 5'), expect.any(Number));
  });

  test('an expect that belongs to one test has it too', ({ expect: local }) => {
    local({ value: tf.ones([2, 3]) }).toEqual({ value: local.tensor('batch 3') });
  });

  test.each<[string, () => unknown, new (...args: never[]) => Error]>([
    ['a spec that does not parse', () => expect.tensor('b $'), ShapeSpecError],
    ['a misspelt option', () => expect.tensor('b', { dtpye: 'int32' } as object), ArgumentError],
    ['an unknown dtype', () => expect.tensor('b', { dtype: 'float64' as never }), ArgumentError],
  ])('refuses %s where it is written', (_, make, error) => {
    expect(make).toThrow(error);
  });

  test('prints as it was written', () => {
    expect(String(expect.tensor('b h w 3', { dtype: 'float32' }))).toBe(
      "tensor('b h w 3', { dtype: 'float32' })",
    );
    expect(String(expect.not.tensor())).toBe('not.tensor()');
    expect(
      messageOf(() => {
        expect({ x: tf.ones([2, 3]) }).toEqual({ x: expect.tensor('b 4') });
      }),
    ).toMatchInlineSnapshot(`
      "Expected the trees to be equal, but 1 of another kind.
        x: a tensor float32[2, 3] instead of tensor('b 4')"
    `);
  });
});

describe('expect.tensorCloseTo', () => {
  test.each<[string, () => unknown, () => unknown]>([
    ['a close tensor', () => tf.tensor1d([1, 2]), () => expect.tensorCloseTo(tf.tensor1d([1, 2.000001]))],
    ['numbers', () => tf.tensor1d([1, 2]), () => expect.tensorCloseTo([1, 2])],
    ['a tolerance', () => tf.tensor1d([1, 2]), () => expect.tensorCloseTo([1, 2.05], { atol: 0.1 })],
    ['not: another', () => tf.tensor1d([1, 2]), () => expect.not.tensorCloseTo([1, 3])],
    ['not: no tensor', () => 'text', () => expect.not.tensorCloseTo([1, 3])],
  ])('stands for %s', (_, make, matcher) => {
    expect({ value: make() }).toEqual({ value: matcher() });
  });

  test('says what is not close', () => {
    expect(
      messageOf(() => {
        expect({ x: tf.tensor1d([1, 2]), n: 1 }).toEqual({ x: expect.tensorCloseTo([1, 2.5]), n: 1 });
      }),
    ).toMatchInlineSnapshot(`
      "Expected the trees to be equal, but 1 of 1 tensors differs.
        x: 1 of 2 elements (50 %) differs
          tolerance        |actual - expected| <= 1e-5 + 1.3e-6 * |expected| (default of float32)
          worst absolute   0.5 (2 instead of 2.5, at [1])
          worst relative   0.2 (2 instead of 2.5, at [1])
          would pass with  { rtol: 1.3e-6, atol: 0.5 } or { rtol: 0.2, atol: 1e-5 }"
    `);
  });

  test('prints a tensor readably', () => {
    expect(String(expect.tensorCloseTo(tf.tensor1d([1, 2]), { atol: 0.1 }))).toBe(
      'tensorCloseTo(float32[2] [1, 2], { atol: 0.1 })',
    );
  });

  test('refuses a misspelt option and a disposed tensor where they are written', () => {
    expect(() => expect.tensorCloseTo(tf.ones([2]), { atoll: 1 } as object)).toThrow("did you mean 'atol'?");
    expect(() => expect.tensorCloseTo(freed())).toThrow('disposed');
  });
});

describe('every matcher works inside an expected value', () => {
  test('toHaveShape and toBeInRange', () => {
    const batch = { images: tf.ones([2, 3]) };
    expect(batch).toEqual({ images: expect.toHaveShape('b 3') });
    expect(batch).toEqual({ images: expect.toBeInRange(0, 1) });
    expect(batch).toEqual({ images: expect.not.toHaveShape('b 4') });
  });
});
