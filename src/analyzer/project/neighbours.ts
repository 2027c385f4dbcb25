import path from 'node:path';
import { SourceText } from '../source-text.ts';
import type { FileTexts } from './file-texts.ts';

/** In the order in which a bundler tries them. */
const ENDINGS: readonly string[] = ['', '.ts', '.tsx', '.mts', '.js', '.jsx', '.mjs', '/index.ts', '/index.tsx', '/index.js']; // prettier-ignore

/** Under which names a module that is imported as JavaScript may be there in TypeScript. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};

/** How many characters of trees are kept; a file is asked for by those around it, which are looked at one after the other. */
const KEPT = 1_500_000;

/** The files that the files of a run import by a path, whether they are part of the run or not. */
export class Neighbours {
  readonly #texts: FileTexts;
  readonly #trees = new Map<string, SourceText>();
  /** Trees that somebody else holds. */
  #given: ReadonlyMap<string, SourceText> = new Map();
  /** Of the texts of the trees. */
  #size = 0;

  constructor(texts: FileTexts) {
    this.#texts = texts;
  }

  /**
   * The file that an import means.
   * @param from the path of the file that imports
   * @param tried told each path that was looked for, found or not: what an import means depends on all of them
   * @returns undefined for a package, and for what is not there
   */
  resolve(from: string, specifier: string, tried: (path: string) => void): SourceText | undefined {
    if (!/^\.\.?(?:\/|$)/.test(specifier)) return undefined;
    const base = path.posix.join(path.posix.dirname(from), specifier);
    const ending = path.posix.extname(base);
    const stem = base.slice(0, base.length - ending.length);
    const candidates = [
      ...(WRITTEN[ending] ?? []).map((each) => stem + each),
      ...ENDINGS.map((each) => base + each),
    ];
    for (const candidate of candidates) {
      // A path without an ending of ours is a folder, or nothing to be read.
      if (!/\.[cm]?[jt]sx?$/.test(candidate) || /\.d\.[cm]?ts$/.test(candidate)) continue;
      tried(candidate);
      const text = this.#texts.textOf(candidate);
      if (text !== undefined) return this.treeOf(candidate, text);
    }
    return undefined;
  }

  /** Takes trees that are there already, instead of parsing their files again; until others are given. */
  give(sources: readonly SourceText[]): void {
    this.#given = new Map(sources.map((source) => [source.path, source]));
  }

  /** The tree of a file, which is parsed once while it is kept. */
  treeOf(file: string, text: string): SourceText {
    const known = this.#given.get(file) ?? this.#trees.get(file);
    if (known !== undefined) return known;
    const source = SourceText.parse(file, text);
    this.#trees.set(file, source);
    this.#size += text.length;
    for (const [oldest, { text: old }] of this.#trees) {
      if (this.#size <= KEPT || oldest === file) break;
      this.#trees.delete(oldest);
      this.#size -= old.length;
    }
    return source;
  }
}
