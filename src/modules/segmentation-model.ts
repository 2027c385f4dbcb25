import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { Composition, pick } from './composition.ts';
import type { Decoder } from './decoder.ts';
import type { Encoder } from './encoder.ts';
import { connect, nounOf } from './interaction.ts';
import type { ForwardContext } from './module.ts';

/**
 * A model that says of each pixel what it belongs to: an encoder, and a decoder that gives class logits in the image's
 * height and width.
 *
 * What doesn't fit is refused here, before any weight is made; an image whose logits would have another size is refused
 * before anything is computed.
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { SegmentationModel } from 'tensorproof';
 * import { UNetDecoder, UNetEncoder } from 'tensorproof/models';
 *
 * const channels = [8, 16, 32];
 * const model = new SegmentationModel(
 *   new UNetEncoder({ imageChannels: 3, channels }),
 *   new UNetDecoder({ outChannels: 5, channels }),
 * );
 * model.predict(tf.zeros([1, 16, 24, 3])).shape; // [1, 16, 24, 5]
 * model.dispose();
 */
export class SegmentationModel<Latent = Tensor, Input extends Tensor = Tensor4D> extends Composition<
  Input,
  Tensor4D
> {
  readonly encoder: Encoder<Latent, Input>;
  readonly decoder: Decoder<Latent>;

  /**
   * @param encoder gives the maps that the decoder reads
   * @param decoder gives `'batch height width classes'`, the first three as the image has them
   * @throws InteractionError naming both parts, what disagrees, and what would fit
   * @throws ArgumentError for something that is no encoder or no decoder
   */
  constructor(encoder: Encoder<Latent, Input>, decoder: Decoder<Latent>) {
    super(encoder, { encoder, decoder });
    const reading = this.readingParty(decoder);
    connect(this.firstParty(), reading, this.sizes, { noun: nounOf(encoder.declaration.gives) });
    connect(
      this.givingParty(decoder, reading),
      this.ownParty('batch height width classes', ['batch', 'height', 'width']),
      this.sizes,
      { noun: 'output' },
    );
    this.encoder = this.addChild('encoder', encoder);
    this.decoder = this.addChild('decoder', decoder);
    this.initialize();
  }

  protected override forward(input: Input, context: ForwardContext): Tensor4D {
    const maps = this.encoder.apply(input, context);
    const logits = this.decoder.apply(pick(maps, this.decoder.declaration.reads), context);
    this.refuseOtherPlaces(this.decoder, input, logits);
    return logits;
  }
}
