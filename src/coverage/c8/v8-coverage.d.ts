/** The part of `@bcoe/v8-coverage`, which ships no types, that is used here. */
declare module '@bcoe/v8-coverage' {
  import type { Profiler } from 'node:inspector';

  /** Adds up what was measured of one script; may change its input. @returns undefined for an empty list */
  export function mergeScriptCovs(
    scripts: readonly Profiler.ScriptCoverage[],
  ): Profiler.ScriptCoverage | undefined;
}
