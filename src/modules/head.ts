import type { Tensor } from '@tensorflow/tfjs-core';
import type { NamedTensors } from './backbone.ts';
import type { Declaration, ModuleDeclaration, NamedDeclarations } from './declaration.ts';
import { DeclaredModule } from './declared-module.ts';
import type { DeclarationFields } from './declared-module.ts';
import { refuseContraryStrides } from './strides.ts';

/**
 * Turns feature maps into predictions. It declares the maps that it reads, by the names that the backbone gives them, and
 * gets these and no others.
 *
 * Two fields make refusals more helpful where a head has them: `features`, the name of the map it was told to read, and
 * `inChannels`, the number of channels it was told to expect. When it doesn't fit, the error says which values would.
 *
 * @typeParam Output a tensor, or tensors by name
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { glorotUniform, Head } from 'tensorproof';
 *
 * class LinearHead extends Head {
 *   readonly reads = { c2: 'batch height width 16' };
 *   readonly outputs = 'batch 10';
 *   #kernel!: tf.Variable<tf.Rank.R2>;
 *
 *   protected override build(): void {
 *     this.#kernel = this.addWeight('kernel', [16, 10], glorotUniform);
 *   }
 *
 *   protected override forward({ c2 }: { c2: tf.Tensor4D }): tf.Tensor2D {
 *     return tf.matMul(tf.mean(c2, [1, 2]), this.#kernel);
 *   }
 * }
 */
export abstract class Head<Output = Tensor> extends DeclaredModule<NamedTensors, Output> {
  readonly role = 'head';

  /**
   * The feature maps it reads, e.g. `{ c3: 'batch height width 64' }`; one that places things in the image also says at
   * which stride, `{ c3: { shape: 'batch height width 64', stride: 8 } }`, and is refused a map of another.
   */
  abstract readonly reads: NamedDeclarations;

  /** What it gives, e.g. `'batch classes'`; several by name. */
  abstract readonly outputs: Declaration;

  protected override declarationFields(): DeclarationFields {
    return {
      reads: { field: 'reads', declaration: this.reads },
      gives: { field: 'outputs', declaration: this.outputs },
    };
  }

  /** Strides that contradict each other are refused along with what can't be read. */
  protected override reviewDeclaration({ reads }: ModuleDeclaration): void {
    refuseContraryStrides(this.name, reads);
  }
}
