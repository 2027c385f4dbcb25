import * as tf from '@tensorflow/tfjs';
import type { DetectionTarget } from '../../fixtures/models/index.ts';
import type { Shaped } from '../../src/index.ts';
import { SCENE_SIZE } from './scenes.ts';
import type { Scene } from './scenes.ts';

/** Images, and the objects of each; as many as there happen to be. */
export interface SceneBatch {
  readonly images: Shaped<'batch h w 3'>;
  readonly targets: readonly DetectionTarget[];
}

/**
 * Puts scenes on the backend.
 * @returns images from -1 (black) to 1 (white), and boxes and labels of each; the caller disposes of them
 */
export function toBatch(scenes: readonly Scene[]): SceneBatch {
  const [height, width] = SCENE_SIZE;
  const all = new Float32Array(scenes.length * height * width * 3);
  for (const [i, { pixels }] of scenes.entries()) all.set(pixels, i * pixels.length);
  return tf.tidy(() => {
    const shares = tf.tensor4d(all, [scenes.length, height, width, 3]);
    return {
      images: tf.sub<tf.Tensor4D>(tf.mul(shares, 2), 1),
      targets: scenes.map(({ objects }) => ({
        boxes: tf.tensor2d(
          objects.flatMap(({ box }) => [...box]),
          [objects.length, 4],
        ),
        labels: tf.tensor1d(
          objects.map(({ label }) => label),
          'int32',
        ),
      })),
    };
  });
}

/**
 * Mirrors images and their boxes.
 * @returns a batch of its own
 */
export function mirror({ images, targets }: SceneBatch): SceneBatch {
  const width = images.shape[2];
  return tf.tidy(() => ({
    images: tf.reverse(images, 2),
    targets: targets.map(({ boxes, labels }) => {
      const [left, top, right, bottom] = tf.split<tf.Tensor2D>(boxes, 4, 1) as [
        tf.Tensor2D,
        tf.Tensor2D,
        tf.Tensor2D,
        tf.Tensor2D,
      ];
      return {
        // What was right is left.
        boxes: tf.concat(
          [tf.sub<tf.Tensor2D>(width, right), top, tf.sub<tf.Tensor2D>(width, left), bottom],
          1,
        ),
        labels: tf.clone(labels),
      };
    }),
  }));
}
