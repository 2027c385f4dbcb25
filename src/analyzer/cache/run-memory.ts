import type { Analysis, KnownResults } from '../analyze.ts';
import type { FileResult } from '../inspect-file.ts';
import type { FileTexts } from '../project/file-texts.ts';
import type { Projects, ReadFile } from '../project/typed-files.ts';

interface Entry {
  readonly text: string;
  readonly sees: string | undefined;
  /** The files that were followed into, with their texts. */
  readonly follows: readonly (readonly [path: string, text: string | undefined])[];
  readonly result: FileResult;
}

/** The results of the last run of a process that runs again and again with the same options. */
export class RunMemory implements KnownResults {
  readonly projects: Projects = new Map();
  #entries: ReadonlyMap<string, Entry> = new Map();

  /** The result of a file, where neither it nor what it follows and sees changed. */
  result(file: ReadFile, texts: FileTexts, sees?: string): FileResult | undefined {
    const entry = this.#entries.get(file.path);
    if (entry?.text !== file.text || entry.sees !== sees) return undefined;
    return entry.follows.every(([path, text]) => texts.textOf(path) === text) ? entry.result : undefined;
  }

  /** Remembers what a run gave. */
  keep(
    files: readonly ReadFile[],
    texts: FileTexts,
    { results, sees }: Pick<Analysis, 'results' | 'sees'>,
  ): void {
    const resultOf = new Map(results.map((result) => [result.file, result]));
    const entries = new Map<string, Entry>();
    for (const { path, text } of files) {
      const result = resultOf.get(path);
      if (result === undefined) continue;
      const follows = (result.followed ?? []).map((each) => [each, texts.textOf(each)] as const);
      entries.set(path, { text, sees: sees.get(path), follows, result });
    }
    this.#entries = entries;
  }
}
