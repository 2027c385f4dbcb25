import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkAllClose } from '../../../../src/checks/all-close.ts';
import { checkAllEqual } from '../../../../src/checks/all-equal.ts';
import type { ValuesFailure } from '../../../../src/tensor/comparison/index.ts';
import { scopeEachTest } from '../../../scope-each-test.ts';

scopeEachTest();

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** The hints that a comparison of two tensors gives. */
function hintsOf(actual: tf.Tensor, expected: tf.Tensor, check = checkAllClose): readonly string[] {
  const [failure] = check(actual, expected).details.failures;
  return failure?.kind === 'values' ? failure.hints.map(({ pattern }) => pattern) : [];
}

const random = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);

const shapes = fc.constantFrom<number[][]>(
  [12],
  [4, 5],
  [6, 6],
  [2, 3, 4],
  [5, 7, 3],
  [2, 4, 4, 3],
  [1, 8, 1, 3],
  [3, 3, 3, 3, 3],
);
const seeds = fc.integer({ min: 1, max: 1e6 });

const roll = (x: tf.Tensor, axis: number): tf.Tensor => {
  const size = x.shape[axis] ?? 1;
  const begin = x.shape.map((_, i) => (i === axis ? 1 : 0));
  const first = x.shape.map((n, i) => (i === axis ? 1 : n));
  const rest = x.shape.map((n, i) => (i === axis ? size - 1 : n));
  const zeros = x.shape.map(() => 0);
  return tf.concat([x.slice(begin, rest), x.slice(zeros, first)], axis);
};

describe('a seeded pattern is named', () => {
  test.each<[pattern: string, shapes: fc.Arbitrary<number[]>, seed: (x: tf.Tensor) => tf.Tensor]>([
    ['constant', shapes, (x) => tf.zerosLike(x)],
    ['sign flipped', shapes, (x) => tf.neg(x)],
    ['constant factor', shapes, (x) => x.mul(2)],
    ['constant factor', shapes, (x) => x.div(255)],
    ['constant factor', shapes, (x) => x.mul(-0.37)],
    ['constant offset', shapes, (x) => x.add(0.25)],
    ['constant offset', shapes, (x) => x.sub(3)],
    [
      'transposed',
      fc.constantFrom([4, 4], [2, 3, 3], [5, 2, 5], [2, 4, 4, 3]),
      (x) => {
        const axes = x.shape.map((_, i) => i);
        const j = x.shape.findIndex((n, i) => x.shape.indexOf(n, i + 1) > i);
        const k = x.shape.indexOf(x.shape[j] ?? 0, j + 1);
        [axes[j], axes[k]] = [k, j];
        return x.transpose(axes);
      },
    ],
    [
      'shifted by one',
      fc.constantFrom([12], [3, 6], [2, 3, 7], [2, 8, 5, 3]),
      (x) => roll(x, x.rank > 1 ? 1 : 0),
    ],
    ['reversed axis', fc.constantFrom([4, 3], [2, 5, 3], [2, 4, 6, 3]), (x) => x.reverse(x.rank - 1)],
    ['reversed axis', fc.constantFrom([12], [5, 4], [4, 5, 2]), (x) => x.reverse(0)],
    [
      'swapped channels',
      fc.constantFrom([6, 4], [2, 5, 4], [2, 3, 3, 5]),
      (x) => tf.gather(x, [0, 2, 1, 3, 4].slice(0, x.shape.at(-1)), x.rank - 1),
    ],
    [
      'broadcast',
      fc.constantFrom([4, 5], [3, 4, 5], [3, 2, 4]),
      (x) => {
        const begin = x.shape.map(() => 0);
        return x
          .slice(
            begin,
            x.shape.map((n, i) => (i === 0 ? 1 : n)),
          )
          .tile(x.shape.map((n, i) => (i === 0 ? n : 1)));
      },
    ],
    ['softmax', fc.constantFrom([4, 5], [2, 3, 4], [8, 10]), (x) => tf.softmax(x)],
  ])('%s', (pattern, shape, seed) => {
    fc.assert(
      fc.property(shape, seeds, (dimensions, number) => {
        tf.tidy(() => {
          const expected = random(dimensions, number);
          const actual = seed(expected);
          expect(hintsOf(actual, expected)).toEqual([pattern]);
          expect(hintsOf(actual, expected, checkAllEqual)).toEqual([pattern]);
        });
      }),
      { numRuns: 60 },
    );
  });

  test('int-truncated', () => {
    fc.assert(
      fc.property(
        shapes,
        seeds,
        fc.constantFrom(tf.floor, tf.round, (x: tf.Tensor) => x.toInt().toFloat()),
        (dimensions, number, cut) => {
          tf.tidy(() => {
            const expected = random(dimensions, number).mul(10);
            expect(hintsOf(cut(expected), expected)).toEqual(['int-truncated']);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  test('int-truncated, where the dtype tells it too', () => {
    const expected = tf.tensor([1.5, 2.25, -3.75, 4]);
    const result = checkAllClose(expected.toInt(), expected);
    expect(result.details.failures[0]).toMatchObject({
      kind: 'dtype',
      valuesAgree: false,
      hints: [{ pattern: 'int-truncated' }],
    });
    expect(result.message()).toContain('fraction cut off');
  });

  test('the softmax that is missing', () => {
    const logits = random([4, 5], 3);
    expect(checkAllClose(logits, tf.softmax(logits)).message()).toContain('are these logits?');
  });

  test.each<[sentence: string, make: () => [actual: tf.Tensor, expected: tf.Tensor]]>([
    [
      'at index 2 along axis 3 of [2, 4, 4, 3] (and all of that slice mismatches)',
      () => {
        const x = random([2, 4, 4, 3], 1);
        return [x.add(tf.tensor([0, 0, 1]).mul(random([2, 4, 4, 1], 2))), x];
      },
    ],
    [
      'at index 1 along axis 0 of [4, 50]',
      () => {
        const x = random([4, 50], 1);
        return [x.add(tf.tensor2d([0, 1, 0, 0], [4, 1]).mul(random([1, 50], 2))), x];
      },
    ],
  ])('one slice: %s', (sentence, make) => {
    const [actual, expected] = make();
    expect(hintsOf(actual, expected)).toEqual(['one slice']);
    expect(checkAllClose(actual, expected).message()).toContain(sentence);
  });

  test('one slice, and how its values are related', () => {
    const x = random([5, 6], 1);
    const factors = tf.tensor2d([1, 1, 1, 2, 1], [5, 1]);
    expect(hintsOf(x.mul(factors), x)).toEqual(['one slice', 'constant factor']);
  });

  test.each([
    ['every mismatching element is 1/255 times the expected one.', (x: tf.Tensor) => x.div(255)],
    ['every mismatching element is 0.25 above the expected one.', (x: tf.Tensor) => x.add(0.25)],
    [
      'actual is expected reversed along axis 3 of [2, 4, 5, 3] (RGB against BGR?).',
      (x: tf.Tensor) => x.reverse(3),
    ],
    [
      'slices 0 and 1 along axis 3 of [2, 4, 5, 3] are swapped.',
      (x: tf.Tensor) => tf.gather(x, [1, 0, 2], 3),
    ],
    [
      'actual is expected shifted by one along axis 2 of [2, 4, 5, 3]: actual at i is expected at i + 1.',
      (x: tf.Tensor) => roll(x, 2),
    ],
  ])('%s', (sentence, seed) => {
    const expected = random([2, 4, 5, 3], 7);
    expect(checkAllClose(seed(expected), expected).message()).toContain(`\n  hint: ${sentence}`);
  });
});

describe('no pattern is named', () => {
  test('for unrelated tensors', () => {
    fc.assert(
      fc.property(shapes, seeds, seeds, fc.constantFrom(1e-5, 0.1, 1), (dimensions, one, two, atol) => {
        if (one === two) return;
        tf.tidy(() => {
          const failures = checkAllClose(random(dimensions, one), random(dimensions, two), { atol }).details
            .failures;
          expect(failures.flatMap((failure) => (failure as ValuesFailure).hints)).toEqual([]);
        });
      }),
      { numRuns: 500 },
    );
  });

  test('for unrelated labels', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<number[][]>([20], [5, 6], [4, 4, 4]),
        seeds,
        seeds,
        (dimensions, one, two) => {
          if (one === two) return;
          tf.tidy(() => {
            const labels = (seed: number): tf.Tensor =>
              tf.randomUniform(dimensions, 0, 10, 'float32', seed).toInt();
            expect(hintsOf(labels(one), labels(two), checkAllEqual)).toEqual([]);
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each<[name: string, make: () => [actual: tf.Tensor, expected: tf.Tensor]]>([
    ['two mismatches', () => [tf.tensor([2, 4, 3]), tf.tensor([1, 2, 3])]],
    ['a factor that one element does not share', () => [tf.tensor([2, 4, 6, 8.1]), tf.tensor([1, 2, 3, 4])]],
    ['NaN among them', () => [tf.tensor([2, 4, 6, NaN]), tf.tensor([1, 2, 3, 4])]],
    ['the same two numbers throughout', () => [tf.fill([4], 2), tf.fill([4], 1)]],
  ])('for %s', (_, make) => {
    expect(hintsOf(...make())).toEqual([]);
  });
});
