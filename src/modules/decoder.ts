import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Declaration, ModuleDeclaration, SingleDeclaration } from './declaration.ts';
import { DeclaredModule } from './declared-module.ts';
import type { DeclarationFields } from './declared-module.ts';
import { refuseContraryStrides } from './strides.ts';

/**
 * Turns a latent back into what was encoded. Of an encoder that gives several tensors by name it reads those that it
 * declares, which is how skip connections are wired: by name, with their sizes in terms of each other, and with the stride
 * that each must have.
 *
 * @typeParam Latent a tensor, or tensors by name
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { Decoder, glorotUniform } from 'tensorproof';
 *
 * class TinyDecoder extends Decoder<{ c1: tf.Tensor4D; c2: tf.Tensor4D }> {
 *   readonly latent = {
 *     c2: { shape: 'batch height width 4', stride: 2 },
 *     c1: { shape: 'batch 2*height 2*width 4', stride: 1 },
 *   };
 *   readonly output = 'batch 2*height 2*width 1';
 *   #kernel!: tf.Variable<tf.Rank.R4>;
 *
 *   protected override build(): void {
 *     this.#kernel = this.addWeight('kernel', [3, 3, 8, 1], glorotUniform);
 *   }
 *
 *   protected override forward({ c1, c2 }: { c1: tf.Tensor4D; c2: tf.Tensor4D }): tf.Tensor4D {
 *     const [, height, width] = c1.shape;
 *     const doubled = tf.image.resizeNearestNeighbor(c2, [height, width]);
 *     return tf.sigmoid(tf.conv2d(tf.concat([c1, doubled], 3), this.#kernel, 1, 'same'));
 *   }
 * }
 */
export abstract class Decoder<Latent = Tensor, Output extends Tensor = Tensor4D> extends DeclaredModule<
  Latent,
  Output
> {
  readonly role = 'decoder';

  /** What it reads, e.g. `'batch 16'`; several by name, e.g. `{ c2: { shape: 'batch height width 8', stride: 2 } }`. */
  abstract readonly latent: Declaration;

  /** What it gives, e.g. `'batch height width 1'`. */
  abstract readonly output: SingleDeclaration;

  protected override declarationFields(): DeclarationFields {
    return {
      reads: { field: 'latent', declaration: this.latent },
      gives: { field: 'output', declaration: this.output },
    };
  }

  /** Strides that contradict each other are refused along with what can't be read. */
  protected override reviewDeclaration({ reads }: ModuleDeclaration): void {
    refuseContraryStrides(this.name, reads);
  }
}
