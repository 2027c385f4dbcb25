import * as tf from '@tensorflow/tfjs';
import { predictDigits, recallPerDigit } from '../../examples/digits/predictions.ts';
import { inkOf, normalise } from '../../examples/digits/preprocess.ts';
import { heldOutData, trainModels } from '../../examples/digits/trained.ts';
import type { DigitModels, MODEL_NAMES } from '../../examples/digits/trained.ts';
import type { TrainingProgress } from '../../examples/digits/training.ts';
import { progressBar, progressLine } from './progress-line.ts';
import type { LineStream } from './progress-line.ts';
import { printDuration } from './table.ts';

/** How often each model sees each image. */
export type Epochs = Readonly<Record<(typeof MODEL_NAMES)[number], number>>;

/** Enough for all to converge, in seconds on the native backend. */
export const FULL_TRAINING: Epochs = { classifier: 8, inkModel: 3, autoEncoder: 8, variational: 10 };

/** Enough for the classifier to know its digits, in minutes on the cpu backend, which is fifty times slower. */
export const SHORT_TRAINING: Epochs = { classifier: 4, inkModel: 1, autoEncoder: 1, variational: 6 };

const TITLES = {
  classifier: 'classifier',
  inkModel: 'ink model',
  autoEncoder: 'autoencoder',
  variational: 'variational autoencoder',
} as const;

const WIDTH = Math.max(...Object.values(TITLES).map((title) => title.length));

/**
 * Trains all models of the digits project and shows how far it is.
 * @param epochs how often each model sees each image
 * @param stream where the progress is shown
 * @returns the models, which the caller disposes of
 */
export function trainWithProgress(epochs: Epochs, stream: LineStream): DigitModels {
  const line = progressLine(stream);
  let startedAt = performance.now();
  const printed = (
    name: keyof typeof TITLES,
    { epoch, epochs: total, done, loss }: TrainingProgress,
  ): string => {
    const progress = `epoch ${`${epoch}/${total}`.padStart(5)}  loss ${loss.toFixed(4)}`;
    return `  ${TITLES[name].padEnd(WIDTH)}  ${progressBar(done)}  ${progress}`;
  };
  return trainModels(epochs, (name, progress) => {
    if (progress.done < 1) {
      line.update(printed(name, progress));
      return;
    }
    line.end(`${printed(name, progress)}  ${printDuration(performance.now() - startedAt)}`);
    startedAt = performance.now();
  });
}

/** How good the models are on digits they have not seen. */
export interface Quality {
  readonly images: number;
  /** The share of images whose digit was recognised. */
  readonly accuracy: number;
  /** The digit that is recognised least, and the share of its images that are. */
  readonly worstDigit: { readonly digit: number; readonly recall: number };
  /** The mean distance of the predicted ink from the true one, as a share of the image. */
  readonly inkError: number;
  /** The share of the pixels' variance that a reconstruction explains. */
  readonly explained: { readonly autoEncoder: number; readonly variational: number };
}

/**
 * Measures the models on the held-out digits.
 * @param models trained
 */
export function measure(models: DigitModels): Quality {
  return tf.tidy(() => {
    const number = (tensor: tf.Tensor): number => tensor.dataSync()[0] ?? Number.NaN;
    const { pixels, labels } = heldOutData();
    const images = normalise(pixels);
    const predicted = predictDigits(models.classifier.predict(images));
    const recall = Array.from(recallPerDigit(predicted, labels).dataSync());
    const worst = Math.min(...recall);
    const variance = number(tf.mean(tf.squaredDifference(images, tf.mean(images, 0))));
    const explained = (drawn: tf.Tensor): number =>
      1 - number(tf.mean(tf.squaredDifference(drawn, images))) / variance;
    return {
      images: labels.size,
      accuracy: number(tf.mean(tf.equal(predicted, labels))),
      worstDigit: { digit: recall.indexOf(worst), recall: worst },
      inkError: number(
        tf.mean(tf.abs(tf.sub(tf.squeeze(models.inkModel.predict(images), [1]), inkOf(images)))),
      ),
      explained: {
        autoEncoder: explained(models.autoEncoder.predict(images)),
        variational: explained(models.variational.predict(images).reconstruction),
      },
    };
  });
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** Says in a few lines how good the models are. */
export function printQuality({ images, accuracy, worstDigit, inkError, explained }: Quality): string {
  const { autoEncoder, variational } = explained;
  return [
    `On ${images} digits that no model has seen:`,
    `  ${percent(accuracy)} are recognised, of the digit ${worstDigit.digit} the fewest: ${percent(worstDigit.recall)}`,
    `  ink is off by ${percent(inkError)} of an image`,
    `  reconstructions explain ${percent(autoEncoder)} of the variance, variational ones ${percent(variational)}`,
  ].join('\n');
}
