/** Gradients: which layers, variables and custom gradients of the sources a check looked at in tests. */
export { readGradients } from './read-gradients.ts';
export type { CustomGradientCoverage, GradientCoverage, TrainableCoverage } from './read-gradients.ts';
