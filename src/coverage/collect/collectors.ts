import { assertedErrors } from '../error-paths/asserted-errors.ts';
import { collectBackends } from '../backends/collect.ts';
import { collectGradients } from '../gradients/collect.ts';
import { collectOps } from '../ops/collect.ts';
import { collectShapes } from '../shapes/collect.ts';
import type { Recorder } from './recorder.ts';

/** Begins to note the facts of one kind of coverage in this worker, for as long as the worker lives. */
export type Collector = (recorder: Recorder) => void;

/** All kinds that are collected. A new kind is one line here. */
export const collectors: readonly Collector[] = [
  assertedErrors,
  collectBackends,
  collectGradients,
  collectOps,
  collectShapes,
];
