import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { BackendError } from '../errors.ts';

/** What to take out of an archive, and how. */
export interface Extraction {
  /** Where a member goes, relative to the target directory with `/` between; undefined leaves it out. */
  readonly place: (member: string) => string | undefined;
  /** Hears the number of bytes written so far. */
  readonly advance?: (bytes: number) => void;
  readonly signal?: AbortSignal | undefined;
  /** Opens a new file for writing; a test passes one that fails. */
  readonly open?: (file: string) => Writable;
}

/**
 * Extracts members of a zip archive as streams, so that memory stays small however large a member is, and
 * checks each one's size and CRC-32.
 * @param archive a zip file, such as a wheel
 * @param directory an existing directory; members land in it and nowhere else
 * @returns the members that were written, by name in the archive
 * @throws BackendError `damaged-wheel` when the archive can't be read, or a member is not what its header says
 */
export async function extractMembers(
  archive: string,
  directory: string,
  extraction: Extraction,
): Promise<readonly string[]> {
  const zip = await openPromise(archive, { autoClose: false }).catch((error: unknown) => {
    throw damaged(archive, error);
  });
  try {
    const wanted = await wantedEntries(zip, archive, directory, extraction.place);
    let done = 0;
    const advance = (bytes: number): void => {
      done += bytes;
      extraction.advance?.(done);
    };
    const failure = new AbortController();
    const signal = AbortSignal.any([failure.signal, ...(extraction.signal ? [extraction.signal] : [])]);
    // The two libraries are nearly all of it; inflating them side by side uses a second core.
    const [largest, ...others] = [...wanted].sort(
      (a, b) => b.entry.uncompressedSize - a.entry.uncompressedSize,
    );
    const write = async (list: readonly WantedEntry[]): Promise<void> => {
      for (const item of list) await writeEntry(zip, archive, item, { ...extraction, advance, signal });
    };
    const lanes = [write(largest === undefined ? [] : [largest]), write(others)];
    // When one fails the other must have stopped before the directory is taken away beneath it.
    await Promise.all(lanes).catch(async (error: unknown) => {
      failure.abort();
      await Promise.allSettled(lanes);
      throw error;
    });
    return wanted.map(({ entry }) => entry.fileName);
  } finally {
    zip.close();
  }
}

interface WantedEntry {
  readonly entry: Entry;
  readonly target: string;
}

async function wantedEntries(
  zip: ZipFile,
  archive: string,
  directory: string,
  place: Extraction['place'],
): Promise<readonly WantedEntry[]> {
  const root = path.resolve(directory);
  const wanted: WantedEntry[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      const relative = place(entry.fileName);
      if (relative === undefined) continue;
      const target = path.resolve(root, relative);
      if (!target.startsWith(root + path.sep)) throw new Error(`member ${entry.fileName} points outside`);
      wanted.push({ entry, target });
    }
  } catch (error) {
    throw damaged(archive, error);
  }
  return wanted;
}

async function writeEntry(
  zip: ZipFile,
  archive: string,
  { entry, target }: WantedEntry,
  { open = openNew, advance, signal }: Extraction,
): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  let checksum = 0;
  const source = await zip.openReadStreamPromise(entry).catch((error: unknown) => {
    throw damaged(archive, error, entry.fileName);
  });
  const sum = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      checksum = crc32(chunk, checksum);
      advance?.(chunk.length);
      done(null, chunk);
    },
  });
  await pipeline(source, sum, open(target), signal === undefined ? {} : { signal }).catch(
    (error: unknown) => {
      throw isArchiveFault(error) ? damaged(archive, error, entry.fileName) : error;
    },
  );
  if (checksum !== entry.crc32)
    throw damaged(archive, new Error('its checksum (CRC-32) is wrong'), entry.fileName);
}

/** Flushed on closing: a disk that is full, or goes away, is noticed here and not by a later reader. */
function openNew(file: string): Writable {
  return createWriteStream(file, { flags: 'wx', flush: true, highWaterMark: 1 << 20 });
}

/** The file system's errors carry a system call; zlib's and the archive reader's do not. */
function isArchiveFault(error: unknown): boolean {
  return error instanceof Error && !('syscall' in error) && error.name !== 'AbortError';
}

function damaged(archive: string, error: unknown, member?: string): unknown {
  if (!isArchiveFault(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new BackendError('damaged-wheel', `${path.basename(archive)} is damaged and can't be extracted.`, {
    argument: 'wheel',
    details: [
      `file    ${archive}`,
      ...(member === undefined ? [] : [`member  ${member}`]),
      `reason  ${reason}`,
    ],
    cause: error,
  });
}
