import { createHash } from 'node:crypto';

/** A short digest of a source text, by which a file that was changed since it ran is recognised. */
export function digestOf(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
