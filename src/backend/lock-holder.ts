import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';

/**
 * Who holds the lock on a cache is written beside it, so that the next process need not wait until the lock of a
 * killed one grows stale. On another host, or in another container, a process can't be asked whether it lives; there
 * the lock's age decides alone.
 */
const HOLDER = '.holder';

/** Whether a process of this host is alive, as far as it can be told. */
export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // Any other answer, such as "not permitted", comes from a process that is there.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Signs the lock that this process has just acquired. */
export async function signLock(cache: string): Promise<void> {
  await writeFile(path.join(cache, HOLDER), signature(process.pid));
}

/** Takes the signature away, before the lock is released. */
export async function unsignLock(cache: string): Promise<void> {
  await rm(path.join(cache, HOLDER), { force: true });
}

/**
 * Breaks the lock when the process that signed it is dead. Of several processes that see this at once one breaks it.
 * @param lock the lock itself
 * @returns whether this process broke it
 */
export async function breakDeadLock(cache: string, lock: string): Promise<boolean> {
  const holder = path.join(cache, HOLDER);
  const seen = await readFile(holder, 'utf8').catch(() => undefined);
  if (seen === undefined || !isOfDeadProcess(seen)) return false;
  const taken = `${holder}-${randomBytes(6).toString('hex')}`;
  try {
    await rename(holder, taken);
  } catch {
    // Another process was first.
    return false;
  }
  if ((await readFile(taken, 'utf8')) !== seen) {
    // Another process was first, and holds the lock already: it gets its signature back.
    await rename(taken, holder);
    return false;
  }
  await rm(lock, { recursive: true, force: true });
  await rm(taken, { force: true });
  return true;
}

function signature(processId: number): string {
  return `${hostname()} ${processId}`;
}

function isOfDeadProcess(text: string): boolean {
  const processId = Number(/ (\d+)$/u.exec(text)?.[1]);
  return Number.isInteger(processId) && text === signature(processId) && !isAlive(processId);
}
