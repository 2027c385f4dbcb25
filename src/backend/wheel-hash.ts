import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import path from 'node:path';
import { BackendError } from '../errors.ts';
import type { PinnedWheel } from './platforms.ts';
import { asBackendError } from './system-errors.ts';

/**
 * Computes the SHA-256 of a file as a stream.
 * @returns lower-case hexadecimal
 */
export async function sha256OfFile(
  file: string,
  advance: (bytes: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  let done = 0;
  const count = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      done += chunk.length;
      advance(done);
      yield chunk;
    }
  };
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), count, hash, { signal });
  return hash.digest('hex');
}

/**
 * Refuses a wheel that is not, byte for byte, the pinned one.
 * @throws BackendError `wrong-wheel`, with both hashes, and both sizes when these already differ
 */
export async function verifyWheel(
  file: string,
  wheel: PinnedWheel,
  advance?: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  let bytes = 0;
  const actual = await sha256OfFile(
    file,
    (done) => {
      bytes = done;
      advance?.(done);
    },
    signal,
  ).catch((error: unknown) => {
    throw asBackendError(error, 'read the wheel', file);
  });
  if (actual === wheel.sha256) return;
  const sizes =
    bytes === wheel.bytes
      ? []
      : [
          `size      ${bytes} bytes instead of ${wheel.bytes}${bytes < wheel.bytes ? ': it is cut short' : ''}`,
        ];
  throw new BackendError('wrong-wheel', `${path.basename(file)} is not the wheel that is pinned.`, {
    argument: 'wheel',
    expected: wheel.sha256,
    actual,
    details: [
      `file      ${file}`,
      `expected  sha256 ${wheel.sha256}`,
      `actual    sha256 ${actual}`,
      ...sizes,
    ],
    hint: `the right one is ${wheel.file}, from ${wheel.project} ${wheel.version} on the Python package index`,
  });
}
