import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isAlive } from './lock-holder.ts';
import { errorCode } from './system-errors.ts';

/**
 * The cache is a directory of entries. An entry is made in a temporary directory beside it and renamed to its name
 * when it is whole, so whatever has an entry's name is complete, and a process killed at any moment leaves the old
 * state or the new one, and at most a temporary directory that the next install clears away.
 */
export interface CacheEntry {
  readonly name: string;
  readonly directory: string;
  readonly bytes: number;
  /** Where the entry came from, for people: versions, hashes, the compiler. */
  readonly origin: Readonly<Record<string, string>>;
}

interface Manifest {
  readonly format: 1;
  readonly origin: Readonly<Record<string, string>>;
  /** Path within the entry → size in bytes. */
  readonly files: Readonly<Record<string, number>>;
}

const MANIFEST = 'manifest.json';
/** Entries never begin with a dot. */
const TEMPORARY_PREFIX = '.making-';
/** With the process that made it. */
const TEMPORARY_NAME = /^\.making-(\d+)-/u;

/**
 * Reads an entry, if it is there and every file has the size it was made with.
 * @param cache the directory of entries
 */
export async function readCacheEntry(cache: string, name: string): Promise<CacheEntry | undefined> {
  const directory = path.join(cache, name);
  const manifest = await readManifest(directory);
  if (manifest === undefined) return undefined;
  const files = Object.entries(manifest.files);
  const sizes = await Promise.all(
    files.map(async ([file, expected]) => {
      const actual = await stat(path.join(directory, file)).catch(() => undefined);
      return actual?.isFile() === true && actual.size === expected ? expected : undefined;
    }),
  );
  let bytes = 0;
  for (const size of sizes) {
    if (size === undefined) return undefined;
    bytes += size;
  }
  return { name, directory, bytes, origin: manifest.origin };
}

/**
 * Makes an entry: `fill` puts its files into an empty directory, which then takes the entry's name at once.
 * What had the name before, and was not whole, is replaced.
 * @param fill returns the entry's origin; when it throws, nothing of it stays
 */
export async function makeCacheEntry(
  cache: string,
  name: string,
  fill: (directory: string) => Promise<Readonly<Record<string, string>>>,
): Promise<CacheEntry> {
  const temporary = await temporaryDirectory(cache);
  try {
    const origin = await fill(temporary);
    const files = await fileSizes(temporary);
    const manifest: Manifest = { format: 1, origin, files };
    await writeFile(path.join(temporary, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`, {
      flush: true,
    });
    await takeName(cache, temporary, name);
    const bytes = Object.values(files).reduce((sum, size) => sum + size, 0);
    return { name, directory: path.join(cache, name), bytes, origin };
  } finally {
    await discard(temporary);
  }
}

/** Makes an empty directory beside the entries; {@link clearTemporaries} removes it if nobody else does. */
export async function temporaryDirectory(cache: string): Promise<string> {
  await mkdir(cache, { recursive: true });
  // Not mkdtemp: what it makes can be read by its maker alone, and a cache may be shared.
  const directory = temporaryPath(cache);
  await mkdir(directory);
  return directory;
}

/** Older than any download, in milliseconds. */
const ABANDONED_AFTER = 24 * 3600 * 1000;

/** Removes what killed processes left behind. Only the holder of the cache's lock may call it. */
export async function clearTemporaries(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const maker = TEMPORARY_NAME.exec(name)?.[1];
    if (maker === undefined) continue;
    const temporary = path.join(cache, name);
    // A holder that lost the lock unawares may still be at work in its own.
    const age = Date.now() - ((await stat(temporary).catch(() => undefined))?.mtimeMs ?? 0);
    if (Number(maker) === process.pid || !isAlive(Number(maker)) || age > ABANDONED_AFTER)
      await discard(temporary);
  }
}

/** The names of all entries, whole or not. */
export async function cacheEntryNames(cache: string): Promise<readonly string[]> {
  const found = await readdir(cache, { withFileTypes: true }).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  return found.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
}

/** Removes an entry: it loses its name at once, then its files go. */
export async function removeCacheEntry(cache: string, name: string): Promise<void> {
  const temporary = temporaryPath(cache);
  await rename(path.join(cache, name), temporary);
  await rm(temporary, { recursive: true, force: true, maxRetries: 3 });
}

function temporaryPath(cache: string): string {
  return path.join(cache, `${TEMPORARY_PREFIX}${process.pid}-${randomBytes(6).toString('hex')}`);
}

async function takeName(cache: string, temporary: string, name: string): Promise<void> {
  const directory = path.join(cache, name);
  try {
    await rename(temporary, directory);
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    // Another process may have made it meanwhile, and may be using it: a whole entry is never replaced.
    if ((await readCacheEntry(cache, name)) !== undefined) return;
    await removeCacheEntry(cache, name);
    await rename(temporary, directory);
  }
}

async function readManifest(directory: string): Promise<Manifest | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path.join(directory, MANIFEST), 'utf8'));
    return isManifest(value) ? value : undefined;
  } catch {
    // Missing, unreadable or not JSON: in each case there is no entry that can be used.
    return undefined;
  }
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  if (!('format' in value && 'files' in value && 'origin' in value)) return false;
  return (
    value.format === 1 &&
    isRecordOf(value.files, 'number') &&
    Object.keys(value.files).length > 0 &&
    isRecordOf(value.origin, 'string')
  );
}

function isRecordOf(value: unknown, type: 'number' | 'string'): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && Object.values(value).every((item) => typeof item === type)
  );
}

async function fileSizes(directory: string): Promise<Readonly<Record<string, number>>> {
  const found = await readdir(directory, { recursive: true, withFileTypes: true });
  const sizes: Record<string, number> = {};
  for (const file of found.filter((entry) => entry.isFile())) {
    const whole = path.join(file.parentPath, file.name);
    sizes[path.relative(directory, whole).split(path.sep).join('/')] = (await stat(whole)).size;
  }
  return sizes;
}

/** Best effort: what can't be removed now is cleared by the next install. */
async function discard(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
}
