import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { CoverageDataError } from '../../errors.ts';
import { describeKind } from '../../tensor/subject.ts';
import { digestOf } from './digest.ts';
import {
  entryKey,
  FORMAT,
  RECORD_NAME,
  VERSION,
  type RecordEntry,
  type RecordValue,
  type WorkerRecord,
} from './record.ts';

/** A worker's record has some kilobytes; what is larger than this is something else. */
const LARGEST = 64 * 1024 * 1024;

/** What all workers of a run noted, or of several runs. */
export interface RunRecord {
  /** Each fact once, in an order that depends on nothing but the facts. */
  readonly entries: readonly RecordEntry[];
  /** The files that entries name, each with a digest of its text when it ran. */
  readonly sources: Readonly<Record<string, string>>;
  /** On what it ran, each once, e.g. `node 20.19.0 linux-x64`. */
  readonly runtimes: readonly string[];
  /** How many workers left a record; none at all means that nothing was collected. */
  readonly workers: number;
}

/**
 * Reads what the workers of a run left in a folder.
 * @param directory e.g. `coverage/tensorproof`; one that is not there holds no records
 * @throws CoverageDataError for a record that is cut off, of another format or version, too large or can't be read, and for records
 * of different versions of one source
 */
export async function readRecords(directory: string): Promise<RunRecord> {
  const names = await readdir(directory).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw unreadable(directory, error);
  });
  const records: WorkerRecord[] = [];
  for (const name of names.filter((each) => RECORD_NAME.test(each))) {
    records.push(await readRecord(path.join(directory, name)));
  }
  return mergeRecords(
    records.map(({ entries, sources, runtime }) => ({ entries, sources, runtimes: [runtime], workers: 1 })),
  );
}

/**
 * Joins records of several folders: shards, versions of Node, backends. Their order and doubles don't matter.
 * @throws CoverageDataError where two of them ran different texts of one source
 */
export function mergeRecords(records: readonly RunRecord[]): RunRecord {
  const entries = new Map<string, RecordEntry>();
  const sources = new Map<string, string>();
  for (const record of records) {
    for (const entry of record.entries) entries.set(entryKey(entry), entry);
    for (const [file, digest] of Object.entries(record.sources)) {
      const known = sources.get(file) ?? digest;
      if (known !== digest) {
        throw new CoverageDataError(`${file} was another text in some of the records than in others.`, {
          argument: file,
          expected: 'records of one and the same code',
          actual: 'records of two checkouts',
          hint: 'remove the records and run the tests again.',
        });
      }
      sources.set(file, digest);
    }
  }
  const byKey = <Value>([a]: readonly [string, Value], [b]: readonly [string, Value]): number =>
    a < b ? -1 : 1;
  return {
    entries: [...entries].sort(byKey).map(([, entry]) => entry),
    sources: Object.fromEntries([...sources].sort(byKey)),
    runtimes: [...new Set(records.flatMap(({ runtimes }) => runtimes))].sort(),
    workers: records.reduce((sum, { workers }) => sum + workers, 0),
  };
}

/**
 * The sources that are another text now than when they ran, or are gone: what was noted of their lines says nothing any more.
 * @param root the absolute path of the project
 */
export async function changedSources(record: RunRecord, root: string): Promise<string[]> {
  const changed: string[] = [];
  for (const [file, digest] of Object.entries(record.sources)) {
    const text = await readFile(path.resolve(root, file)).catch(() => undefined);
    if (text === undefined || digestOf(text) !== digest) changed.push(file);
  }
  return changed;
}

async function readRecord(file: string): Promise<WorkerRecord> {
  let text: string;
  try {
    const { size } = await stat(file);
    if (size > LARGEST) {
      throw new CoverageDataError(`${file} is no record of a test run: it has ${size} bytes.`, {
        argument: file,
        expected: `at most ${LARGEST} bytes`,
        actual: size,
      });
    }
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw error instanceof CoverageDataError ? error : unreadable(file, error);
  }
  return parseRecord(text, file);
}

/**
 * Reads one record.
 * @param file as errors name it
 * @throws CoverageDataError for what is none
 */
export function parseRecord(text: string, file: string): WorkerRecord {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new CoverageDataError(`${file} is cut off or damaged: it is no JSON.`, {
      argument: file,
      expected: 'a record of a test run',
      actual: text.slice(-40),
      hint: 'remove it and run the tests again.',
      cause,
    });
  }
  if (!isObject(content) || content['format'] !== FORMAT) {
    throw foreign(file, 'its format is not tensorproof-record', content);
  }
  if (content['version'] !== VERSION) {
    throw new CoverageDataError(`${file} was written by another version of tensorproof.`, {
      argument: file,
      expected: VERSION,
      actual: content['version'],
      hint: 'run the tests again with the version that reads them.',
    });
  }
  const { runtime, sources, entries } = content;
  if (typeof runtime !== 'string') throw foreign(file, 'it does not say what ran', runtime);
  if (!isObject(sources) || !Object.values(sources).every((digest) => typeof digest === 'string')) {
    throw foreign(file, 'its sources are no digests by file', sources);
  }
  if (!Array.isArray(entries) || !entries.every(isEntry)) {
    throw foreign(file, 'its entries are no list of facts, each of a kind', entries);
  }
  // All values of `sources` were just seen to be text.
  const digests = sources as Readonly<Record<string, string>>;
  return { format: FORMAT, version: VERSION, runtime, sources: digests, entries };
}

function foreign(file: string, why: string, actual: unknown): CoverageDataError {
  return new CoverageDataError(`${file} is no record of a test run: ${why}.`, {
    argument: file,
    expected: 'a record of a test run',
    actual: describeKind(actual),
  });
}

function unreadable(file: string, cause: unknown): CoverageDataError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CoverageDataError(`${file} can't be read: ${reason}.`, { argument: file, cause });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEntry(value: unknown): value is RecordEntry & Readonly<Record<string, RecordValue>> {
  if (!isObject(value) || typeof value['kind'] !== 'string') return false;
  const { file } = value;
  return file === undefined || typeof file === 'string';
}
