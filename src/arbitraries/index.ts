/**
 * Generators for fast-check: tensors, shapes, models and what they are trained on.
 * @module tensorproof/arbitraries
 */
export { codeOf } from './code-of.ts';
export type { Elements } from './elements/choose-source.ts';
export { booleans } from './elements/booleans.ts';
export { floats32, type FloatProfile, type FloatRange } from './elements/floats32.ts';
export { integers, type IntegerRange } from './elements/integers.ts';
export { shape, shapeMatching } from './shape.ts';
export type { ShapeOptions } from './shapes/shape-options.ts';
export { tensor, type TensorOptions } from './tensor.ts';
export { tensorFrom } from './tensor-from.ts';
export { tensors, tensorsFor } from './tensors.ts';
export { layersModel } from './layers-model.ts';
export { optimizer, type OptimizerName, type OptimizerOptions } from './optimizer.ts';
export type { InputKind, ModelOptions, Task } from './programs/model-plan.ts';
export { trainableModel, type TrainableModel } from './trainable-model.ts';
export { axes, axis, permutation } from './axis.ts';
export { batch, batches, type BatchesOptions } from './batch.ts';
export {
  broadcastableShapes,
  mutuallyBroadcastableShapes,
  type MutuallyBroadcastableOptions,
} from './broadcastable-shapes.ts';
export { constantFeature } from './constant-feature.ts';
export { distinct } from './distinct.ts';
export { moduleOf, type Disposes } from './module-of.ts';
export { paddingAndStride, type Window, type WindowOptions } from './padding-and-stride.ts';
export { indicesInto, sliceOf, type Slice } from './slice-of.ts';
export { sorted, type SortedTensorOptions } from './sorted.ts';
export type { BoxFormat } from '../checks/boxes/box-format.ts';
export { boxes, type BoxOptions } from './boxes.ts';
export { boxesWithOverlap, type OverlappingBoxes } from './boxes-with-overlap.ts';
export {
  classLabels,
  embeddingIndices,
  type ClassLabelOptions,
  type EmbeddingIndexOptions,
} from './class-labels.ts';
export { image, type ImageOptions, type PixelRange } from './image.ts';
export { logits } from './logits.ts';
export { loss, type LossCase, type LossName, type LossOptions } from './loss.ts';
export { mask, type MaskOptions } from './mask.ts';
export { oneHot } from './one-hot.ts';
export { probabilities } from './probabilities.ts';
export { sequence, type SequenceOptions, type Sequences } from './sequence.ts';
export { badInput, type BadInput, type BadInputOptions } from './bad-input.ts';
export type { BadInputKind } from './data/spoil.ts';
export type { TrainedModel, TrainingRun, TrainingState } from './programs/training-run.ts';
export { trainingCommands, type TrainingCommand, type TrainingCommands } from './training-commands.ts';
