import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { loadDigits } from '../../../fixtures/data/digits.ts';
import { boxIou, decodeBoxes, encodeBoxes, retinaNet } from '../../../fixtures/models/index.ts';
import type { RetinaNet } from '../../../fixtures/models/index.ts';
import { audit } from '../../../src/analyzer/index.ts';
import { seeded } from '../../../src/index.ts';
import { mirror, toBatch } from '../batches.ts';
import type { SceneBatch } from '../batches.ts';
import { createDetector } from '../detector.ts';
import { drawScenes, SCENE_SIZE } from '../scenes.ts';
import { assignScenes, detectionLoss } from '../training.ts';
import {
  classLoss,
  countDigits,
  decodeLinearly,
  FinerBackbone,
  mirrorInPlace,
  targetsWithWidths,
  unclampedIou,
} from './mistakes.ts';

const scenes = seeded(1, () => drawScenes(loadDigits(), 4, Math.random));
let model: RetinaNet;
beforeAll(() => {
  model = seeded(1, createDetector);
});
afterAll(() => {
  model.dispose();
});
beforeEach(() => {
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

/** A mistake with the line of a test suite that catches it; the same line passes for what is right. */
interface Mistake {
  readonly name: string;
  readonly caught: () => unknown;
  /** Words of the failure. */
  readonly says: RegExp;
  readonly right: () => unknown;
}

const mirrored = (mirroring: (batch: SceneBatch) => SceneBatch): void => {
  for (const { boxes } of mirroring(toBatch(scenes)).targets)
    expect(boxes).toBeValidBoxes('xyxy', { imageSize: SCENE_SIZE });
};
const inverse = (decode: typeof decodeBoxes): Promise<void> => {
  const anchor = tf.tensor2d([[10, 10, 20, 24]]);
  const anchorsOf = (boxes: tf.Tensor2D): tf.Tensor2D => tf.tile(anchor, [boxes.shape[0], 1]);
  return expect((boxes: tf.Tensor2D) =>
    encodeBoxes(decode(boxes, anchorsOf(boxes)), anchorsOf(boxes)),
  ).toInvert((offsets: tf.Tensor2D) => tf.clone(offsets), {
    inputs: 'boxes 4',
    elements: { min: -0.75, max: 0.75 },
    atol: 1e-4,
  });
};
const flow = async (loss: typeof detectionLoss): Promise<void> => {
  const batch = await assignScenes(model, scenes);
  await expect(() => loss(model, batch)).toHaveGradientFlow(model);
};
const auditOf = async (file: string): Promise<void> => {
  const { findings } = await audit({
    root: fileURLToPath(new URL('..', import.meta.url)),
    paths: [file],
    types: false,
  });
  const errors = findings.filter(({ level }) => level === 'error');
  expect(errors.map(({ rule, place }) => `${rule} in line ${place.line}`)).toEqual([]);
};

const MISTAKES: readonly Mistake[] = [
  {
    name: '1 an overlap that is not kept above 0',
    caught: () => {
      expect(unclampedIou).toSatisfyIouLaws();
    },
    says: /IoU of boxes apart is 0/,
    right: () => {
      expect(boxIou).toSatisfyIouLaws();
    },
  },
  {
    name: '2 boxes with width and height instead of corners',
    caught: () => model.assign(targetsWithWidths(toBatch(scenes).targets), SCENE_SIZE),
    says: /ends before it begins.*\n.*convertBoxes\(boxes, 'xywh', 'xyxy'\)/,
    right: () => model.assign(toBatch(scenes).targets, SCENE_SIZE),
  },
  {
    name: '3 mirrored boxes whose left is right of their right',
    caught: () => {
      mirrored(mirrorInPlace);
    },
    says: /negative width/,
    right: () => {
      mirrored(mirror);
    },
  },
  {
    name: '4 sides decoded without the exponential',
    caught: () => inverse(decodeLinearly),
    says: /does not undo/,
    right: () => inverse(decodeBoxes),
  },
  {
    name: '5 a loss without the boxes',
    caught: () => flow(classLoss),
    says: /regression_head/,
    right: () => flow(detectionLoss),
  },
  {
    name: '6 detections that nobody disposes of',
    caught: async () => expect(() => countDigits(model, toBatch(scenes).images)).toLeakNoTensors(),
    says: /tensors/,
    right: async () => {
      const { images } = toBatch(scenes);
      await expect(async () => {
        for (const { boxes, scores, labels } of await model.detect(images))
          tf.dispose([boxes, scores, labels]);
      }).toLeakNoTensors();
    },
  },
  {
    name: '7 a stride that its map contradicts',
    caught: () => retinaNet(new FinerBackbone(), { classes: 10, features: ['c3'], channels: 8 }),
    says: /feature map p3 with stride 4, but its axis 1, height\/\/2, has a stride of 2/,
    right: () => {
      seeded(1, createDetector).dispose();
    },
  },
  {
    name: '8 the best anchor instead of the best class',
    caught: () => auditOf('mistakes/best-classes.ts'),
    says: /argmax-without-axis in line 5/,
    right: () => auditOf('training.ts'),
  },
];

test.each(MISTAKES)('$name', async ({ caught, says, right }) => {
  await expect(Promise.resolve().then(caught)).rejects.toThrow(says);
  await right();
});
