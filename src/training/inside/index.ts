export { checkStayFinite, type StayFiniteOptions } from './finite/stay-finite.ts';
export type { NonFiniteFinding, StayFiniteDetails } from './finite/finite-details.ts';
export type { NamedValues, NonFiniteOrigin } from './finite/origin.ts';
export type { ProbeKind } from './finite/probes.ts';
export type { ValueSummary } from './values.ts';
export {
  checkDeclaredShapes,
  type DeclaredShapesDetails,
  type DeclaredShapesOptions,
  type ShapeContradiction,
} from './shapes/declared-shapes.ts';
export {
  checkNoEmptyTensors,
  type EmptyTensor,
  type EmptyTensorsDetails,
  type EmptyTensorsOptions,
} from './shapes/empty-tensors.ts';
export {
  checkOutputShape,
  type OutputAt,
  type OutputShapeDetails,
  type OutputShapeOptions,
  type OutputShapes,
} from './shapes/output-shape.ts';
export {
  checkParameterCount,
  type LayerParameters,
  type ParameterCountDetails,
  type ParameterCountOptions,
} from './shapes/parameter-count.ts';
export {
  checkBroadcastOnPurpose,
  type BroadcastMeeting,
  type BroadcastOnPurposeDetails,
  type BroadcastOnPurposeOptions,
} from './broadcast/broadcast-on-purpose.ts';
export type { BroadcastReason } from './broadcast/suspects.ts';
export {
  checkHealthyActivations,
  type HealthyActivationsOptions,
} from './activations/healthy-activations.ts';
export type {
  ActivationFault,
  HealthyActivationsDetails,
  LayerActivations,
} from './activations/activation-details.ts';
