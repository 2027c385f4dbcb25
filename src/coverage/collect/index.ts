/** What the library notes of a test run besides lines and branches: one record a worker, and all of them read together. */
export type { Collector } from './collectors.ts';
export { changedSources, mergeRecords, readRecords } from './read-records.ts';
export type { RunRecord } from './read-records.ts';
export { Recorder } from './recorder.ts';
export type { RecorderOptions } from './recorder.ts';
export type { RecordEntry, RecordValue } from './record.ts';
export { innermostPlace, sourcePlace } from './source-place.ts';
export type { SourcePlace } from './source-place.ts';
export { collectInWorkers } from './switch-on.ts';
