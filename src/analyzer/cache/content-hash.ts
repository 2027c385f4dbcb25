import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A short name for a content: two contents never share one, as far as anyone has seen. */
export function contentHash(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    // Lengths keep ('ab', 'c') and ('a', 'bc') apart.
    hash.update(`${part.length}\0`).update(part);
  }
  return hash.digest('base64url').slice(0, 22);
}

/** The hash of a file; undefined where it can't be read. */
export function fileHash(file: string): string | undefined {
  try {
    return contentHash(readFileSync(file));
  } catch {
    return undefined;
  }
}
