import { readFileSync } from 'node:fs';
import path from 'node:path';
import { contentHash } from '../cache/content-hash.ts';
import { LARGEST_FILE } from './read-source.ts';

/** The texts of files by their paths from the root of a run: those of the run, and others that are read when asked for. */
export class FileTexts {
  readonly #root: string;
  readonly #texts: ReadonlyMap<string, string>;
  readonly #read = new Map<string, string | undefined>();
  readonly #hashes = new Map<string, string>();

  /**
   * @param root absolute
   * @param files those of the run, which were read already
   */
  constructor(root: string, files: readonly { readonly path: string; readonly text: string }[]) {
    this.#root = root;
    this.#texts = new Map(files.map((file) => [file.path, file.text]));
  }

  /** The text of a file; undefined where there is none that could be read. */
  textOf(file: string): string | undefined {
    const known = this.#texts.get(file);
    if (known !== undefined) return known;
    if (!this.#read.has(file)) this.#read.set(file, readText(path.resolve(this.#root, file)));
    return this.#read.get(file);
  }

  /** The hash of a file's text; undefined where there is none. */
  hashOf(file: string): string | undefined {
    let hash = this.#hashes.get(file);
    if (hash !== undefined) return hash;
    const text = this.textOf(file);
    if (text !== undefined) this.#hashes.set(file, (hash = contentHash(text)));
    return hash;
  }
}

function readText(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    return text.length > LARGEST_FILE ? undefined : text.replace(/^\uFEFF/, '');
  } catch {
    return undefined;
  }
}
