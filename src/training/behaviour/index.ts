export {
  checkAcrossBackends,
  type AcrossBackendsDetails,
  type AcrossBackendsOptions,
  type BackendParting,
  type PartedValues,
} from './across-backends.ts';
export type { AcrossModesDetails, ModeFinding } from './across-modes-details.ts';
export { checkAcrossModes, type AcrossModesOptions } from './across-modes.ts';
export {
  checkBatchIndependence,
  type BatchIndependenceDetails,
  type BatchIndependenceOptions,
  type MixedOutput,
} from './batch-independent.ts';
export { checkDependsOnInput, type DependsOnInputOptions } from './depends-on-input.ts';
export type { DependsOnInputDetails, IgnoredHalf, OutputReaction } from './depends-on-input-details.ts';
export type { DeterminismDetails, FixedNoise } from './deterministic-details.ts';
export { checkDeterminism, type DeterminismOptions } from './deterministic.ts';
export type { OutputDifference } from './noise.ts';
export type { BehaviourData } from './scene.ts';
export type { Origin } from './trace.ts';
export type { Interval } from './attainable-range.ts';
export type { Demand } from './loss-demands.ts';
export { checkOutputRange, type OutputRangeOptions } from './output-range.ts';
export type { OutputRangeDetails, RangeFinding, RangeProblem } from './output-range-details.ts';
export type { ConfigDifference, WeightDifference } from './compare-models.ts';
export { checkRoundTrip, type RoundTripOptions } from './round-trip.ts';
export type { RoundTripDetails } from './round-trip-details.ts';
