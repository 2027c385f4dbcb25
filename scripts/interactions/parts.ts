import {
  ClassificationHead,
  ConvBackbone,
  ConvDecoder,
  ConvEncoder,
  DenseDecoder,
  DenseEncoder,
  DetectionHead,
  FeaturePyramid,
  GaussianEncoder,
  ResNet,
  ResNetDecoder,
  ResNetEncoder,
  RetinaHead,
  UNetDecoder,
  UNetEncoder,
  VariationalDecoder,
  VariationalEncoder,
  Vgg,
  VggHead,
} from '../../fixtures/models/index.ts';
import type { Module } from '../../src/index.ts';

/** A part as the page shows it: how it is written, and how it is made. */
export interface Part {
  /** What a user would write, behind `new`. */
  readonly code: string;
  readonly make: () => Module<never, unknown>;
}

export const BACKBONES: readonly Part[] = [
  { code: 'ConvBackbone({ inChannels: 3 })', make: () => new ConvBackbone({ inChannels: 3 }) },
  { code: 'Vgg({ depth: 16 })', make: () => new Vgg({ depth: 16 }) },
  { code: 'ResNet({ depth: 18 })', make: () => new ResNet({ depth: 18 }) },
  { code: 'ResNet({ depth: 50 })', make: () => new ResNet({ depth: 50 }) },
  {
    code: 'FeaturePyramid(new ResNet({ depth: 50 }))',
    make: () => new FeaturePyramid(new ResNet({ depth: 50 })),
  },
];

/** Heads that give one row of class logits for each image. */
export const CLASSIFICATION_HEADS: readonly Part[] = [
  {
    code: "ClassificationHead({ features: 'c3', inChannels: 64, classes: 10 })",
    make: () => new ClassificationHead({ features: 'c3', inChannels: 64, classes: 10 }),
  },
  {
    code: "ClassificationHead({ features: 'c5', inChannels: 512, classes: 10 })",
    make: () => new ClassificationHead({ features: 'c5', inChannels: 512, classes: 10 }),
  },
  { code: 'VggHead({ classes: 10 })', make: () => new VggHead({ classes: 10 }) },
];

/** Heads that give class logits and a box regression for each anchor. */
export const DETECTION_HEADS: readonly Part[] = [
  {
    code: "DetectionHead({ features: 'c3', inChannels: 64, classes: 10 })",
    make: () => new DetectionHead({ features: 'c3', inChannels: 64, classes: 10 }),
  },
  { code: 'RetinaHead({ classes: 10 })', make: () => new RetinaHead({ classes: 10 }) },
];

/** Encoders of grey images. */
export const ENCODERS: readonly Part[] = [
  { code: 'DenseEncoder()', make: () => new DenseEncoder() },
  { code: 'ConvEncoder()', make: () => new ConvEncoder() },
  { code: 'ResNetEncoder({ imageChannels: 1 })', make: () => new ResNetEncoder({ imageChannels: 1 }) },
  { code: 'UNetEncoder()', make: () => new UNetEncoder() },
];

/** Encoders that give a mean and a variance. */
export const VARIATIONAL_ENCODERS: readonly Part[] = [
  { code: 'VariationalEncoder()', make: () => new VariationalEncoder() },
  {
    code: 'GaussianEncoder(new DenseEncoder({ latentSize: 16 }))',
    make: () => new GaussianEncoder(new DenseEncoder({ latentSize: 16 })),
  },
  {
    code: 'GaussianEncoder(new ConvEncoder({ latentChannels: 8 }))',
    make: () => new GaussianEncoder(new ConvEncoder({ latentChannels: 8 })),
  },
  {
    code: 'GaussianEncoder(new ResNetEncoder({ imageChannels: 1, latentChannels: 32 }))',
    make: () => new GaussianEncoder(new ResNetEncoder({ imageChannels: 1, latentChannels: 32 })),
  },
];

/** Decoders that give grey images. */
export const DECODERS: readonly Part[] = [
  { code: 'DenseDecoder()', make: () => new DenseDecoder() },
  { code: 'VariationalDecoder()', make: () => new VariationalDecoder() },
  { code: 'ConvDecoder()', make: () => new ConvDecoder() },
  { code: 'ResNetDecoder({ imageChannels: 1 })', make: () => new ResNetDecoder({ imageChannels: 1 }) },
  { code: 'UNetDecoder()', make: () => new UNetDecoder() },
];

/** Decoders that give logits of five classes for each pixel. */
export const LABELLING_DECODERS: readonly Part[] = [
  { code: 'ConvDecoder({ imageChannels: 5 })', make: () => new ConvDecoder({ imageChannels: 5 }) },
  { code: 'ResNetDecoder({ imageChannels: 5 })', make: () => new ResNetDecoder({ imageChannels: 5 }) },
  { code: 'UNetDecoder({ outChannels: 5 })', make: () => new UNetDecoder({ outChannels: 5 }) },
];
