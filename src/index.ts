/**
 * The public surface of tensorproof: checks, the shape language, contracts, modules, backends, errors.
 * @module tensorproof
 */
export * from './errors.ts';

export type { CheckResult } from './checks/check-result.ts';
export { checkAllClose, type CloseOptions } from './checks/all-close.ts';
export { checkAllEqual, type EqualOptions } from './checks/all-equal.ts';
export * from './checks/boxes/index.ts';
export { checkBroadcast, type BroadcastDetails } from './checks/broadcast.ts';
export {
  checkConstant,
  type ConstantOptions,
  type VaryingRow,
  type ConstantDetails,
} from './checks/constant.ts';
export {
  checkDisposed,
  type DisposedOptions,
  type Disposable,
  type DisposedDetails,
} from './checks/disposed.ts';
export { checkDtype, type DtypeDetails } from './checks/dtype.ts';
export { checkFinite, type FiniteOptions, type FiniteDetails } from './checks/finite.ts';
export {
  checkInRange,
  type InRangeOptions,
  type LocatedValue,
  type InRangeDetails,
} from './checks/in-range.ts';
export { checkOneHot, type OneHotOptions, type FaultyRows, type OneHotDetails } from './checks/one-hot.ts';
export { checkOneOf, type OneOfOptions, type ValueCount, type OneOfDetails } from './checks/one-of.ts';
export { checkRank, type RankDetails } from './checks/rank.ts';
export { checkSameShape, type SameShapeDetails } from './checks/same-shape.ts';
export { checkShape, type ShapeDetails } from './checks/shape.ts';
export { checkSize, type SizeDetails } from './checks/size.ts';
export { checkSorted, type SortedOptions, type WrongPair, type SortedDetails } from './checks/sorted.ts';
export { checkSumTo, type SumToOptions } from './checks/sum-to.ts';
export { checkUlps, type UlpsOptions } from './checks/ulps.ts';
export type { SumToDetails } from './checks/sum-to.ts';
export type { HasShape } from './checks/has-shape.ts';
export type * from './tensor/comparison/failure.ts';
export * from './error-paths/index.ts';
export * from './gradients/index.ts';
export * from './laws/index.ts';
export { checkLeaks, type LeakOptions } from './memory/leaks.ts';
export { checkLeakCount, type LeakCountDetails } from './memory/leak-count.ts';
export type { LeakDetails } from './memory/leak-details.ts';
export type { Survivors } from './memory/survivors.ts';
export type { Batch } from './subject/batch.ts';
export type { Loss, LossFunction } from './subject/loss.ts';
export type { Task, Tasks } from './subject/task.ts';
export * from './training/behaviour/index.ts';
export * from './training/inside/index.ts';
export * from './training/data/index.ts';
export * from './training/learning/index.ts';
export * from './training/sanity/index.ts';
export * from './training/steps/index.ts';
export type { TensorGroup } from './subject/tensor-group.ts';

export type { DType, DTypeFamily } from './tensor/dtypes.ts';
export {
  parseShapeSpec,
  parseSignature,
  printShape,
  printSignature,
  type Axis,
  type Bindings,
  type Expression,
  type ParsedShape,
  type ParsedSignature,
  type ShapeSpec,
  type SignatureSlot,
} from './tensor/shape-spec/index.ts';
export { summarizeTensor, type SummaryOptions } from './tensor/print-tensor.ts';

export * from './contracts/index.ts';
export * from './modules/index.ts';

export {
  useBackend,
  type BackendChoice,
  type ChosenBackend,
  type UseBackendOptions,
} from './backend/use-backend.ts';
export { seeded } from './random/seeded.ts';
export * from './safetensors/index.ts';
export type { Seed } from './random/generator.ts';
