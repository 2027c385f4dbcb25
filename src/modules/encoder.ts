import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Declaration, ModuleDeclaration, SingleDeclaration } from './declaration.ts';
import { DeclaredModule } from './declared-module.ts';
import type { DeclarationFields } from './declared-module.ts';
import { refuseWrongStrides } from './strides.ts';

/**
 * Turns an input into its latent: one tensor, or several by name, such as `mean` and `logVariance` of a variational
 * encoder or the maps that a decoder reads through skip connections. Maps may be declared with their strides, as those of a
 * backbone are; a decoder that insists on a stride is then held to it.
 *
 * @typeParam Latent a tensor, or tensors by name
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { Encoder, heNormal } from 'tensorproof';
 *
 * class TinyEncoder extends Encoder<{ c1: tf.Tensor4D; c2: tf.Tensor4D }> {
 *   readonly input = 'batch height width 1';
 *   readonly latent = {
 *     c1: { shape: 'batch height width 4', stride: 1 },
 *     c2: { shape: 'batch height//2 width//2 4', stride: 2 },
 *   };
 *   #kernel!: tf.Variable<tf.Rank.R4>;
 *
 *   protected override build(): void {
 *     this.#kernel = this.addWeight('kernel', [3, 3, 1, 4], heNormal);
 *   }
 *
 *   protected override forward(images: tf.Tensor4D): { c1: tf.Tensor4D; c2: tf.Tensor4D } {
 *     const c1: tf.Tensor4D = tf.relu(tf.conv2d(images, this.#kernel, 1, 'same'));
 *     return { c1, c2: tf.maxPool(c1, 2, 2, 'valid') };
 *   }
 * }
 */
export abstract class Encoder<Latent = Tensor, Input extends Tensor = Tensor4D> extends DeclaredModule<
  Input,
  Latent
> {
  readonly role = 'encoder';

  /** What it reads, e.g. `'batch height width 1'`. */
  abstract readonly input: SingleDeclaration;

  /** What it gives, e.g. `'batch 16'`; several by name, e.g. `{ c2: { shape: 'batch height//2 width//2 8', stride: 2 } }`. */
  abstract readonly latent: Declaration;

  protected override declarationFields(): DeclarationFields {
    return {
      reads: { field: 'input', declaration: this.input },
      gives: { field: 'latent', declaration: this.latent },
    };
  }

  /** A stride that contradicts its map's shape is refused along with what can't be read. */
  protected override reviewDeclaration({ reads, gives }: ModuleDeclaration): void {
    refuseWrongStrides(this.name, reads[0], gives);
  }
}
