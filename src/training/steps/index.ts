export { checkFrozen, type FrozenDetails, type FrozenOptions } from './frozen.ts';
export type { Climbing } from './climbing.ts';
export type { LowerLossDetails } from './lower-loss-details.ts';
export { checkLowerLoss, type LowerLossOptions } from './lower-loss.ts';
export type { Movement } from './movement.ts';
export type { Trained } from './step-weights.ts';
export { checkUpdates, type UpdateDetails, type UpdateOptions } from './updates.ts';
