import { readFile, stat } from 'node:fs/promises';
import type { Problem } from '../problem.ts';
import type { FoundFile } from './find-files.ts';

/** How the bytes of a file stand for its text; a fix writes them the same way. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** A file that was read: its text without a byte order mark, line ends as they are. */
export interface SourceFileText {
  readonly text: string;
  readonly encoding: Encoding;
  readonly hasByteOrderMark: boolean;
}

/** Above this a file was made by a tool, and would take longer than all others together. */
export const LARGEST_FILE = 2_000_000;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a source file.
 * @param largest in bytes; a larger file is left out
 * @returns its text, or why there is none
 */
export async function readSource(
  { absolute, path }: FoundFile,
  largest: number = LARGEST_FILE,
): Promise<SourceFileText | Problem> {
  let bytes: Buffer;
  try {
    const { size } = await stat(absolute);
    if (size > largest) {
      return note(
        'too-large',
        path,
        `left out: ${megabytes(size)} MB, and what is above ${megabytes(largest)} MB was made by a tool`,
      );
    }
    bytes = await readFile(absolute);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException; // what node:fs throws
    if (code === 'ENOENT') return note('gone', path, 'was there when the files were listed, and is gone');
    return { kind: 'unreadable', file: path, message: `can't be read: ${message}`, fails: true };
  }
  return decode(bytes, path);
}

/** Whether reading gave a text. */
export function isText(read: SourceFileText | Problem): read is SourceFileText {
  return 'text' in read;
}

/** The bytes of a text, as the file had them. */
export function encode({ text, encoding, hasByteOrderMark }: SourceFileText): Buffer {
  const whole = hasByteOrderMark ? `\uFEFF${text}` : text;
  if (encoding === 'utf-8') return Buffer.from(whole, 'utf8');
  const bytes = Buffer.from(whole, 'utf16le');
  return encoding === 'utf-16be' ? bytes.swap16() : bytes;
}

function decode(bytes: Buffer, path: string): SourceFileText | Problem {
  const [first, second] = bytes;
  if (
    bytes.length % 2 === 0 &&
    ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
  ) {
    const encoding = first === 0xff ? 'utf-16le' : 'utf-16be';
    const little = encoding === 'utf-16le' ? bytes : Buffer.from(bytes).swap16();
    return { text: little.subarray(2).toString('utf16le'), encoding, hasByteOrderMark: true };
  }
  // `.ts` is also the ending of video: a zero byte never stands in a text.
  if (bytes.includes(0)) return note('not-text', path, 'left out: it holds zero bytes, so it is no text');
  let text: string;
  try {
    text = strictUtf8.decode(bytes);
  } catch {
    return {
      kind: 'not-utf8',
      file: path,
      message: 'left out: it is not UTF-8; save it as UTF-8',
      fails: true,
    };
  }
  const hasByteOrderMark = text.startsWith('\uFEFF');
  return { text: hasByteOrderMark ? text.slice(1) : text, encoding: 'utf-8', hasByteOrderMark };
}

function note(kind: 'too-large' | 'gone' | 'not-text', file: string, message: string): Problem {
  return { kind, file, message, fails: false };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
