import { mkdir, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { BackendError } from '../errors.ts';
import { makeCacheEntry, readCacheEntry, temporaryDirectory } from './cache-entry.ts';
import type { CacheEntry } from './cache-entry.ts';
import { downloadWheel } from './download-wheel.ts';
import { extractMembers } from './extract-members.ts';
import { findPackageTool } from './package-tool.ts';
import type { NativePlatform } from './platforms.ts';
import type { Progress } from './progress.ts';
import { readableBytes } from './readable-bytes.ts';
import { verifyWheel } from './wheel-hash.ts';

/** Where the library comes from, and what it is made with. */
export interface LibrarySource {
  /** A wheel that was brought by hand; otherwise pip downloads it. */
  readonly wheel: string | undefined;
  /** The user's pip; otherwise it is looked for. */
  readonly pip: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly progress: Progress;
  readonly signal: AbortSignal | undefined;
  /** Opens an extracted file for writing; a test passes one that fails. */
  readonly open: ((file: string) => Writable) | undefined;
}

/** The name of the cache's entry with the libraries and headers for a platform. */
export function libraryEntryName({ id, wheel }: NativePlatform): string {
  return `libtensorflow-${wheel.version}-${id}-${wheel.sha256.slice(0, 8)}`;
}

/** Reads the entry with the libraries, if it is whole. */
export function readLibrary(cache: string, platform: NativePlatform): Promise<CacheEntry | undefined> {
  return readCacheEntry(cache, libraryEntryName(platform));
}

/**
 * Puts TensorFlow's C library and its headers into the cache: `lib/` and `include/`.
 * @throws BackendError when the wheel can't be had, is not the pinned one, or does not fit on the disk
 */
export async function makeLibrary(
  cache: string,
  platform: NativePlatform,
  source: LibrarySource,
): Promise<CacheEntry> {
  const { progress, signal } = source;
  await requireSpace(cache, platform, source.wheel === undefined);
  const downloads = source.wheel === undefined ? await temporaryDirectory(cache) : undefined;
  try {
    const wheel = source.wheel ?? (await fetchWheel(platform, downloads ?? cache, source));
    progress.begin('checking the wheel', platform.wheel.bytes);
    await verifyWheel(wheel, platform.wheel, progress.advance, signal);
    progress.end();
    return await makeCacheEntry(cache, libraryEntryName(platform), async (directory) => {
      progress.begin('extracting the library', platform.extractedBytes);
      const place = (member: string): string | undefined => placeOfMember(member, platform);
      const taken = await extractMembers(wheel, directory, {
        place,
        advance: progress.advance,
        signal,
        ...(source.open === undefined ? {} : { open: source.open }),
      });
      progress.end();
      requireMembers(wheel, platform, taken);
      return { wheel: platform.wheel.file, sha256: platform.wheel.sha256, madeAt: new Date().toISOString() };
    });
  } finally {
    if (downloads !== undefined) await rm(downloads, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function fetchWheel(
  platform: NativePlatform,
  directory: string,
  source: LibrarySource,
): Promise<string> {
  const { wheel } = platform;
  const tool = await findPackageTool(source.pip, source.environment, source.signal);
  source.progress.begin(`downloading ${wheel.project} ${wheel.version}`, wheel.bytes);
  const file = await downloadWheel(tool, wheel, directory, source.progress.advance, source.signal);
  source.progress.end();
  return file;
}

/**
 * Says where a member of the wheel goes: the two libraries, and the headers that tfjs-node's addon includes.
 * @returns undefined for the thousands of members that are not needed
 */
export function placeOfMember(member: string, platform: NativePlatform): string | undefined {
  if (platform.libraries.includes(member)) return `lib/${path.posix.basename(member)}`;
  const header = /^tensorflow\/include\/(.+\.h)$/u.exec(member)?.[1];
  if (header === undefined) return undefined;
  const isCInterface = header.startsWith('tensorflow/c/') || header.startsWith('xla/tsl/c/');
  return isCInterface || path.posix.basename(header).startsWith('ctstring') ? `include/${header}` : undefined;
}

function requireMembers(wheel: string, platform: NativePlatform, taken: readonly string[]): void {
  const missing = [...platform.libraries, 'tensorflow/include/tensorflow/c/c_api.h'].filter(
    (member) => !taken.includes(member),
  );
  if (missing.length === 0) return;
  throw new BackendError('damaged-wheel', `${path.basename(wheel)} lacks what the native backend needs.`, {
    argument: 'wheel',
    details: missing.map((member) => `missing  ${member}`),
  });
}

/** Better to say it now than after a download of minutes. */
async function requireSpace(cache: string, platform: NativePlatform, downloads: boolean): Promise<void> {
  await mkdir(cache, { recursive: true });
  const needed = platform.extractedBytes + (downloads ? platform.wheel.bytes : 0);
  const { bavail, bsize } = await statfs(cache);
  const free = bavail * bsize;
  if (free >= needed) return;
  throw new BackendError('disk-full', `The cache's disk has too little space for the native backend.`, {
    argument: 'TENSORPROOF_CACHE_DIR',
    expected: needed,
    actual: free,
    details: [`needed  ${readableBytes(needed)}`, `free    ${readableBytes(free)} in ${cache}`],
    hint: 'free some space, or name another place in TENSORPROOF_CACHE_DIR',
  });
}
