import type * as tf from '@tensorflow/tfjs';
import {
  ClassificationHead,
  ConvBackbone,
  ConvDecoder,
  ConvEncoder,
  VariationalDecoder,
  VariationalEncoder,
} from '../../fixtures/models/index.ts';
import { AutoEncoder, ClassificationModel, VariationalAutoEncoder } from '../../src/index.ts';
import { InkHead } from './ink-head.ts';

/** Channels of the backbone's maps `c1`, `c2` and `c3`. */
const CHANNELS = [16, 32, 64] as const;

/** Tells which digit an image shows. */
export function createClassifier(): ClassificationModel {
  const head = new ClassificationHead({ features: 'c3', inChannels: CHANNELS[2], classes: 10 });
  return new ClassificationModel(new ConvBackbone({ channels: CHANNELS }), head);
}

/** Tells how much ink was spent on an image: the same backbone, under a head of our own. */
export function createInkModel(): ClassificationModel {
  return new ClassificationModel(new ConvBackbone({ channels: CHANNELS }), new InkHead('c2', CHANNELS[1]));
}

/** Squeezes an image through a small map of numbers, and draws it again. */
export function createAutoEncoder(): AutoEncoder<tf.Tensor4D> {
  return new AutoEncoder(new ConvEncoder(), new ConvDecoder());
}

/** Squeezes an image through a distribution of 8 numbers, and draws it again; it can draw new ones too. */
export function createVariationalAutoEncoder(): VariationalAutoEncoder<tf.Tensor2D> {
  return new VariationalAutoEncoder(new VariationalEncoder(), new VariationalDecoder());
}
