import * as tf from '@tensorflow/tfjs';
import { heldOutData } from '../../examples/digits/trained.ts';
import type { DigitModels } from '../../examples/digits/trained.ts';
import { normalise } from '../../examples/digits/preprocess.ts';
import { DIGIT_CLASSES, DIGIT_SIDE, loadDigits, selectDigits } from '../../fixtures/data/digits.ts';
import type { DigitSet } from '../../fixtures/data/digits.ts';
import { transposedImages } from '../../fixtures/faults/transposed-images.ts';
import type { DigitsProject } from '../../fixtures/faults/index.ts';
import { checkAllClose } from '../../src/checks/all-close.ts';
import { plotComparison } from './plots/comparison.ts';
import { plotReconstructions } from './plots/reconstructions.ts';
import { loadTwin } from './twin.ts';

const PIXELS = DIGIT_SIDE * DIGIT_SIDE;

function imagesOf(values: ArrayLike<number>): number[][] {
  const all = Array.from(values);
  return Array.from({ length: all.length / PIXELS }, (_, row) => all.slice(row * PIXELS, (row + 1) * PIXELS));
}

/**
 * Draws one held-out image of each digit, what both autoencoders make of it, and images that the variational one draws
 * out of noise.
 * @param models trained
 * @returns the text of an SVG file
 */
export function drawReconstructions(models: DigitModels): string {
  return tf.tidy(() => {
    const { pixels, labels } = heldOutData();
    const known = Array.from(labels.dataSync());
    const digits = Array.from({ length: DIGIT_CLASSES }, (_, digit) => digit);
    const rows = tf.tensor1d(
      digits.map((digit) => known.indexOf(digit)),
      'int32',
    );
    const images = normalise(tf.gather(pixels, rows));
    const row = (name: string, drawn: tf.Tensor): { name: string; remark: string; images: number[][] } => {
      const error = tf.sqrt(tf.mean(tf.squaredDifference(drawn, images))).dataSync()[0] ?? Number.NaN;
      return { name, remark: `error ${error.toFixed(2)} of 1`, images: imagesOf(drawn.dataSync()) };
    };
    const { reconstruction, mean } = models.variational.predict(images);
    const noise: tf.Tensor2D = tf.randomNormal(mean.shape, 0, 1, 'float32', 7);
    const code = models.autoEncoder.encode(images);
    const codeSize = code.size / images.shape[0];
    return plotReconstructions({
      title: 'Handwritten digits, as two autoencoders give them back',
      subtitle: [
        `Each column is a digit that neither model has seen. Its ${PIXELS} pixels went through a code of ${codeSize} numbers, or of ${mean.shape[1]}.`,
        'The last row was never written by anyone: the variational autoencoder drew it from random codes.',
      ],
      side: DIGIT_SIDE,
      columns: digits.map(String),
      rows: [
        { name: 'written', remark: 'held-out images', images: imagesOf(images.dataSync()) },
        row('autoencoder', models.autoEncoder.predict(images)),
        row('variational', reconstruction),
        {
          name: 'imagined',
          remark: 'from random codes',
          images: imagesOf(models.variational.decode(noise).dataSync()),
        },
      ],
    });
  });
}

/** Which image the comparison shows: the first 3, whose transposition looks like nothing that anybody writes. */
const SHOWN = 3;

function preprocess({ toTensors, normalise: scale }: DigitsProject, digits: DigitSet): tf.Tensor4D {
  const { pixels, labels } = toTensors(digits);
  const images = scale(pixels);
  tf.dispose([pixels, labels]);
  return images;
}

/**
 * Draws what a failing comparison compares: an image as the sound project prepares it, and as the twin that transposes it.
 * @returns the text of an SVG file
 */
export async function drawComparison(): Promise<string> {
  const digits = selectDigits(loadDigits(), [SHOWN]);
  const expected = preprocess(await loadTwin(), digits);
  const actual = preprocess(await loadTwin(transposedImages), digits);
  const { details } = checkAllClose(actual, expected);
  const [failure] = details.failures;
  if (failure?.kind !== 'values' || failure.worstAbsolute === undefined) {
    throw new Error(`The fault ${transposedImages.id} changes no pixel.`);
  }
  const [, row = 0, column = 0] = failure.worstAbsolute.index;
  const hints = failure.hints.map(({ sentence }) => sentence);
  const svg = plotComparison({
    title: `A failing comparison: ${transposedImages.title}`,
    subtitle: [
      `expect(actual).toBeAllClose(expected): ${failure.mismatched} of ${failure.elements} elements differ.`,
      ...(hints.length === 0 ? [] : [`What the matcher noticed: ${hints.join('; ')}`]),
    ],
    side: DIGIT_SIDE,
    expected: expected.dataSync(),
    actual: actual.dataSync(),
    worst: row * DIGIT_SIDE + column,
  });
  tf.dispose([expected, actual]);
  return svg;
}
