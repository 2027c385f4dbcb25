import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadDigits, splitDigits } from '../../fixtures/data/digits.ts';
import type { RetinaNet } from '../../fixtures/models/index.ts';
import { seeded } from '../../src/index.ts';
import { mirror, toBatch } from './batches.ts';
import type { SceneBatch } from './batches.ts';
import { CLASSES, createDetector } from './detector.ts';
import { drawScenes, SCENE_SIZE } from './scenes.ts';
import type { Scene } from './scenes.ts';
import { assignScenes, detectionLoss, evaluate, trainDetector } from './training.ts';

/** Long enough to find most digits; `draw.ts` trains for longer. */
const STEPS = 700;

const { train, heldOut } = splitDigits(loadDigits());
const scenesOf = (seed: number, count: number): readonly Scene[] =>
  seeded(seed, () => drawScenes(train, count, Math.random));

// Whatever a test makes is freed when it ends.
beforeEach(() => {
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

describe('scenes', () => {
  const scenes = scenesOf(1, 200);

  test('hold one to four digits of every class', () => {
    for (const { objects } of scenes) {
      expect(objects.length).toBeGreaterThanOrEqual(1);
      expect(objects.length).toBeLessThanOrEqual(4);
    }
    expect(new Set(scenes.flatMap(({ objects }) => objects.map(({ label }) => label))).size).toBe(CLASSES);
  });

  test('boxes lie in the image, and have a width and a height', () => {
    for (const { boxes } of toBatch(scenes).targets)
      expect(boxes).toBeValidBoxes('xyxy', { imageSize: SCENE_SIZE });
  });

  test('a box holds the ink, and nothing around it is darker than the paper', () => {
    const [scene] = seeded(3, () => drawScenes(train, 1, Math.random));
    const { images, targets } = toBatch(scene === undefined ? [] : [scene]);
    const paper = tf.image.cropAndResize(
      images,
      tf.tensor2d([[0, 0, 1, 1]]),
      tf.tensor1d([0], 'int32'),
      [48, 48],
    );
    for (const [left = 0, top = 0, right = 0, bottom = 0] of targets[0]?.boxes.arraySync() ?? []) {
      const digit = tf.slice(paper, [0, top, left, 0], [1, bottom - top, right - left, 3]);
      expect(tf.min(digit).dataSync()[0]).toBeLessThan(0.2);
    }
  });

  test('images are -1 to 1, one scene like another in size', () => {
    const { images } = toBatch(scenes.slice(0, 8));
    expect(images).toHaveShape('8 48 48 3');
    expect(images).toBeInRange(-1, 1);
  });
});

describe('mirroring', () => {
  const batch = (): SceneBatch => toBatch(scenesOf(5, 4));

  test('keeps boxes valid', () => {
    for (const { boxes } of mirror(batch()).targets)
      expect(boxes).toBeValidBoxes('xyxy', { imageSize: SCENE_SIZE });
  });

  test('twice is nothing', () => {
    const once = batch();
    const twice = mirror(mirror(once));
    expect(twice.images).toBeAllEqual(once.images);
    for (const [i, { boxes }] of twice.targets.entries())
      expect(boxes).toBeAllClose(once.targets[i]?.boxes ?? []);
  });
});

describe('the detector before training', () => {
  let model: RetinaNet;
  beforeAll(() => {
    model = seeded(1, createDetector);
  });
  afterAll(() => {
    model.dispose();
  });

  test('gives a class and a box for each anchor', () => {
    const { classLogits, boxRegression } = model.predict(toBatch(scenesOf(1, 2)).images);
    const anchors = model.anchors(SCENE_SIZE);
    expect(classLogits).toHaveShape('2 anchors 10', { anchors: anchors.shape[0] });
    expect(boxRegression).toHaveSameShapeAs(tf.zeros([2, anchors.shape[0], 4]));
  });

  test('every digit has an anchor', async () => {
    const scenes = scenesOf(2, 50);
    const { assigned } = await assignScenes(model, scenes);
    const objects = tf.tensor1d(scenes.map((scene) => scene.objects.length));
    expect(tf.min(tf.sub(assigned.matched, objects)).dataSync()[0]).toBeGreaterThanOrEqual(0);
  });

  test('a gradient reaches every weight', async () => {
    const batch = await assignScenes(model, scenesOf(3, 2));
    await expect(() => detectionLoss(model, batch)).toHaveGradientFlow(model);
  });

  test('images of a batch do not mix', () =>
    expect(model).toBeBatchIndependent(toBatch(scenesOf(4, 3)).images));

  test('images without digits can be learned too', async () => {
    const { images, assigned } = await assignScenes(model, [
      { pixels: new Float32Array(48 * 48 * 3), objects: [] },
    ]);
    expect(detectionLoss(model, { images, assigned })).toBeAllFinite();
  });

  test('detection leaves nothing behind but what it found', async () => {
    const { images } = toBatch(scenesOf(4, 2));
    await expect(async () => {
      for (const found of await model.detect(images, { scoreThreshold: 0.005 })) {
        tf.dispose([found.boxes, found.scores, found.labels]);
      }
    }).toLeakNoTensors();
  });
});

describe('the detector after some training', () => {
  let model: RetinaNet;
  const losses: number[] = [];
  beforeAll(async () => {
    await seeded(42, async () => {
      model = createDetector();
      await trainDetector(model, train, { steps: STEPS, onStep: (_, loss) => losses.push(loss) });
    });
  });
  afterAll(() => {
    model.dispose();
  });
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;

  test('has learned', () => {
    expect(mean(losses.slice(-20))).toBeLessThan(mean(losses.slice(0, 20)) / 3);
  });

  test('finds digits that it has never seen', async () => {
    const { ap50, ar100 } = await evaluate(
      model,
      seeded(7, () => drawScenes(heldOut, 40, Math.random)),
    );
    expect(ap50).toBeGreaterThan(0.5);
    expect(ar100).toBeGreaterThan(0.5);
  });

  test('finds a digit where it was put, whatever its place', async () => {
    const { images } = toBatch(scenesOf(9, 1));
    const [here] = await model.detect(images, { limit: 1 });
    const shifted = tf.pad(images, [
      [0, 0],
      [0, 16],
      [0, 16],
      [0, 0],
    ]) as tf.Tensor4D;
    const [there] = await model.detect(shifted, { limit: 1 });
    expect(there?.labels).toBeAllEqual(here?.labels ?? []);
    expect(there?.boxes).toBeAllClose(here?.boxes ?? [], { atol: 2 });
  });
});
