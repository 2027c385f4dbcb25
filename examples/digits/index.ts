/** All that the digits project has, for those who use it from outside. */
export * from './batches.ts';
export * from './ink-head.ts';
export * from './losses.ts';
export * from './models.ts';
export * from './predictions.ts';
export * from './preprocess.ts';
export * from './trained.ts';
export * from './training.ts';
