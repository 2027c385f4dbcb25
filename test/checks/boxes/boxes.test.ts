import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import { checkIouLaws } from '../../../src/checks/boxes/iou-laws.ts';
import { checkValidBoxes } from '../../../src/checks/boxes/valid-boxes.ts';
import { expectNothingLeft } from '../../scope-each-test.ts';

expectNothingLeft();

describe('valid boxes', () => {
  test.each([
    ['xyxy', [10, 20, 30, 50]],
    ['yxyx', [20, 10, 50, 30]],
    ['xywh', [10, 20, 20, 30]],
    ['cxcywh', [20, 35, 20, 30]],
  ] as const)('%s', (format, box) => {
    const boxes = tf.tensor2d([[...box]]);
    expect(checkValidBoxes(boxes, format, { imageSize: [50, 30] }).pass).toBe(true);
    expect(checkValidBoxes(boxes, format, { imageSize: [49, 30] }).pass).toBe(false);
    expect(checkValidBoxes(boxes, format, { imageSize: [50, 29] }).pass).toBe(false);
    expect(checkValidBoxes(boxes.div(50), format, { normalized: true }).pass).toBe(true);
  });

  test.each([
    [[NaN, 0, 1, 1], 'not finite'],
    [[3, 0, 1, 1], 'negative width'],
    [[0, 3, 1, 1], 'negative height'],
    [[1, 0, 1, 1], 'no width'],
    [[0, 1, 1, 1], 'no height'],
    [[0, 0, 9, 1], 'outside of the image'],
  ] as const)('%j is %s', (box, fault) => {
    const boxes = tf.tensor([[[0, 0, 1, 1]], [[...box]]]); // prettier-ignore
    const { details } = checkValidBoxes(boxes, 'xyxy', { imageSize: [4, 4] });
    expect(details.faulty.map((each) => [each.row, each.fault])).toEqual([[1, fault]]);
  });

  test('boxes without area, where they are allowed', () => {
    const boxes = tf.tensor2d([[1, 1, 1, 5]]); // prettier-ignore
    expect(checkValidBoxes(boxes, 'xyxy', { allowDegenerate: true }).pass).toBe(true);
  });

  test('another format is named', () => {
    const { message } = checkValidBoxes(tf.tensor2d([[10, 20, 5, 8], [30, 40, 2, 2]]), 'xyxy'); // prettier-ignore
    expect(message()).toMatchInlineSnapshot(`
      "2 of 2 boxes are not valid as xyxy.
        box 0  [10, 20, 5, 8]: negative width
        box 1  [30, 40, 2, 2]: negative width
        hint: all of them are valid as xywh or cxcywh."
    `);
  });

  test.each<readonly [string, () => unknown, RegExp]>([
    ['a last axis of 5', () => checkValidBoxes(tf.ones([2, 5]), 'xyxy'), /last axis of 4/u],
    ['no format', () => checkValidBoxes(tf.ones([2, 4]), undefined as never), /format must be one of/u],
    ['another format', () => checkValidBoxes(tf.ones([2, 4]), 'xyhw' as never), /did you mean/u],
    [
      'a size beside shares',
      () => checkValidBoxes(tf.ones([2, 4]), 'xyxy', { normalized: true, imageSize: [2, 2] }),
      /left out/u,
    ],
    [
      'a size of one number',
      () => checkValidBoxes(tf.ones([2, 4]), 'xyxy', { imageSize: [2] as never }),
      /\[height, width\]/u,
    ],
  ])('refuses %s', (_, run, message) => {
    expect(run).toThrow(message);
  });
});

type Change = 'unclamped' | 'no union' | 'no epsilon' | 'plus one' | 'only a' | 'min of areas' | undefined;

/** Rows with rows, as most write it, with one mistake or none. */
const rows =
  (change?: Change) =>
  (a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor => {
    const [al, at, ar, ab] = tf.unstack(a, 1);
    const [bl, bt, br, bb] = tf.unstack(b, 1);
    if (!al || !at || !ar || !ab || !bl || !bt || !br || !bb) throw new Error('a box has four numbers');
    const clamp = (side: tf.Tensor): tf.Tensor => (change === 'unclamped' ? side : tf.relu(side));
    const one = change === 'plus one' ? 1 : 0;
    const shared = clamp(tf.minimum(ar, br).sub(tf.maximum(al, bl)).add(one)).mul(
      clamp(tf.minimum(ab, bb).sub(tf.maximum(at, bt)).add(one)),
    );
    const areaA = ar.sub(al).add(one).mul(ab.sub(at).add(one));
    const areaB = br.sub(bl).add(one).mul(bb.sub(bt).add(one));
    const union =
      change === 'no union'
        ? areaA.add(areaB)
        : change === 'only a'
          ? areaA
          : change === 'min of areas'
            ? tf.minimum(areaA, areaB)
            : areaA.add(areaB).sub(shared);
    return change === 'no epsilon' ? shared.div(union) : shared.div(tf.maximum(union, 1e-9));
  };

describe('the laws of IoU', () => {
  const pairs = (a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor => {
    const [n, m] = [a.shape[0], b.shape[0]];
    const [left, right] = [tf.tile(a.expandDims(1), [1, m, 1]), tf.tile(b.expandDims(0), [n, 1, 1])];
    return rows()(left.reshape([n * m, 4]), right.reshape([n * m, 4])).reshape([n, m]);
  };
  const numbers = (a: number[], b: number[]): number =>
    tf.tidy(() => rows()(tf.tensor2d([a]), tf.tensor2d([b])).dataSync()[0] ?? NaN);

  test.each([
    ['row with row', rows(), 'rows'],
    ['each with each', pairs, 'pairs'],
    [
      'plain numbers',
      (a: unknown, b: unknown) => {
        if (!Array.isArray(a)) throw new Error('boxes are lists');
        return numbers(a as number[], b as number[]);
      },
      'numbers',
    ],
  ] as const)('hold for a sound one, %s', (_, iou, form) => {
    const { pass, details, message } = checkIouLaws(iou, { cases: 20 });
    expect(pass ? 'passes' : message()).toBe('passes');
    expect(details.form).toBe(form);
  });

  test.each(['yxyx', 'xywh', 'cxcywh'] as const)('in the format %s', (format) => {
    const corners = (boxes: tf.Tensor2D): tf.Tensor2D => {
      const [a, b, c, d] = tf.split(boxes, 4, 1);
      if (!a || !b || !c || !d) throw new Error('a box has four numbers');
      const order: tf.Tensor[] =
        format === 'yxyx'
          ? [b, a, d, c]
          : format === 'xywh'
            ? [a, b, a.add(c), b.add(d)]
            : [a.sub(c.div(2)), b.sub(d.div(2)), a.add(c.div(2)), b.add(d.div(2))];
      return tf.concat(order as tf.Tensor2D[], 1);
    };
    const iou = (a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor => rows()(corners(a), corners(b));
    expect(checkIouLaws(iou, { format }).pass).toBe(true);
    // An overlap is the same when both axes change places.
    expect(checkIouLaws(iou, { format: 'xyxy' }).pass).toBe(format === 'yxyx');
  });

  test.each([
    ['unclamped', 'of boxes apart is 0'],
    ['no union', 'of a box with itself is 1'],
    ['no epsilon', 'is a number for a box without area'],
    ['plus one', 'of boxes that touch is 0'],
    ['only a', 'is symmetric'],
    ['min of areas', 'of a box inside another is the ratio of their areas'],
  ] as const)('%s breaks that it %s', (change, law) => {
    const { pass, details } = checkIouLaws(rows(change));
    expect(pass).toBe(false);
    expect(details.broken.map((each) => each.law)).toContain(law);
  });

  test('as the failure says it', () => {
    expect(checkIouLaws(rows('unclamped')).message()).toMatchInlineSnapshot(`
      "The function breaks 4 of 10 laws of intersection over union.
        IoU lies between 0 and 1          but it is 2 for [0, 0, 1, 1] and [2, 3, 4, 4], expected from 0 to 1
        IoU of boxes apart is 0           but it is -0.2 for [0, 0, 2, 2] and [3, 0, 5, 2], expected 0
        IoU is the same at another scale  but it is 7.68e11 for [8, 8, 16, 24] and [40, 56, 64, 64], expected the same as at an eighth of the size
        IoU is intersection over union    but it is 2 for [0, 0, 1, 1] and [2, 3, 4, 4], expected 0
        read as                           xyxy, row with row, seed 0"
    `);
  });

  test.each([[3], [() => 'much'], [() => tf.ones([2])]])('refuses %s', (value) => {
    expect(() => tf.tidy(() => checkIouLaws(value) as never)).toThrow(/received must be/u);
  });
});
