import * as tf from '@tensorflow/tfjs';
import { checked } from '../../src/index.ts';
import type { Shaped } from '../../src/index.ts';

/** Keeps a logarithm away from 0. */
const EPSILON = 1e-6;

/**
 * How far the classifier is from the labels: the mean cross-entropy, 0 for a certain and right prediction.
 * @param logits what the classifier gives, any real number
 * @param labels one-hot
 */
export function classificationLoss(logits: Shaped<'n 10'>, labels: Shaped<'n 10'>): Shaped<''> {
  return tf.losses.softmaxCrossEntropy(labels, logits);
}

/**
 * How far each predicted amount of ink is from the true one, squared.
 * @param trueInk 0 to 1
 * @param predictedInk one column, as a head gives it
 * @throws ContractError when an argument or the result has another shape
 */
export const inkErrors = checked(
  'n, n 1 -> n',
  (trueInk: Shaped<'n'>, predictedInk: Shaped<'n 1'>): Shaped<'n'> =>
    tf.tidy(() => {
      const predicted = tf.squeeze(predictedInk, [1]);
      const differences: Shaped<'n'> = tf.sub(trueInk, predicted);
      return tf.square(differences);
    }),
);

/**
 * How far each reconstructed pixel is from the image: its binary cross-entropy.
 * @param images 0 (paper) to 1 (ink)
 * @param reconstructions the probability of ink
 */
export function pixelLosses(
  images: Shaped<'n 8 8 1'>,
  reconstructions: Shaped<'n 8 8 1'>,
): Shaped<'n 8 8 1'> {
  return tf.tidy(() => {
    const ink = tf.clipByValue(reconstructions, EPSILON, 1 - EPSILON);
    const inked = tf.mul(images, tf.log(ink));
    const blank = tf.mul(tf.sub(1, images), tf.log(tf.sub(1, ink)));
    const likelihood: Shaped<'n 8 8 1'> = tf.add(inked, blank);
    return tf.neg(likelihood);
  });
}

/**
 * How far each code is from a standard normal: the Kullback-Leibler divergence, 0 for mean 0 and variance 1.
 * @param mean of the code
 * @param logVariance of the code
 * @see Kingma and Welling, Auto-Encoding Variational Bayes, appendix B, https://arxiv.org/abs/1312.6114
 */
export function codeDivergence(mean: Shaped<'n code'>, logVariance: Shaped<'n code'>): Shaped<'n'> {
  return tf.tidy(() => {
    const terms = tf.sub(tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), logVariance), 1);
    return tf.mul(tf.sum(terms, 1), 0.5);
  });
}
