import { access } from 'node:fs/promises';
import path from 'node:path';
import { BackendError } from '../errors.ts';
import { backendCacheDirectory } from './cache-directory.ts';
import { cacheEntryNames, clearTemporaries, removeCacheEntry } from './cache-entry.ts';
import { withCacheLock } from './cache-lock.ts';
import { unlinkDirectory } from './link-directory.ts';
import { asBackendError } from './system-errors.ts';
import { findTfjsNode } from './tfjs-node-package.ts';

/** What to remove; every field has a default. */
export interface RemoveOptions {
  /** @defaultValue the working directory */
  readonly projectDirectory?: string;
  /** @defaultValue the user's cache */
  readonly cacheDirectory?: string;
  /** @defaultValue `process.env` */
  readonly environment?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** What was removed. */
export interface RemoveReport {
  readonly cacheDirectory: string;
  /** The names of the cache's entries that are gone. */
  readonly entries: readonly string[];
  /** The links that are gone from the project. */
  readonly links: readonly string[];
}

/**
 * Removes the links from a project and everything from the cache. Processes that have the library loaded keep it
 * until they end; other projects have to install again.
 * @throws BackendError when the cache can't be written
 */
export async function removeBackend(options: RemoveOptions = {}): Promise<RemoveReport> {
  const cache = options.cacheDirectory ?? backendCacheDirectory(options.environment);
  try {
    const links = await unlinkProject(options.projectDirectory ?? process.cwd());
    const entries = await emptyCache(cache, options.signal);
    return { cacheDirectory: cache, entries, links };
  } catch (error) {
    throw asBackendError(error, 'remove the native backend', cache);
  }
}

async function unlinkProject(projectDirectory: string): Promise<readonly string[]> {
  const tfjsNode = await findTfjsNode(projectDirectory).catch((error: unknown) => {
    if (error instanceof BackendError && error.problem === 'no-project') return undefined;
    throw error;
  });
  if (tfjsNode === undefined) return [];
  const removed: string[] = [];
  // The addon first: without it nothing looks for the libraries.
  for (const link of [`lib/napi-v${tfjsNode.napiVersion}`, 'deps']) {
    const at = path.join(tfjsNode.directory, link);
    if (await unlinkDirectory(at)) removed.push(at);
  }
  return removed;
}

async function emptyCache(cache: string, signal: AbortSignal | undefined): Promise<readonly string[]> {
  const exists = await access(cache).then(
    () => true,
    () => false,
  );
  if (!exists) return [];
  return withCacheLock(cache, { signal }, async () => {
    const names = await cacheEntryNames(cache);
    for (const name of names) await removeCacheEntry(cache, name);
    await clearTemporaries(cache);
    return names;
  });
}
