import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { withCacheLock } from '../../src/backend/cache-lock.ts';
import { breakDeadLock, isAlive, signLock } from '../../src/backend/lock-holder.ts';
import { makeWorkspace } from './stand-in.ts';

const workspace = makeWorkspace();
afterAll(workspace.remove);
const dead = spawnSync(process.execPath, ['-e', '']).pid;

let cache: string;
let lock: string;
beforeEach(() => {
  cache = mkdtempSync(path.join(workspace.directory, 'cache-'));
  lock = path.join(cache, '.lock');
  mkdirSync(lock);
});

test('knows the living from the dead', () => {
  expect(isAlive(process.pid)).toBe(true);
  expect(isAlive(dead)).toBe(false);
});

test.each<[string, string | undefined, boolean]>([
  ['of a dead process of this host', `${hostname()} ${dead}`, true],
  ['of a living process', `${hostname()} ${process.pid}`, false],
  ['of a process elsewhere, which may live', `elsewhere ${dead}`, false],
  ['that nobody signed', undefined, false],
  ['that is signed with nonsense', 'nonsense', false],
])('a lock %s is broken: %s → %s', async (_, signature, broken) => {
  if (signature !== undefined) writeFileSync(path.join(cache, '.holder'), signature);
  expect(await breakDeadLock(cache, lock)).toBe(broken);
  expect(existsSync(lock)).toBe(!broken);
});

test('of many that see a dead lock one breaks it', async () => {
  writeFileSync(path.join(cache, '.holder'), `${hostname()} ${dead}`);
  const results = await Promise.all(Array.from({ length: 20 }, () => breakDeadLock(cache, lock)));
  expect(results.filter(Boolean)).toHaveLength(1);
});

test('the lock of a killed process is taken over at once, and one of a living process is waited for', async () => {
  writeFileSync(path.join(cache, '.holder'), `${hostname()} ${dead}`);
  const order: string[] = [];
  const first = withCacheLock(cache, {}, async () => {
    order.push('first begins');
    await new Promise((resolve) => setTimeout(resolve, 300));
    order.push('first ends');
  });
  let waited = 0;
  await new Promise((resolve) => setTimeout(resolve, 100));
  const second = withCacheLock(cache, { onWait: () => waited++ }, () =>
    Promise.resolve(order.push('second')),
  );
  await Promise.all([first, second]);
  expect(order).toEqual(['first begins', 'first ends', 'second']);
  expect(waited).toBe(1);
  expect(existsSync(lock)).toBe(false);
  expect(existsSync(path.join(cache, '.holder'))).toBe(false);
});

test('whoever waits can be told to stop', async () => {
  await signLock(cache);
  expect(readFileSync(path.join(cache, '.holder'), 'utf8')).toContain(String(process.pid));
  const interruption = new AbortController();
  const waiting = withCacheLock(
    cache,
    {
      signal: interruption.signal,
      onWait: () => {
        interruption.abort();
      },
    },
    () => Promise.resolve('worked'),
  );
  await expect(waiting).rejects.toThrow(/abort/iu);
});
