import { Session } from 'node:inspector';

/** Where the process keeps its session: each copy of this module, and each project's config, means the same one. */
const SESSION = Symbol.for('tensorproof.c8.own-counts');

/**
 * Has V8 no longer count what this process runs, which `NODE_V8_COVERAGE` asked it to: that takes up to half of its time, and nobody reads
 * the counts of Vitest and Vite. Node's own way, `v8.stopCoverage()`, makes Node complain when it exits.
 */
export function stopOwnCounts(): void {
  const session = sessionOfProcess();
  // Only who has begun can stop it.
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  session.post('Profiler.stopPreciseCoverage');
}

/** Has V8 count again, from nothing. */
export function beginOwnCounts(): void {
  sessionOfProcess().post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
}

/** It stays open: closing it would stop what it began. */
function sessionOfProcess(): Session {
  // Nothing else writes there.
  const known = Reflect.get(globalThis, SESSION) as Session | undefined;
  if (known !== undefined) return known;
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  Reflect.set(globalThis, SESSION, session);
  return session;
}
