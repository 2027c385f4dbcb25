import type { Profiler } from 'node:inspector';
import { mergeScriptCovs } from '@bcoe/v8-coverage';

/** What V8 measured of one script that a worker ran. */
export interface ExecutedScript extends Profiler.ScriptCoverage {
  /** Where the script's own code begins in what was executed. */
  readonly startOffset: number;
}

/** What a worker sends after each test file. */
export interface WorkerCoverage {
  readonly result: readonly ExecutedScript[];
}

/** The scripts of one project and environment, each with what all its workers measured. */
export class ExecutedScripts {
  readonly #scripts = new Map<string, ExecutedScript>();

  add({ result }: WorkerCoverage): void {
    for (const script of result) {
      const before = this.#scripts.get(script.url);
      const merged = mergeScriptCovs(before === undefined ? [script] : [before, script]);
      if (merged === undefined) continue;
      // Merging knows nothing of the offset, which is the same in all workers.
      this.#scripts.set(script.url, {
        ...merged,
        startOffset: Math.max(before?.startOffset ?? 0, script.startOffset),
      });
    }
  }

  [Symbol.iterator](): MapIterator<ExecutedScript> {
    return this.#scripts.values();
  }
}
