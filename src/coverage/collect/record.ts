/**
 * One fact of a run, of a kind that its collector defines: `{ kind: 'op', file: 'src/a.ts', line: 3, … }`. Facts are true or not
 * there, and never counts, so that any number of workers may note the same one. `file` is relative to the root, with slashes.
 */
export interface RecordEntry {
  readonly kind: string;
  readonly file?: string;
  readonly [field: string]: RecordValue | undefined;
}

/** What JSON keeps as it is. */
export type RecordValue =
  string | number | boolean | null | readonly RecordValue[] | { readonly [field: string]: RecordValue };

/** What a worker writes. */
export interface WorkerRecord {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  /** What ran, e.g. `node 20.19.0 linux-x64`. */
  readonly runtime: string;
  /** The files that entries name, each with a digest of its text when it ran. */
  readonly sources: Readonly<Record<string, string>>;
  readonly entries: readonly RecordEntry[];
}

export const FORMAT = 'tensorproof-record';
export const VERSION = 1;

/** How files of records are named; whatever else lies in their folder is somebody else's. */
export const RECORD_NAME = /^record-.+\.json$/;

/** An entry as text that is the same for the same entry, whatever the order of its fields. */
export function entryKey(entry: RecordEntry): string {
  return JSON.stringify(sorted(entry));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, each]) => [name, sorted(each)]));
}
