export { checkBatchSizeInvariance, type BatchSizeDetails, type BatchSizeOptions } from './batch-size.ts';
export { checkDependsOnLabels, type LabelsDetails, type LabelsOptions } from './depends-on-labels.ts';
export {
  checkLowestAtTarget,
  type LowestAtTargetDetails,
  type LowestAtTargetOptions,
  type TargetReport,
} from './lowest-at-target.ts';
export { checkOverfitBatch, type OverfitDetails, type OverfitOptions } from './overfit.ts';
export type { OverfitRun } from './overfit-run.ts';
export { checkStartLoss, type StartLossDetails, type StartLossOptions } from './start-loss.ts';
export type { UninformedLoss } from './uninformed-loss.ts';
