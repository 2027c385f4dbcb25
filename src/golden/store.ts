import { readGoldenFile, writeGoldenFile, type GoldenTree } from './file.ts';

/** When golden values may be written: always, only where there is none, never. */
export type UpdateMode = 'all' | 'new' | 'none';

/** What a run did to one golden value, for the summary of the test runner. */
export type Outcome = 'added' | 'updated' | 'matched' | 'unmatched';

/** The golden tensors of one test file, while it runs. */
export class GoldenStore {
  readonly file: string;
  readonly update: UpdateMode;
  readonly #stored: ReadonlyMap<string, GoldenTree>;
  readonly #current: Map<string, GoldenTree>;
  readonly #unchecked: Set<string>;
  readonly #counts = new Map<string, number>();
  /** The names that each test has used, so that a retry starts over. */
  readonly #namesOf = new Map<string, { readonly counted: string; readonly name: string }[]>();
  #changed = false;

  /** @throws GoldenFileError when the file can't be read */
  constructor(file: string, update: UpdateMode) {
    this.file = file;
    this.update = update;
    this.#stored = readGoldenFile(file);
    this.#current = new Map(this.#stored);
    this.#unchecked = new Set(this.#stored.keys());
  }

  /**
   * Names the next golden value of a test, numbered as the runner numbers its snapshots.
   * @param test identifies the test
   * @param testName its full name
   * @param hint a name of the user's own, where there are several
   */
  nextName(test: string, testName: string, hint: string | undefined): string {
    const counted = hint === undefined ? testName : `${testName} > ${hint}`;
    const count = (this.#counts.get(counted) ?? 0) + 1;
    this.#counts.set(counted, count);
    const name = `${counted} ${count}`;
    this.#namesOf.set(test, [...(this.#namesOf.get(test) ?? []), { counted, name }]);
    this.#unchecked.delete(name);
    return name;
  }

  get(name: string): GoldenTree | undefined {
    return this.#current.get(name);
  }

  set(name: string, tree: GoldenTree): void {
    this.#current.set(name, tree);
    this.#changed = true;
  }

  /** Forgets what a test has done, before it is tried again. */
  forget(test: string): void {
    for (const { counted, name } of this.#namesOf.get(test) ?? []) {
      this.#counts.set(counted, (this.#counts.get(counted) ?? 1) - 1);
      const stored = this.#stored.get(name);
      if (stored === undefined) this.#current.delete(name);
      else this.#current.set(name, stored);
    }
    this.#namesOf.delete(test);
  }

  /** Takes the golden values of a test that is skipped for used. */
  keep(testName: string): void {
    for (const name of this.#unchecked) {
      if (name.startsWith(testName) && /^( > .*)? \d+$/.test(name.slice(testName.length)))
        this.#unchecked.delete(name);
    }
  }

  /** The names that no test has asked for. */
  get unchecked(): readonly string[] {
    return [...this.#unchecked];
  }

  /** Removes what no test has asked for, where everything may be written. */
  removeUnchecked(): void {
    if (this.update !== 'all') return;
    for (const name of this.#unchecked) this.#current.delete(name);
    this.#changed ||= this.#unchecked.size > 0;
    this.#unchecked.clear();
  }

  /** Writes the file where something has changed. */
  save(): void {
    if (!this.#changed) return;
    writeGoldenFile(this.file, this.#current);
    this.#changed = false;
  }
}
