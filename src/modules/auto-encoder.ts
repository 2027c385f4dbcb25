import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { Composition, pick } from './composition.ts';
import type { Decoder } from './decoder.ts';
import type { Encoder } from './encoder.ts';
import { connect, nounOf } from './interaction.ts';
import type { ForwardContext } from './module.ts';

/**
 * An autoencoder: an encoder and a decoder that gives back what the encoder read.
 *
 * What doesn't fit is refused here, before any weight is made; an input whose reconstruction would have another size is
 * refused before anything is computed.
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { AutoEncoder } from 'tensorproof';
 * import { ConvDecoder, ConvEncoder } from 'tensorproof/models';
 *
 * const model = new AutoEncoder(new ConvEncoder(), new ConvDecoder());
 * model.predict(tf.zeros([2, 8, 8, 1])).shape; // [2, 8, 8, 1]
 * model.dispose();
 */
export class AutoEncoder<Latent = Tensor, Input extends Tensor = Tensor4D> extends Composition<Input, Input> {
  readonly encoder: Encoder<Latent, Input>;
  readonly decoder: Decoder<Latent, Input>;

  /**
   * @param encoder gives the latent that the decoder reads
   * @param decoder gives the shape that the encoder reads
   * @throws InteractionError naming both parts, what disagrees, and what would fit
   * @throws ArgumentError for something that is no encoder or no decoder
   */
  constructor(encoder: Encoder<Latent, Input>, decoder: Decoder<Latent, Input>) {
    super(encoder, { encoder, decoder });
    const reading = this.readingParty(decoder);
    const { gives } = encoder.declaration;
    const names = gives.map((each) => each.name);
    const isVariational = names.includes('mean') && names.includes('logVariance');
    connect(this.firstParty(), reading, this.sizes, {
      noun: nounOf(gives),
      hintWhereMissing: isVariational
        ? 'VariationalAutoEncoder draws one latent from mean and logVariance.'
        : undefined,
    });
    connect(this.givingParty(decoder, reading), this.inputParty(), this.sizes, {
      noun: 'output',
      opening: `${decoder.name} doesn't give back what ${encoder.name} reads`,
    });
    this.encoder = this.addChild('encoder', encoder);
    this.decoder = this.addChild('decoder', decoder);
    this.initialize();
  }

  /**
   * The latent of an input, when the model isn't training.
   * @throws ArgumentError for an input that the encoder can't read
   */
  encode(input: Input): Latent {
    return this.encoder.apply(input);
  }

  /**
   * The output for a latent, when the model isn't training.
   * @throws ArgumentError for a latent that the decoder can't read
   */
  decode(latent: Latent): Input {
    return this.decoder.apply(latent);
  }

  protected override forward(input: Input, context: ForwardContext): Input {
    const latent = this.encoder.apply(input, context);
    const output = this.decoder.apply(pick(latent, this.decoder.declaration.reads), context);
    this.refuseOtherShape(this.decoder, input, output);
    return output;
  }
}
