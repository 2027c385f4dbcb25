import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Declaration, SingleDeclaration } from './declaration.ts';
import { DeclaredModule } from './declared-module.ts';
import type { DeclarationFields } from './declared-module.ts';

/**
 * Turns an input into its latent: one tensor, or several by name, such as `mean` and `logVariance` of a variational
 * encoder or the maps that a decoder reads through skip connections.
 *
 * @typeParam Latent a tensor, or tensors by name
 */
export abstract class Encoder<Latent = Tensor, Input extends Tensor = Tensor4D> extends DeclaredModule<
  Input,
  Latent
> {
  readonly role = 'encoder';

  /** What it reads, e.g. `'batch height width 1'`. */
  abstract readonly input: SingleDeclaration;

  /** What it gives, e.g. `'batch 16'`. */
  abstract readonly latent: Declaration;

  protected override declarationFields(): DeclarationFields {
    return {
      reads: { field: 'input', declaration: this.input },
      gives: { field: 'latent', declaration: this.latent },
    };
  }
}
