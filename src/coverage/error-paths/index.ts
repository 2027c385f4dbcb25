/** Error paths: which were reached by a run of tests, and which were asserted. */
export { errorPathsIn, readErrorPaths } from './read-error-paths.ts';
export type { ErrorPath, ErrorPathCounts, ErrorPathCoverage } from './read-error-paths.ts';
export type { ErrorPathKind } from '../../analyzer/error-paths/error-path.ts';
export type { AssertedBy } from '../../error-paths/note-asserted.ts';
