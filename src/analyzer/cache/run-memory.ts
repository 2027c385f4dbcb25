import type { Analysis, KnownResults } from '../analyze.ts';
import type { FileResult } from '../inspect-file.ts';
import type { Projects, ReadFile } from '../project/typed-files.ts';

/** The results of the last run of a process that runs again and again with the same options. */
export class RunMemory implements KnownResults {
  readonly projects: Projects = new Map();
  #entries: ReadonlyMap<
    string,
    { readonly text: string; readonly sees?: string; readonly result: FileResult }
  > = new Map();

  /** The result of a file, where neither it nor what it sees changed. */
  result(file: ReadFile, sees?: string): FileResult | undefined {
    const entry = this.#entries.get(file.path);
    return entry?.text === file.text && entry.sees === sees ? entry.result : undefined;
  }

  /** Remembers what a run gave. */
  keep(files: readonly ReadFile[], { results, sees }: Pick<Analysis, 'results' | 'sees'>): void {
    const resultOf = new Map(results.map((result) => [result.file, result]));
    const entries = new Map<string, { text: string; sees?: string; result: FileResult }>();
    for (const { path, text } of files) {
      const result = resultOf.get(path);
      const seen = sees.get(path);
      if (result !== undefined)
        entries.set(path, { text, ...(seen === undefined ? {} : { sees: seen }), result });
    }
    this.#entries = entries;
  }
}
