import * as tf from '@tensorflow/tfjs';
import { glorotUniform, Head, zeroInitializer } from '../../src/index.ts';
import type { Shaped } from '../../src/index.ts';

/** A head of our own: it reads one feature map and gives one number between 0 and 1 for each image. */
export class InkHead extends Head<Shaped<'batch 1'>> {
  readonly reads: Readonly<Record<string, string>>;
  readonly outputs = 'batch 1';
  readonly features: string;
  readonly inChannels: number;
  #kernel!: tf.Variable<tf.Rank.R2>;
  #bias!: tf.Variable<tf.Rank.R1>;

  /**
   * @param features the feature map to read
   * @param inChannels how many channels it has
   */
  constructor(features: string, inChannels: number) {
    super();
    this.features = features;
    this.inChannels = inChannels;
    this.reads = { [features]: `batch height width ${inChannels}` };
  }

  protected override build(): void {
    this.#kernel = this.addWeight('kernel', [this.inChannels, 1], glorotUniform);
    this.#bias = this.addWeight('bias', [1], zeroInitializer);
  }

  protected override forward(features: Readonly<Record<string, tf.Tensor>>): Shaped<'batch 1'> {
    const map = features[this.features];
    if (map === undefined) throw new Error(`The feature map ${this.features} is missing.`);
    const pooled: Shaped<'batch channels'> = tf.mean(map, [1, 2]);
    const logits: Shaped<'batch 1'> = tf.add(tf.matMul(pooled, this.#kernel), this.#bias);
    return tf.sigmoid(logits);
  }
}
