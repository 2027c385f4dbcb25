/** The public surface of tensorproof. */
export type { Shaped } from './contracts/shaped.ts';
export * from './errors.ts';
export * from './modules/index.ts';
