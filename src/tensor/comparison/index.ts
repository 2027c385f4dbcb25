export { compareTrees } from './compare-trees.ts';
export type { Comparison } from './compare-tensors.ts';
export type * from './failure.ts';
export { comparisonMessage } from './message.ts';
export { resolveTolerance } from './tolerance.ts';
export type { Tolerance, ToleranceOptions } from './tolerance.ts';
