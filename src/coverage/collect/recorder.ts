import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '../../write-whole.ts';
import { digestOf } from './digest.ts';
import { entryKey, FORMAT, VERSION, type RecordEntry, type WorkerRecord } from './record.ts';

/** Where a worker's record goes, and what its files are relative to. */
export interface RecorderOptions {
  /** An absolute path; made where it is missing. */
  readonly directory: string;
  /** The absolute path of the project. */
  readonly root: string;
}

/** Notes what happens in one worker, and writes it as one file, anew after every test file. */
export class Recorder {
  readonly root: string;
  readonly #file: string;
  readonly #entries = new Map<string, RecordEntry>();
  readonly #readers: (() => Iterable<RecordEntry>)[] = [];
  /** A test may change a file, and a worker may outlive it: the text that counts is the first one seen. */
  readonly #digests = new Map<string, string>();

  constructor({ directory, root }: RecorderOptions) {
    this.root = root;
    // Threads of one process share its id, and containers that write into one folder may too.
    this.#file = path.join(directory, `record-${process.pid}-${randomBytes(6).toString('hex')}.json`);
  }

  /** Notes a fact; a second time it is the same fact. */
  note(entry: RecordEntry): void {
    this.#entries.set(entryKey(entry), entry);
  }

  /** Asks for facts whenever the record is written, for collectors that would rather add up meanwhile. */
  atWriting(read: () => Iterable<RecordEntry>): void {
    this.#readers.push(read);
  }

  /** Writes all that was noted so far; a worker in which nothing was noted leaves a record that says so. */
  async write(): Promise<void> {
    const all = new Map(this.#entries);
    for (const read of this.#readers) for (const entry of read()) all.set(entryKey(entry), entry);
    const entries = [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
    const record: WorkerRecord = {
      format: FORMAT,
      version: VERSION,
      runtime: `node ${process.versions.node} ${process.platform}-${process.arch}`,
      sources: await this.#sourcesOf(entries),
      entries,
    };
    await mkdir(path.dirname(this.#file), { recursive: true });
    await writeWhole(this.#file, JSON.stringify(record));
  }

  async #sourcesOf(entries: readonly RecordEntry[]): Promise<Readonly<Record<string, string>>> {
    for (const { file } of entries) {
      if (file === undefined || this.#digests.has(file)) continue;
      const text = await readFile(path.resolve(this.root, file)).catch(() => undefined);
      // A file that a test made and removed is no source.
      if (text !== undefined) this.#digests.set(file, digestOf(text));
    }
    return Object.fromEntries([...this.#digests].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
