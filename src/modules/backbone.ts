import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { FeatureMap, ModuleDeclaration, SingleDeclaration } from './declaration.ts';
import { DeclaredModule } from './declared-module.ts';
import type { DeclarationFields } from './declared-module.ts';
import { refuseWrongStrides } from './strides.ts';

/** Tensors by name. */
export type NamedTensors = Readonly<Record<string, Tensor>>;

/**
 * Turns images into feature maps, which it declares by name: their shapes in terms of the image's, and their strides.
 *
 * Axis names are the module's own: `height` in `input` and in `featureMaps` is the same size, `height` of a head is
 * another one. Batch comes first and channels last, as in all of TensorFlow.js.
 *
 * @typeParam Maps the tensors that `forward` returns, by name
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { Backbone, heNormal } from 'tensorproof';
 *
 * class TinyBackbone extends Backbone {
 *   readonly input = 'batch height width 1';
 *   readonly featureMaps = { c2: { shape: 'batch height//2 width//2 16', stride: 2 } };
 *   #kernel!: tf.Variable<tf.Rank.R4>;
 *
 *   protected override build(): void {
 *     this.#kernel = this.addWeight('kernel', [3, 3, 1, 16], heNormal);
 *   }
 *
 *   protected override forward(images: tf.Tensor4D): { c2: tf.Tensor4D } {
 *     return { c2: tf.maxPool(tf.relu(tf.conv2d(images, this.#kernel, 1, 'same')), 2, 2, 'valid') };
 *   }
 * }
 */
export abstract class Backbone<
  Input extends Tensor = Tensor4D,
  Maps extends NamedTensors = NamedTensors,
> extends DeclaredModule<Input, Maps> {
  readonly role = 'backbone';

  /** What it reads, e.g. `'batch height width 3'`. */
  abstract readonly input: SingleDeclaration;

  /** What it gives, e.g. `{ c3: { shape: 'batch height//8 width//8 64', stride: 8 } }`. */
  abstract readonly featureMaps: Readonly<Record<string, FeatureMap>>;

  protected override declarationFields(): DeclarationFields {
    return {
      reads: { field: 'input', declaration: this.input },
      gives: { field: 'featureMaps', declaration: this.featureMaps },
    };
  }

  /** A stride that contradicts its map's shape is refused along with what can't be read. */
  protected override reviewDeclaration({ reads, gives }: ModuleDeclaration): void {
    refuseWrongStrides(this.name, reads[0], gives);
  }
}
