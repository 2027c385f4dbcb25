export { checkFrozen, type FrozenDetails, type FrozenOptions } from './frozen.ts';
export { checkLowerLoss, type LowerLossDetails, type LowerLossOptions } from './lower-loss.ts';
export type { Movement } from './movement.ts';
export type { Trained } from './step-weights.ts';
export { checkUpdates, type UpdateDetails, type UpdateOptions } from './updates.ts';
