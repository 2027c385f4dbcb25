import fs from 'node:fs';
import path from 'node:path';

/** What stands at a path. */
export type FileState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'directory' }
  | { readonly kind: 'file'; readonly data: Buffer };

// As they are now, before anything makes them fail.
const { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = fs;

const ABSENT: FileState = { kind: 'absent' };

/** What stands at a path now. */
function stateAt(file: string): FileState {
  try {
    const stat = lstatSync(file);
    if (stat.isDirectory()) return { kind: 'directory' };
    return stat.isFile() ? { kind: 'file', data: readFileSync(file) } : ABSENT;
  } catch {
    return ABSENT;
  }
}

export function isSameState(left: FileState, right: FileState): boolean {
  return (
    left.kind === right.kind &&
    (left.kind !== 'file' || right.kind !== 'file' || left.data.equals(right.data))
  );
}

/** Remembers what stood at each path before a program first touched it. */
export class FileJournal {
  readonly #before = new Map<string, FileState>();

  /** Notes a path that is about to be written to, or removed with all that is in it. */
  touch(file: string): void {
    const full = path.resolve(file);
    if (this.#before.has(full)) return;
    // The folders that mkdir makes on the way, too.
    const parent = path.dirname(full);
    if (parent !== full && stateAt(parent).kind === 'absent') this.touch(parent);
    const state = stateAt(full);
    this.#before.set(full, state);
    if (state.kind === 'directory') for (const name of readdirSync(full)) this.touch(path.join(full, name));
  }

  /** What stands at every path that was touched. */
  now(): Map<string, FileState> {
    return new Map([...this.#before.keys()].map((file) => [file, stateAt(file)]));
  }

  /** What stood at a path before it was touched. */
  before(file: string): FileState {
    return this.#before.get(file) ?? ABSENT;
  }

  /** Puts back what stood there: at an earlier time for the paths that were known then, before all for the others. */
  restore(earlier: ReadonlyMap<string, FileState> = new Map()): void {
    const wanted = [...this.#before].map(([file, state]) => [file, earlier.get(file) ?? state] as const);
    // What goes, goes from the inside out; what comes, comes from the outside in.
    for (const [file, state] of [...wanted].sort(([a], [b]) => b.length - a.length)) {
      if (stateAt(file).kind !== state.kind) rmSync(file, { recursive: true, force: true });
    }
    for (const [file, state] of [...wanted].sort(([a], [b]) => a.length - b.length)) {
      if (state.kind === 'directory') mkdirSync(file, { recursive: true });
      if (state.kind === 'file' && !isSameState(stateAt(file), state)) writeFileSync(file, state.data);
    }
  }
}
