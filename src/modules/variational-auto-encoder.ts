import { add, exp, mul, randomNormal } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { requireFlag, requireOptions } from '../checks/options.ts';
import { ArgumentError } from '../errors.ts';
import { describeShape, describeTensor } from '../tensor/describe.ts';
import { requireTensor } from '../tensor/subject.ts';
import { Composition } from './composition.ts';
import type { Decoder } from './decoder.ts';
import type { Encoder } from './encoder.ts';
import { connect } from './interaction.ts';
import type { ApplyOptions, ForwardContext } from './module.ts';

/** A normal distribution for each element of the latent. */
export interface GaussianLatent<Latent extends Tensor = Tensor> {
  readonly mean: Latent;
  /** The logarithm of the variance, so that every value is a valid one. */
  readonly logVariance: Latent;
}

/** What a variational autoencoder gives: all that its loss needs. */
export interface VariationalOutput<
  Latent extends Tensor = Tensor,
  Output extends Tensor = Tensor4D,
> extends GaussianLatent<Latent> {
  readonly reconstruction: Output;
}

/** How a variational autoencoder is applied. */
export interface VariationalOptions extends ApplyOptions {
  /**
   * The standard normal noise that picks the latent, in the latent's shape. Without it, training draws it with
   * `tf.randomNormal`, which `seeded` governs, and inference takes the mean.
   */
  readonly noise?: Tensor;
}

interface VariationalContext extends ForwardContext {
  readonly noise?: Tensor | undefined;
}

/**
 * A variational autoencoder: an encoder that gives `mean` and `logVariance`, and a decoder that reads one latent drawn
 * from them.
 *
 * The draw is `mean + exp(logVariance / 2) · noise`, so that gradients reach the encoder.
 * @see Kingma and Welling, Auto-Encoding Variational Bayes, https://arxiv.org/abs/1312.6114
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { VariationalAutoEncoder } from 'tensorproof';
 * import { VariationalDecoder, VariationalEncoder } from 'tensorproof/models';
 *
 * const model = new VariationalAutoEncoder(new VariationalEncoder(), new VariationalDecoder());
 * const { reconstruction } = model.predict(tf.zeros([2, 8, 8, 1])); // from the mean: the same each time
 * const samples = model.decode(tf.randomNormal([4, 8])); // four images out of nothing
 * model.dispose();
 */
export class VariationalAutoEncoder<
  Latent extends Tensor = Tensor,
  Input extends Tensor = Tensor4D,
> extends Composition<Input, VariationalOutput<Latent, Input>> {
  readonly encoder: Encoder<GaussianLatent<Latent>, Input>;
  readonly decoder: Decoder<Latent, Input>;

  /**
   * @param encoder gives `mean` and `logVariance`, of one shape
   * @param decoder reads that shape, and gives the shape that the encoder reads
   * @throws InteractionError naming both parts, what disagrees, and what would fit
   * @throws ArgumentError for something that is no encoder or no decoder
   */
  constructor(encoder: Encoder<GaussianLatent<Latent>, Input>, decoder: Decoder<Latent, Input>) {
    super(encoder, { encoder, decoder });
    const giving = this.firstParty();
    const mean = giving.tensors.find((each) => each.name === 'mean');
    connect(giving, this.ownParty({ mean: 'batch ...', logVariance: 'batch ...' }), this.sizes, {
      noun: 'latent',
    });
    if (mean !== undefined) {
      const asMean = {
        name: this.name,
        tensors: [{ ...mean, name: 'logVariance', stride: undefined }],
        scope: giving.scope.copy(),
      };
      connect(giving, asMean, this.sizes, {
        noun: 'latent',
        opening: `${this.name} needs logVariance of ${encoder.name} in the shape of its mean`,
      });
    }
    const drawn = { ...giving, tensors: mean === undefined ? [] : [{ ...mean, name: undefined }] };
    const reading = this.readingParty(decoder);
    connect(drawn, reading, this.sizes, { noun: 'latent' });
    connect(this.givingParty(decoder, reading), this.inputParty(), this.sizes, {
      noun: 'output',
      opening: `${decoder.name} doesn't give back what ${encoder.name} reads`,
    });
    this.encoder = this.addChild('encoder', encoder);
    this.decoder = this.addChild('decoder', decoder);
    this.initialize();
  }

  /**
   * Encodes, draws a latent and decodes it.
   * @param input what the encoder reads
   * @param options `training: true` draws noise; `noise` says which
   * @returns the reconstruction with the mean and log-variance that it came from; the caller disposes of them
   * @throws ArgumentError for an input that a part can't read and for noise of another shape than the latent
   */
  override apply(input: Input, options?: VariationalOptions): VariationalOutput<Latent, Input> {
    const where = `${this.name}.apply`;
    const given = requireOptions(options, ['training', 'noise'], where);
    return this.applyWith(input, {
      training: requireFlag(given.training, 'training', where, false),
      noise: given.noise === undefined ? undefined : requireTensor(given.noise, where, 'noise'),
    });
  }

  /**
   * The distribution of an input's latent.
   * @throws ArgumentError for an input that the encoder can't read
   */
  encode(input: Input): GaussianLatent<Latent> {
    return this.encoder.apply(input);
  }

  /**
   * The output for a latent; standard normal noise makes new ones.
   * @throws ArgumentError for a latent that the decoder can't read
   */
  decode(latent: Latent): Input {
    return this.decoder.apply(latent);
  }

  protected override applyWith(input: Input, context: VariationalContext): VariationalOutput<Latent, Input> {
    return super.applyWith(input, context);
  }

  protected override forward(input: Input, context: VariationalContext): VariationalOutput<Latent, Input> {
    const { mean, logVariance } = this.encoder.apply(input, { training: context.training });
    const latent = this.#draw({ mean, logVariance }, context);
    const reconstruction = this.decoder.apply(latent, { training: context.training });
    this.refuseOtherShape(this.decoder, input, reconstruction);
    return { reconstruction, mean, logVariance };
  }

  #draw({ mean, logVariance }: GaussianLatent<Latent>, { noise, training }: VariationalContext): Latent {
    if (noise === undefined && !training) return mean;
    if (noise !== undefined && describeShape(noise.shape) !== describeShape(mean.shape)) {
      throw new ArgumentError(
        `${this.name}.apply: noise must have the latent's shape ${describeShape(mean.shape)}, got ${describeTensor(noise)}.`,
        { argument: 'noise', expected: mean.shape, actual: noise.shape },
      );
    }
    const drawn = noise ?? randomNormal(mean.shape);
    const deviation = exp(mul(logVariance, 0.5));
    return add(mean, mul(deviation, drawn));
  }
}
