import type * as tf from '@tensorflow/tfjs-node';
import { Backbone, Decoder, Encoder, Head, zeroInitializer } from '../../src/index.ts';
import type { Declaration, FeatureMap, NamedDeclarations, NamedTensors } from '../../src/index.ts';

type Maps = Readonly<Record<string, FeatureMap>>;

/** Parts that declare what a test tells them to, return what it tells them to, and own one weight each. */
export class StubBackbone extends Backbone {
  override readonly name = 'StubBackbone';
  readonly input: string;
  readonly featureMaps: Maps;
  readonly #returns: (images: tf.Tensor4D) => unknown;

  constructor(
    featureMaps: Maps,
    input = 'batch height width 3',
    returns: (images: tf.Tensor4D) => unknown = () => ({}),
  ) {
    super();
    this.input = input;
    this.featureMaps = featureMaps;
    this.#returns = returns;
  }

  protected override build(): void {
    this.addWeight('weight', [2], zeroInitializer);
  }

  protected override forward(images: tf.Tensor4D): NamedTensors {
    return this.#returns(images) as NamedTensors;
  }
}

export class StubHead extends Head<never> {
  override readonly name = 'StubHead';
  readonly reads: NamedDeclarations;
  readonly outputs: Declaration;
  readonly features: string | undefined;
  readonly inChannels: number | undefined;
  readonly #returns: (maps: NamedTensors) => unknown;

  constructor(
    reads: NamedDeclarations,
    outputs: Declaration = 'batch 10',
    options: { features?: string; inChannels?: number; returns?: (maps: NamedTensors) => unknown } = {},
  ) {
    super();
    this.reads = reads;
    this.outputs = outputs;
    this.features = options.features;
    this.inChannels = options.inChannels;
    this.#returns = options.returns ?? (() => ({}));
  }

  protected override build(): void {
    this.addWeight('weight', [2], zeroInitializer);
  }

  protected override forward(maps: NamedTensors): never {
    return this.#returns(maps) as never;
  }
}

export class StubEncoder extends Encoder<never> {
  override readonly name = 'StubEncoder';
  readonly input: string;
  readonly latent: Declaration;
  readonly #returns: (images: tf.Tensor4D) => unknown;

  constructor(input: string, latent: Declaration, returns: (images: tf.Tensor4D) => unknown = () => ({})) {
    super();
    this.input = input;
    this.latent = latent;
    this.#returns = returns;
  }

  protected override build(): void {
    this.addWeight('weight', [2], zeroInitializer);
  }

  protected override forward(images: tf.Tensor4D): never {
    return this.#returns(images) as never;
  }
}

export class StubDecoder extends Decoder<never> {
  override readonly name = 'StubDecoder';
  readonly latent: Declaration;
  readonly output: string;
  readonly #returns: (latent: unknown) => unknown;

  constructor(latent: Declaration, output: string, returns: (latent: unknown) => unknown = () => ({})) {
    super();
    this.latent = latent;
    this.output = output;
    this.#returns = returns;
  }

  protected override build(): void {
    this.addWeight('weight', [2], zeroInitializer);
  }

  protected override forward(latent: never): tf.Tensor4D {
    return this.#returns(latent) as tf.Tensor4D;
  }
}

/** What a function throws; fails where it doesn't. */
export function thrownBy(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
