import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import picomatch from 'picomatch';
import { glob, isDynamicPattern } from 'tinyglobby';
import { ArgumentError } from '../../errors.ts';
import { isDeclarationFile, isSource, SOURCE_ENDINGS } from './source-kind.ts';

/** Folders that nobody means unless they name them: what others wrote, and what a build made. */
const LEFT_OUT: readonly string[] = [
  'node_modules',
  'bower_components',
  'dist',
  'build',
  'out',
  'coverage',
  'vendor',
  '.*',
];

/** Files that a tool wrote. */
const LEFT_OUT_FILES: readonly string[] = ['*.min.*', '*.bundle.*', '*-bundle.*'];

const IGNORED: string[] = [
  ...LEFT_OUT.map((folder) => `**/${folder}/**`),
  ...LEFT_OUT_FILES.map((file) => `**/${file}`),
];

/** A file to look at. */
export interface FoundFile {
  /** Absolute, as the file system knows it. */
  readonly absolute: string;
  /** From the root of the run, with `/`. */
  readonly path: string;
}

/**
 * Finds the source files that a user's paths and globs mean. Inside a folder or a glob, dependencies, build output and
 * declaration files are left out; a path that is named is taken wherever it is, so `node_modules/some-package/src` is
 * read. Links are followed, each file is read once.
 * @param paths files, folders and globs, from `root`
 * @param root an absolute path
 * @param ignore globs, from `root`, of what to leave out beyond that
 * @returns sorted by path
 * @throws ArgumentError for a path that does not exist, a file that is no source, and a glob that finds nothing
 */
export async function findFiles(
  paths: readonly string[],
  root: string,
  ignore: readonly string[] = [],
): Promise<readonly FoundFile[]> {
  const found = new Set<string>();
  for (const given of paths) {
    for (const file of await filesOf(given, root)) found.add(file);
  }
  const isIgnored = ignore.length === 0 ? () => false : picomatch([...ignore], { dot: true });
  // One file by two names, through a link, would be reported twice; its own name is the one to keep.
  const byRealPath = new Map<string, string>();
  for (const file of [...found].sort(compare)) {
    const real = await realpath(file).catch(() => file);
    if (!byRealPath.has(real) || file === real) byRealPath.set(real, file);
  }
  return [...byRealPath.values()]
    .map((absolute) => ({ absolute, path: relativePath(root, absolute) }))
    .filter((file) => !isIgnored(file.path))
    .sort((a, b) => compare(a.path, b.path));
}

/**
 * The folders in which files that these paths mean are, or could appear.
 * @returns absolute, and there
 */
export async function findFolders(paths: readonly string[], root: string): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const given of paths) {
    const absolute = path.resolve(root, given);
    const there = await stat(absolute).catch(() => undefined);
    if (there?.isFile() === true) found.add(path.dirname(absolute));
    else {
      const base = there?.isDirectory() === true ? absolute : path.resolve(root, splitGlob(given).base);
      found.add(base);
      const folders = await glob(['**/*'], {
        cwd: base,
        absolute: true,
        onlyDirectories: true,
        ignore: IGNORED,
      });
      for (const folder of folders) found.add(path.resolve(folder));
    }
  }
  return [...found];
}

/** A path from the root, with `/`; `../` leads out of it. */
export function relativePath(root: string, absolute: string): string {
  return path.relative(root, absolute).split(path.sep).join('/');
}

async function filesOf(given: string, root: string): Promise<readonly string[]> {
  const absolute = path.resolve(root, given);
  const there = await stat(absolute).catch(() => undefined);
  if (there?.isFile() === true) {
    if (isSource(absolute)) return [absolute];
    const endings = SOURCE_ENDINGS.join(' ');
    throw new ArgumentError(`audit: '${given}' is no source file; those end in ${endings}.`, {
      argument: 'paths',
      expected: `a file that ends in ${endings}`,
      actual: given,
    });
  }
  if (there?.isDirectory() === true) return globbed('**/*', absolute);
  if (!isDynamicPattern(given)) {
    throw new ArgumentError(`audit: there is no file or folder '${given}' in ${root}.`, {
      argument: 'paths',
      expected: 'a file, a folder or a glob',
      actual: given,
    });
  }
  const { base, pattern } = splitGlob(given);
  const matches = await globbed(pattern, path.resolve(root, base));
  if (matches.length === 0) {
    throw new ArgumentError(`audit: the glob '${given}' finds no source file in ${root}.`, {
      argument: 'paths',
      expected: 'a glob that finds a source file',
      actual: given,
    });
  }
  return matches;
}

/** What is left out is said from the folder that was named: naming `dist` takes it, but not its `node_modules`. */
async function globbed(pattern: string, cwd: string): Promise<readonly string[]> {
  const files = await glob([pattern], {
    cwd,
    absolute: true,
    dot: false,
    ignore: IGNORED,
  });
  return files.filter((file) => isSource(file) && !isDeclarationFile(file)).map((file) => path.resolve(file));
}

/** `a/b/*.ts` is `*.ts` in `a/b`. */
function splitGlob(given: string): { readonly base: string; readonly pattern: string } {
  const parts = given.split('/');
  const first = parts.findIndex((part) => isDynamicPattern(part));
  return {
    base: parts.slice(0, first).join('/') || (given.startsWith('/') ? '/' : '.'),
    pattern: parts.slice(first).join('/'),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
