import * as tf from '@tensorflow/tfjs-node';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import '../../../matchers/vitest.ts';
import { boxes, boxesWithOverlap, type BoxFormat } from '../../../src/arbitraries/index.ts';
import { BOX_FORMATS, cornersOf, fromCorners } from '../../../src/checks/boxes/box-format.ts';
import { scopeEachTest } from '../../scope-each-test.ts';

scopeEachTest();

/** The library's conversion of single boxes as a function of tensors. */
const converter =
  (from: BoxFormat, to: BoxFormat) =>
  async (x: tf.Tensor2D): Promise<tf.Tensor> =>
    tf.tensor2d(
      (await x.array()).map((box) => fromCorners(cornersOf(box, from), to)),
      [x.shape[0], 4],
    );

const PAIRS = BOX_FORMATS.flatMap((from) => BOX_FORMATS.map((to) => [from, to] as const));

describe.each(PAIRS)('%s and %s', (from, to) => {
  test('convert into each other and back', async () => {
    await expect(converter(to, from)).toInvert(converter(from, to), {
      inputs: boxes('n 4', { format: from }),
      runs: 30,
    });
  });

  test('stay valid', () => {
    fc.assert(
      fc.property(boxes('n 4', { format: from, imageSize: [40, 60] }), (x) => {
        const rows = x.arraySync().map((box) => fromCorners(cornersOf(box, from), to));
        expect(tf.tensor2d(rows)).toBeValidBoxes(to, { imageSize: [40, 60] });
      }),
      { numRuns: 30 },
    );
  });
});

/** Plain and slow, in float64. */
function iou(a: readonly number[], b: readonly number[]): number {
  const side = (axis: number): number =>
    Math.max(0, Math.min(a[axis + 2] ?? 0, b[axis + 2] ?? 0) - Math.max(a[axis] ?? 0, b[axis] ?? 0));
  const area = ([left = 0, top = 0, right = 0, bottom = 0]: readonly number[]): number =>
    (right - left) * (bottom - top);
  const shared = side(0) * side(1);
  const union = area(a) + area(b) - shared;
  return union === 0 ? 0 : shared / union;
}

describe('intersection over union', () => {
  test('of the reference obeys all the laws', () => {
    expect(iou).toSatisfyIouLaws();
  });

  test('of generated pairs is that of the reference, either way round', () => {
    fc.assert(
      fc.property(boxesWithOverlap(), ({ first, second, overlap }) => {
        const [a, b] = [first.arraySync(), second.arraySync()];
        overlap.dataSync().forEach((each, i) => {
          const [one = [], other = []] = [a[i], b[i]];
          expect(each).toBeCloseTo(iou(one, other), 5);
          expect(iou(other, one)).toBe(iou(one, other));
        });
      }),
    );
  });
});
