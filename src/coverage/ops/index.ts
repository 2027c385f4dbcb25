/** Ops: which calls of ops in the sources ran in tests, and on which backends. */
export { readOps } from './read-ops.ts';
export type { OpCallCoverage, OpCoverage, OpsCoverage } from './read-ops.ts';
