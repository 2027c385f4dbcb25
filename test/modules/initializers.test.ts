import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import {
  constantInitializer,
  glorotUniform,
  heNormal,
  oneInitializer,
  zeroInitializer,
} from '../../src/index.ts';
import type { Initializer } from '../../src/index.ts';

function draw(initializer: Initializer, shape: readonly number[]): Float32Array {
  return tf.tidy(() => {
    const drawn = initializer(shape);
    expect(drawn.shape).toEqual(shape);
    expect(drawn.dtype).toBe('float32');
    return { values: drawn.dataSync() as Float32Array };
  }).values;
}

const meanOf = (values: Float32Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const deviationOf = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length - meanOf(values) ** 2);

describe('the random ones have the spread that their papers ask for', () => {
  test.each<[string, Initializer, readonly number[], number]>([
    ['He, dense', heNormal, [200, 300], Math.sqrt(2 / 200)],
    ['He, convolution', heNormal, [3, 3, 64, 96], Math.sqrt(2 / (9 * 64))],
    ['Glorot, dense', glorotUniform, [200, 300], Math.sqrt(2 / 500)],
    ['Glorot, convolution', glorotUniform, [3, 3, 64, 96], Math.sqrt(2 / (9 * 160))],
  ])('%s', (_, initializer, shape, deviation) => {
    const values = draw(initializer, shape);
    // 55,000 draws or more: the standard error of either is below half a percent of the deviation
    expect(Math.abs(meanOf(values))).toBeLessThan(0.03 * deviation);
    expect(deviationOf(values) / deviation).toBeGreaterThan(0.97);
    expect(deviationOf(values) / deviation).toBeLessThan(1.03);
  });

  test('and differ from draw to draw', () => {
    expect(draw(heNormal, [4, 4])).not.toEqual(draw(heNormal, [4, 4]));
    expect(draw(glorotUniform, [4, 4])).not.toEqual(draw(glorotUniform, [4, 4]));
  });

  test('and follow Math.random, so that seeding it decides the weights', () => {
    const random = Math.random;
    try {
      const seededDraw = (initializer: Initializer): Float32Array => {
        let state = 7;
        Math.random = () => (state = (state * 16807) % 2147483647) / 2147483647;
        return draw(initializer, [5, 5]);
      };
      expect(seededDraw(heNormal)).toEqual(seededDraw(heNormal));
      expect(seededDraw(glorotUniform)).toEqual(seededDraw(glorotUniform));
    } finally {
      Math.random = random;
    }
  });
});

test('the constant ones are constant', () => {
  expect([...draw(zeroInitializer, [3])]).toEqual([0, 0, 0]);
  expect([...draw(oneInitializer, [2, 1])]).toEqual([1, 1]);
  expect([...draw(constantInitializer(-2.5), [2])]).toEqual([-2.5, -2.5]);
  expect(() => constantInitializer(NaN)).toThrow(
    'constantInitializer: value must be a finite number, got NaN.',
  );
});
