/** Modules that declare what they read and give, and the models composed of them. */
export { AutoEncoder } from './auto-encoder.ts';
export { Backbone } from './backbone.ts';
export type { NamedTensors } from './backbone.ts';
export { ClassificationModel } from './classification-model.ts';
export type {
  Declaration,
  DeclaredTensor,
  FeatureMap,
  ModuleDeclaration,
  NamedDeclarations,
  SingleDeclaration,
  TensorDeclaration,
} from './declaration.ts';
export { Decoder } from './decoder.ts';
export { DetectionModel } from './detection-model.ts';
export type { Detections } from './detection-model.ts';
export { Encoder } from './encoder.ts';
export { Head } from './head.ts';
export {
  constantInitializer,
  glorotUniform,
  heNormal,
  oneInitializer,
  zeroInitializer,
} from './initializers.ts';
export type { Initializer } from './initializers.ts';
export type { LayerLike } from './layer.ts';
export { Module } from './module.ts';
export type { ApplyOptions, ForwardContext, WeightOptions } from './module.ts';
export { SegmentationModel } from './segmentation-model.ts';
export { trainingStep } from './training-step.ts';
export { VariationalAutoEncoder } from './variational-auto-encoder.ts';
export type { GaussianLatent, VariationalOptions, VariationalOutput } from './variational-auto-encoder.ts';
export type { WeightStore } from './weight-artifacts.ts';
