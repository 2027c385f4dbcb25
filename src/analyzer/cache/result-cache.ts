import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { writeWhole } from '../../write-whole.ts';
import type { FileResult } from '../inspect-file.ts';
import type { FileTexts } from '../project/file-texts.ts';
import type { Problem } from '../problem.ts';
import { relativePath } from '../project/find-files.ts';
import type { RuleSummary } from '../report.ts';
import { contentHash, fileHash } from './content-hash.ts';

/** Of the format; a file of another one is not read. */
const VERSION = 1;

/** How many kinds of runs keep their results: with types and without, a branch, another configuration. */
const KEPT = 8;

/** By path; null where there is no such file. */
type Hashes = Readonly<Record<string, string | null>>;

/** What is kept of a file. */
interface Entry {
  /** Of its text. */
  readonly text: string;
  /** Of the files whose types it sees, where types were asked for. */
  readonly sees?: string;
  /** Of the files that were followed into; null where one was looked for and not there. */
  readonly follows?: Hashes;
  readonly result: FileResult;
}

/** What a run was about beside its files; a run that finds everything known needs no rule to say it. */
export interface KeptPlan {
  readonly summaries: readonly RuleSummary[];
  readonly ids: readonly string[];
  readonly typed: boolean;
  readonly problems: readonly Problem[];
}

interface Content {
  readonly version: number;
  readonly plan: KeptPlan;
  /** Of the names of all files of the last run: one more can change what an import means. */
  readonly names: string;
  /** The hashes of what a typed run read beside the files; null where nothing was. */
  readonly surroundings: Hashes;
  /** Of the run as a whole, e.g. a broken tsconfig.json. */
  readonly around: readonly Problem[];
  readonly files: Readonly<Record<string, Entry>>;
}

/** A file of a run, with its text. */
interface Text {
  readonly path: string;
  readonly text: string;
}

/**
 * The results of earlier runs, by content: a file whose text, whose rules and whose surroundings are the same has the same
 * result, on whichever machine. One file of the folder holds the runs of one key; it is written whole, so of two runs that
 * end at once the later counts, and neither reads half a file.
 */
export class ResultCache {
  readonly #file: string;
  readonly #root: string;
  readonly #content: Content | undefined;
  readonly #surroundings = new Map<string, string | undefined>();
  #sameSurroundings: boolean | undefined;
  /** What was wrong with it; it is done without then. */
  readonly problems: readonly Problem[];

  /**
   * @param folder absolute; made when something is kept
   * @param key what the results depend on beside the files
   * @param root absolute; what is kept is called from there, so that it holds in another checkout
   */
  static async open(folder: string, key: string, root: string): Promise<ResultCache> {
    const file = path.join(folder, `${key}.json`);
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch {
      return new ResultCache(file, root, undefined, []);
    }
    const content = readContent(text);
    const problems =
      content === undefined ? [note(`the cache ${file} is broken, so everything was looked at anew`)] : [];
    return new ResultCache(file, root, content, problems);
  }

  private constructor(
    file: string,
    root: string,
    content: Content | undefined,
    problems: readonly Problem[],
  ) {
    this.#file = file;
    this.#root = root;
    this.#content = content;
    this.problems = problems;
  }

  /** What a run gives where nothing changed since; undefined where anything did. */
  whole(
    files: readonly Text[],
    texts: FileTexts,
  ):
    | {
        readonly plan: KeptPlan;
        readonly results: readonly FileResult[];
        readonly around: readonly Problem[];
      }
    | undefined {
    const content = this.#content;
    if (content === undefined) return undefined;
    const results: FileResult[] = [];
    for (const file of files) {
      const entry = content.files[file.path];
      if (entry === undefined || !isSame(entry, file.path, texts)) return undefined;
      results.push(entry.result);
    }
    if (content.plan.typed && (content.names !== namesOf(files) || !this.hasSameSurroundings()))
      return undefined;
    return { plan: content.plan, results, around: content.around };
  }

  /**
   * The result of one file.
   * @param sees the hash of the files whose types it sees; left out where types are not asked for
   */
  result(file: Text, texts: FileTexts, sees?: string): FileResult | undefined {
    const entry = this.#content?.files[file.path];
    if (entry === undefined || entry.sees !== sees || !isSame(entry, file.path, texts)) return undefined;
    return sees === undefined || this.hasSameSurroundings() ? entry.result : undefined;
  }

  /** Whether what earlier runs read beside the files still holds what it held. */
  hasSameSurroundings(): boolean {
    this.#sameSurroundings ??= Object.entries(this.#content?.surroundings ?? {}).every(
      ([file, hash]) => (this.#surroundingHash(file) ?? null) === hash,
    );
    return this.#sameSurroundings;
  }

  /**
   * Keeps what a run gave, beside what is kept of other files that are still there.
   * @param read the absolute paths of what was read beside the files
   * @returns what was wrong, where it can't be kept
   */
  async keep(run: {
    readonly plan: KeptPlan;
    readonly files: readonly Text[];
    readonly texts: FileTexts;
    readonly results: readonly FileResult[];
    readonly sees: ReadonlyMap<string, string>;
    readonly around: readonly Problem[];
    readonly surroundings: Iterable<string>;
  }): Promise<readonly Problem[]> {
    const looked = new Set(run.files.map((file) => file.path));
    const files: Record<string, Entry> = {};
    for (const [name, entry] of Object.entries(this.#content?.files ?? {}))
      if (!looked.has(name) && existsSync(path.join(this.#root, name))) files[name] = entry;
    const resultOf = new Map(run.results.map((result) => [result.file, result]));
    for (const file of run.files) {
      const result = resultOf.get(file.path);
      // A rule that failed is tried again: it may have been for lack of memory.
      if (result === undefined || result.problems.some(({ kind }) => kind === 'rule-failed')) continue;
      const sees = run.sees.get(file.path);
      const follows = result.followed?.map((each) => [each, run.texts.hashOf(each) ?? null] as const);
      files[file.path] = {
        text: run.texts.hashOf(file.path) ?? '',
        ...(sees === undefined ? {} : { sees }),
        ...(follows === undefined ? {} : { follows: Object.fromEntries(follows) }),
        result,
      };
    }
    const surroundings: Record<string, string | null> = {};
    for (const absolute of run.surroundings) {
      const file = relativePath(this.#root, absolute);
      surroundings[file] = this.#surroundingHash(file) ?? null;
    }
    const content: Content = {
      version: VERSION,
      plan: run.plan,
      names: namesOf(run.files),
      surroundings,
      around: run.around,
      files,
    };
    try {
      await mkdir(path.dirname(this.#file), { recursive: true });
      await writeWhole(this.#file, sealed(JSON.stringify(content)));
      await prune(path.dirname(this.#file));
      return [];
    } catch (error) {
      const { message } = error as Error; // what node:fs throws
      return [note(`the cache can't be written: ${message}`)];
    }
  }

  #surroundingHash(file: string): string | undefined {
    if (!this.#surroundings.has(file)) this.#surroundings.set(file, fileHash(path.resolve(this.#root, file)));
    return this.#surroundings.get(file);
  }
}

/** Whether a file, and what was followed into from it, are as they were. */
function isSame({ text, follows = {} }: Entry, file: string, texts: FileTexts): boolean {
  return (
    texts.hashOf(file) === text &&
    Object.entries(follows).every(([followed, hash]) => (texts.hashOf(followed) ?? null) === hash)
  );
}

function namesOf(files: readonly Text[]): string {
  return contentHash(...files.map((file) => file.path));
}

/** With a checksum before it: what is not as it was written is not believed. */
function sealed(json: string): string {
  return `${crc32(json).toString(16)}\n${json}`;
}

function readContent(text: string): Content | undefined {
  const end = text.indexOf('\n');
  const json = text.slice(end + 1);
  if (end < 1 || text.slice(0, end) !== crc32(json).toString(16)) return undefined;
  const content = JSON.parse(json) as Content; // as it was written, says the checksum
  return content.version === VERSION ? content : undefined;
}

/** Takes the files out that were written longest ago. */
async function prune(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  if (names.length <= KEPT) return;
  const dated = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      return { file, written: (await stat(file)).mtimeMs };
    }),
  );
  dated.sort((a, b) => b.written - a.written);
  for (const { file } of dated.slice(KEPT)) await rm(file, { force: true });
}

function note(message: string): Problem {
  return { kind: 'cache', message, fails: false };
}
