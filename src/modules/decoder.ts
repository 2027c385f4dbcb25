import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Declaration, SingleDeclaration } from './declaration.ts';
import { DeclaredModule } from './declared-module.ts';
import type { DeclarationFields } from './declared-module.ts';

/**
 * Turns a latent back into what was encoded. Of an encoder that gives several tensors by name it reads those that it
 * declares, which is how skip connections are wired.
 *
 * @typeParam Latent a tensor, or tensors by name
 */
export abstract class Decoder<Latent = Tensor, Output extends Tensor = Tensor4D> extends DeclaredModule<
  Latent,
  Output
> {
  readonly role = 'decoder';

  /** What it reads, e.g. `'batch 16'`. */
  abstract readonly latent: Declaration;

  /** What it gives, e.g. `'batch height width 1'`. */
  abstract readonly output: SingleDeclaration;

  protected override declarationFields(): DeclarationFields {
    return {
      reads: { field: 'latent', declaration: this.latent },
      gives: { field: 'output', declaration: this.output },
    };
  }
}
