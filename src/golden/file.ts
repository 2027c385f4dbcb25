import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GoldenFileError } from '../errors.ts';
import { decodeTensor, encodeTensor, type GoldenTensor } from './encoding.ts';

/** The tensors of one golden value, by their path in its tree; a single tensor has the empty path. */
export type GoldenTree = ReadonlyMap<string, GoldenTensor>;

const HEADER =
  '# Golden tensors of tensorproof, format 1. One line a tensor; run the tests with -u to update them.';

/**
 * Reads a file of golden tensors: a text with one line a tensor, sorted by name, so that two branches that add different ones
 * merge.
 * @param file where it is
 * @returns by name; empty where there is no such file
 * @throws GoldenFileError for a line that can't be read, by its number
 */
export function readGoldenFile(file: string): Map<string, GoldenTree> {
  const golden = new Map<string, Map<string, GoldenTensor>>();
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return golden; // fs throws nothing else
    throw error;
  }
  text.split(/\r?\n/).forEach((line, index) => {
    if (line === '' || line.startsWith('#')) return;
    const { name, place, tensor } = readLine(line, file, index + 1);
    const tree = golden.get(name) ?? new Map<string, GoldenTensor>();
    if (tree.has(place)) throw damaged(file, index + 1, `'${name}' is there twice`);
    golden.set(name, tree.set(place, tensor));
  });
  return golden;
}

function readLine(
  line: string,
  file: string,
  lineNumber: number,
): { name: string; place: string; tensor: GoldenTensor } {
  if (/^(<{7}|={7}|>{7}|\|{7})/.test(line)) {
    throw damaged(
      file,
      lineNumber,
      'it is a conflict marker of a merge',
      'keep the lines of both sides, without the markers.',
    );
  }
  let fields: unknown;
  try {
    fields = JSON.parse(line);
  } catch (cause) {
    throw damaged(file, lineNumber, 'it is cut off or no JSON', undefined, cause);
  }
  if (typeof fields === 'object' && fields !== null) {
    const record = fields as Readonly<Record<string, unknown>>; // an object, and every field is checked before use
    const { name, path: place = '' } = record;
    const tensor = decodeTensor(record);
    if (typeof name === 'string' && typeof place === 'string' && tensor !== undefined)
      return { name, place, tensor };
  }
  throw damaged(file, lineNumber, 'its data does not fit its shape and dtype');
}

function damaged(
  file: string,
  lineNumber: number,
  what: string,
  hint?: string,
  cause?: unknown,
): GoldenFileError {
  const place = `${path.relative(process.cwd(), file)}:${lineNumber}`;
  return new GoldenFileError(`Golden tensors: ${place} can't be read: ${what}.`, {
    argument: file,
    expected: 'one JSON object a line, with name, dtype, shape and values',
    actual: what,
    hint: hint ?? 'restore the file, or delete it and run the tests with -u.',
    ...(cause === undefined ? {} : { cause }),
  });
}

/**
 * Writes a file of golden tensors whole, so that a reader sees the old or the new one; without any, there is no file.
 * @param file where it shall be; its folder is made
 * @param golden by name
 */
export function writeGoldenFile(file: string, golden: ReadonlyMap<string, GoldenTree>): void {
  if (golden.size === 0) {
    rmSync(file, { force: true });
    return;
  }
  const lines = [...golden]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, tree]) => writeTree(name, tree));
  mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, `${[HEADER, ...lines].join('\n')}\n`);
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function writeTree(name: string, tree: GoldenTree): string[] {
  return [...tree].map(([place, tensor]) => {
    const where = place === '' ? '' : `"path":${JSON.stringify(place)},`;
    return `{"name":${JSON.stringify(name)},${where}${encodeTensor(tensor)}}`;
  });
}
