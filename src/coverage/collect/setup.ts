/** What runs in each worker, before every test file, where coverage is collected. */
import { afterAll, inject } from 'vitest';
import type {} from './switch-on.ts';
import { collectors } from './collectors.ts';
import { Recorder } from './recorder.ts';

/** A worker that several test files share has one record, though this runs once for each of them. */
const RECORDER = Symbol.for('tensorproof.recorder');

// Nothing else writes there.
const known = Reflect.get(globalThis, RECORDER) as Recorder | undefined;
const recorder = known ?? new Recorder(inject('tensorproofCollect'));
if (known === undefined) {
  Reflect.set(globalThis, RECORDER, recorder);
  for (const collect of collectors) collect(recorder);
}
// Hooks after all tests run from the last one that was asked for to the first, which is this.
afterAll(() => recorder.write());
