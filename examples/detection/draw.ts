/**
 * Trains the detector, measures it on scenes of digits that it has never seen, and draws sixteen of them:
 *
 *     npx tsx examples/detection/draw.ts .tmp/detection.png
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { loadDigits, splitDigits } from '../../fixtures/data/digits.ts';
import type { FoundObjects } from '../../fixtures/models/index.ts';
import { seeded } from '../../src/index.ts';
import { createDetector } from './detector.ts';
import { drawPicture } from './picture.ts';
import type { PlainDetection } from './picture.ts';
import { drawScenes } from './scenes.ts';
import { evaluate, findDigits, trainDetector } from './training.ts';

const LEAST_SCORE = 0.4;
const [file = '.tmp/detection.png', steps = '1500'] = process.argv.slice(2);

async function readFound({ boxes, scores, labels }: FoundObjects): Promise<readonly PlainDetection[]> {
  const [rows, shares, digits] = await Promise.all([boxes.array(), scores.array(), labels.array()]);
  // The best comes last, and is drawn over the others.
  const found = rows.flatMap(([left = 0, top = 0, right = 0, bottom = 0], i): PlainDetection[] => {
    const score = shares[i] ?? 0;
    return score < LEAST_SCORE ? [] : [{ box: [left, top, right, bottom], label: digits[i] ?? 0, score }];
  });
  return found.reverse();
}

const { train, heldOut } = splitDigits(loadDigits());
await seeded(42, async () => {
  const model = createDetector();
  let sum = 0;
  await trainDetector(model, train, {
    steps: Number(steps),
    onStep: (step, loss) => {
      sum += loss;
      if (step % 100 !== 99) return;
      console.log(`step ${step + 1}: loss ${(sum / 100).toFixed(3)}`);
      sum = 0;
    },
  });
  const scenes = drawScenes(heldOut, 100, Math.random);
  const { ap, ap50, ap75, ar100 } = await evaluate(model, scenes);
  const metrics = Object.entries({ ap, ap50, ap75, ar100 }).map(
    ([name, value]) => `${name} ${value.toFixed(3)}`,
  );
  console.log(`100 scenes of held out digits: ${metrics.join(', ')}`);
  const shown = scenes.slice(0, 16);
  const found = await Promise.all((await findDigits(model, shown)).map(readFound));
  const { bytes, height, width } = drawPicture(shown, found);
  const png = await tf.node.encodePng(tf.tensor3d(Int32Array.from(bytes), [height, width, 3], 'int32'));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, png);
  console.log(`drawn into ${file}`);
});
