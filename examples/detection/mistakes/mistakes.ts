/** The project once more, with the mistakes that are easily made in it. Each runs, and none of them says a word. */
import * as tf from '@tensorflow/tfjs';
import { convertBoxes, retinaLoss } from '../../../fixtures/models/index.ts';
import type { DetectionTarget, RetinaNet } from '../../../fixtures/models/index.ts';
import { Backbone } from '../../../src/index.ts';
import type { Shaped } from '../../../src/index.ts';
import type { SceneBatch } from '../batches.ts';
import type { AssignedBatch } from '../training.ts';

type Corners = [left: tf.Tensor2D, top: tf.Tensor2D, right: tf.Tensor2D, bottom: tf.Tensor2D];

const columnsOf = (boxes: tf.Tensor2D): Corners => tf.split<tf.Tensor2D>(boxes, 4, 1) as Corners;

/** 1. Sides of the intersection are not kept from falling below 0: two negative ones have a positive product. */
export function unclampedIou(boxes: Shaped<'boxes 4'>, others: Shaped<'boxes 4'>): Shaped<'boxes 1'> {
  const [left, top, right, bottom] = columnsOf(boxes);
  const [otherLeft, otherTop, otherRight, otherBottom] = columnsOf(others);
  const width = tf.sub(tf.minimum(right, otherRight), tf.maximum(left, otherLeft));
  const height = tf.sub(tf.minimum(bottom, otherBottom), tf.maximum(top, otherTop));
  const shared = tf.mul(width, height);
  const areas = tf.add(
    tf.mul(tf.sub(right, left), tf.sub(bottom, top)),
    tf.mul(tf.sub(otherRight, otherLeft), tf.sub(otherBottom, otherTop)),
  );
  return tf.div(shared, tf.maximum(tf.sub(areas, shared), 1e-9));
}

/** 2. Boxes are left as COCO's annotation files have them, with width and height. */
export function targetsWithWidths(targets: readonly DetectionTarget[]): readonly DetectionTarget[] {
  return targets.map((target) => ({ ...target, boxes: convertBoxes(target.boxes, 'xyxy', 'xywh') }));
}

/** 3. Both sides are mirrored, but what was the left is still called so. */
export function mirrorInPlace({ images, targets }: SceneBatch): SceneBatch {
  const width = images.shape[2];
  return {
    images: tf.reverse(images, 2),
    targets: targets.map(({ boxes, labels }) => {
      const [left, top, right, bottom] = columnsOf(boxes);
      return {
        boxes: tf.concat(
          [tf.sub<tf.Tensor2D>(width, left), top, tf.sub<tf.Tensor2D>(width, right), bottom],
          1,
        ),
        labels,
      };
    }),
  };
}

/** 4. Sides are coded as logarithms, and decoded as if they were shares: right for the small changes of a trained head only. */
export function decodeLinearly(offsets: Shaped<'boxes 4'>, anchors: Shaped<'boxes 4'>): Shaped<'boxes 4'> {
  const [dx, dy, dw, dh] = columnsOf(offsets);
  const [x, y, width, height] = columnsOf(convertBoxes(anchors, 'xyxy', 'cxcywh'));
  const [newWidth, newHeight] = [
    tf.mul<tf.Tensor2D>(width, tf.add(dw, 1)),
    tf.mul<tf.Tensor2D>(height, tf.add(dh, 1)),
  ];
  const centre = (offset: tf.Tensor2D, side: tf.Tensor2D, from: tf.Tensor2D): tf.Tensor2D =>
    tf.add(tf.mul(offset, side), from);
  return convertBoxes(
    tf.concat([centre(dx, width, x), centre(dy, height, y), newWidth, newHeight], 1),
    'cxcywh',
    'xyxy',
  );
}

/** 5. The loss of the boxes is computed, logged and not added. */
export function classLoss(model: RetinaNet, { images, assigned }: AssignedBatch): tf.Scalar {
  return retinaLoss(model.apply(images, { training: true }), assigned).classification;
}

/** 6. What was found is counted, and never disposed of. */
export async function countDigits(model: RetinaNet, images: Shaped<'batch h w 3'>): Promise<number> {
  const found = await model.detect(images);
  return found.reduce((sum, { scores }) => sum + scores.size, 0);
}

/** 7. A pooling was taken out of a backbone for finer maps, and its stride left as it was: every anchor stands in the wrong place. */
export class FinerBackbone extends Backbone {
  readonly input = 'batch height width 3';
  readonly featureMaps = { c3: { shape: 'batch height//2 width//2 3', stride: 4 } };

  protected override forward(images: tf.Tensor4D): { c3: tf.Tensor4D } {
    return { c3: tf.avgPool(images, 2, 2, 'valid') };
  }
}
