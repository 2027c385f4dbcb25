import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { BackendError } from '../errors.ts';
import { breakDeadLock, signLock, unsignLock } from './lock-holder.ts';
import { errorCode } from './system-errors.ts';

/** How a lock is waited for. */
export interface LockSettings {
  readonly signal?: AbortSignal | undefined;
  /** Called once, when somebody else holds the lock. */
  readonly onWait?: () => void;
}

/** A holder that has not shown a sign of life for so long, in milliseconds, is dead. */
const STALE_AFTER = 5000;
const SIGN_OF_LIFE_EVERY = 1000;
const ASK_EVERY = 150;

/**
 * Runs `work` while no other process works on the cache. The lock is a directory whose time its holder refreshes, so
 * it also holds between containers that share a cache, and the lock of a killed process is taken over.
 *
 * The lock saves double work; correctness does not hang on it, since entries are renamed into place whole. So a
 * holder that was suspended and lost it is only told to stop.
 * @param work is given a signal that is aborted when the lock is lost or `settings.signal` is
 */
export async function withCacheLock<Result>(
  cache: string,
  settings: LockSettings,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  await mkdir(cache, { recursive: true });
  const lost = new AbortController();
  const release = await acquire(cache, settings, (error) => {
    lost.abort(
      new BackendError('interrupted', 'The lock on the cache was lost: this process was suspended.', {
        details: [`in ${cache}`],
        hint: 'run it again',
        cause: error,
      }),
    );
  });
  try {
    await signLock(cache);
    return await work(AbortSignal.any([lost.signal, ...(settings.signal ? [settings.signal] : [])]));
  } catch (error) {
    // The abort is only what followed; its reason is what happened.
    throw lost.signal.aborted ? lost.signal.reason : error;
  } finally {
    // A lock that was lost is no longer ours to release.
    if (!lost.signal.aborted) {
      await unsignLock(cache).catch(() => undefined);
      await release().catch(() => undefined);
    }
  }
}

async function acquire(
  cache: string,
  { signal, onWait }: LockSettings,
  onCompromised: (error: Error) => void,
): Promise<() => Promise<void>> {
  const lockfilePath = path.join(cache, '.lock');
  let waits = false;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await lock(cache, {
        lockfilePath,
        realpath: false,
        stale: STALE_AFTER,
        update: SIGN_OF_LIFE_EVERY,
        onCompromised,
      });
    } catch (error) {
      if (errorCode(error) !== 'ELOCKED') throw error;
      if (await breakDeadLock(cache, lockfilePath)) continue;
      if (!waits) onWait?.();
      waits = true;
      await sleep(ASK_EVERY, undefined, signal === undefined ? {} : { signal });
    }
  }
}
