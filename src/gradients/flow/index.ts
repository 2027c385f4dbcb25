export { checkGradientFlow, type GradientFlowOptions } from './gradient-flow.ts';
export { checkNoGradientTo, type NoGradientToDetails, type NoGradientToOptions } from './no-gradient-to.ts';
export type {
  Attenuation as FlowAttenuation,
  BlockReason,
  FlowVerdict,
  GradientFlowDetails,
  LayerFlow,
  Place as FlowPlace,
  WeightFlow,
} from './flow-details.ts';
export type { WeightOwner, WeightSelection, WeightSelector } from '../../subject/weight-selection.ts';
