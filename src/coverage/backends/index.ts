/** Backends: which ran in tests, with which kernels. */
export { readBackends } from './read-backends.ts';
export type { BackendCoverage, BackendsCoverage } from './read-backends.ts';
