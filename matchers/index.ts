/**
 * The list of matchers, one a line. It is made for `expect.extend`, so it exports matchers and types and nothing else.
 * @module tensorproof/matchers
 * @example
 * import * as matchers from 'tensorproof/matchers';
 * expect.extend(matchers);
 * @example
 * // the types for Jest, in any .d.ts of the project
 * import type { MatcherMethods } from 'tensorproof/matchers';
 * declare module 'expect' {
 *   interface Matchers<R> extends MatcherMethods<typeof import('tensorproof/matchers')> {}
 * }
 */
export type {
  AsyncMatcher,
  Matcher,
  MatcherContext,
  MatcherResult,
  MatcherMethods,
} from './define-matcher.ts';

export { toAgreeAcrossBackends } from './to-agree-across-backends.ts';
export { toAgreeAcrossModes } from './to-agree-across-modes.ts';
export { toBeAllClose } from './to-be-all-close.ts';
export { toBeAllEqual } from './to-be-all-equal.ts';
export { toBeAllFinite } from './to-be-all-finite.ts';
export { toBeBatchIndependent } from './to-be-batch-independent.ts';
export { toBeCloseInUlps } from './to-be-close-in-ulps.ts';
export { toBeConstant } from './to-be-constant.ts';
export { toBeDisjointFrom } from './to-be-disjoint-from.ts';
export { toBeDeterministic } from './to-be-deterministic.ts';
export { toBeDisposed } from './to-be-disposed.ts';
export { toBeInRange } from './to-be-in-range.ts';
export { toBeInvariantToBatchSize } from './to-be-invariant-to-batch-size.ts';
export { toBeLowestAtTarget } from './to-be-lowest-at-target.ts';
export { toBeOneHot } from './to-be-one-hot.ts';
export { toBeOneOf } from './to-be-one-of.ts';
export { toBeReiterable } from './to-be-reiterable.ts';
export { toBeSorted } from './to-be-sorted.ts';
export { toBroadcastOnPurpose } from './to-broadcast-on-purpose.ts';
export { toBeValidBoxes } from './to-be-valid-boxes.ts';
export { toBroadcastWith } from './to-broadcast-with.ts';
export { toDependOnInput } from './to-depend-on-input.ts';
export { toDependOnLabels } from './to-depend-on-labels.ts';
export { toHaveDtype } from './to-have-dtype.ts';
export { toHaveGradientFlow } from './to-have-gradient-flow.ts';
export { toHaveHealthyActivations } from './to-have-healthy-activations.ts';
export { toHaveNoEmptyTensors } from './to-have-no-empty-tensors.ts';
export { toHaveNoGradientTo } from './to-have-no-gradient-to.ts';
export { toHaveOutputRange } from './to-have-output-range.ts';
export { toHaveOutputShape } from './to-have-output-shape.ts';
export { toHaveParameterCount } from './to-have-parameter-count.ts';
export { toHaveRank } from './to-have-rank.ts';
export { toHaveSameShapeAs } from './to-have-same-shape-as.ts';
export { toHaveSaneInputs } from './to-have-sane-inputs.ts';
export { toHaveShape } from './to-have-shape.ts';
export { toHaveSize } from './to-have-size.ts';
export { toKeepFrozen } from './to-keep-frozen.ts';
export { toKeepPairsTogether } from './to-keep-pairs-together.ts';
export { toLeakNothingOnError } from './to-leak-nothing-on-error.ts';
export { toLeakNoTensors } from './to-leak-no-tensors.ts';
export { toLeakTensors } from './to-leak-tensors.ts';
export { toLowerLoss } from './to-lower-loss.ts';
export { toOverfitBatch } from './to-overfit-batch.ts';
export { toMatchItsDeclaredShapes } from './to-match-its-declared-shapes.ts';
export { toPassGradcheck } from './to-pass-gradcheck.ts';
export { toRejectBadInput } from './to-reject-bad-input.ts';
export { toRoundTrip } from './to-round-trip.ts';
export { toStayFinite } from './to-stay-finite.ts';
export { toStartNearLoss } from './to-start-near-loss.ts';
export { toSatisfyIouLaws } from './to-satisfy-iou-laws.ts';
export { toSumTo } from './to-sum-to.ts';
export { toSurviveFaults } from './to-survive-faults.ts';
export { toThrowTensorproof } from './to-throw-tensorproof.ts';
export { toTrainSanely } from './to-train-sanely.ts';
export { toUpdateVariables } from './to-update-variables.ts';
export { tensor } from './asymmetric/tensor.ts';
export { tensorCloseTo } from './asymmetric/tensor-close-to.ts';
export { toMatchTensorSnapshot } from './to-match-tensor-snapshot.ts';
export { toAgreeWith } from './to-agree-with.ts';
export { toBeEquivariantTo } from './to-be-equivariant-to.ts';
export { toBeIdempotent } from './to-be-idempotent.ts';
export { toBeInvariantTo } from './to-be-invariant-to.ts';
export { toBeLinear } from './to-be-linear.ts';
export { toBeMonotone } from './to-be-monotone.ts';
export { toInvert } from './to-invert.ts';
export { toSatisfySignature } from './to-satisfy-signature.ts';
export { toStayInRange } from './to-stay-in-range.ts';
