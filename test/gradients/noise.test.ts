import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noiseIn } from '../../src/gradients/noise.ts';
import { createGenerator } from '../../src/random/generator.ts';

/** Values of a function at eight points, each with noise of a known deviation. */
function noisy(seed: number, deviation: number, smooth: (x: number) => number): number[] {
  const next = createGenerator(seed);
  return Array.from({ length: 8 }, (_, i) => smooth(i) + deviation * Math.sqrt(12) * (next() - 0.5));
}

describe('the noise in a function', () => {
  test.each<[string, (x: number) => number]>([
    ['a constant', () => 3],
    ['a line', (x) => 5 * x - 1],
    ['a parabola that is far larger than the noise', (x) => 0.01 * x ** 2],
    ['a sine', (x) => Math.sin(0.05 * x)],
  ])('on %s is found within a factor of 4, nearly always', (_, smooth) => {
    let found = 0;
    for (let seed = 0; seed < 200; seed++) {
      const noise = noiseIn(noisy(seed, 1e-5, smooth));
      if (noise !== undefined && noise > 1e-5 / 4 && noise < 4e-5) found++;
    }
    expect(found).toBeGreaterThanOrEqual(180);
  });

  test.each<[string, (x: number) => number]>([
    ['a sine that turns twice between points', (x) => Math.sin(13 * x)],
    ['a steep exponential', (x) => Math.exp(3 * x)],
    ['values that are not finite', (x) => (x === 3 ? NaN : x)],
  ])('%s is not taken for a little noise', (_, smooth) => {
    const noise = noiseIn(Array.from({ length: 8 }, (__, i) => smooth(i)));
    expect(noise === undefined || noise > 0.1).toBe(true);
  });

  test('scales with the values, and forgets what is added to them', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -20, max: 20 }), (seed, exponent) => {
        const values = noisy(seed, 1, () => 0);
        const scaled = noiseIn(values.map((value) => value * 2 ** exponent + 2 ** exponent));
        const expected = noiseIn(values);
        expect(scaled === undefined).toBe(expected === undefined);
        if (scaled !== undefined && expected !== undefined)
          expect(scaled / expected / 2 ** exponent).toBeCloseTo(1, 9);
      }),
    );
  });
});
