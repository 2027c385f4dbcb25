import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { BackendError } from '../errors.ts';
import { ADDON_LOG_LEVEL_SOURCE } from './addon-log-level.ts';
import { makeCacheEntry, readCacheEntry } from './cache-entry.ts';
import type { CacheEntry } from './cache-entry.ts';
import { findCompiler } from './compiler.ts';
import { libraryEntryName } from './libtensorflow.ts';
import type { NativePlatform } from './platforms.ts';
import type { Progress } from './progress.ts';
import { lastLines, runCommand } from './run-command.ts';
import type { TfjsNodePackage } from './tfjs-node-package.ts';

/** The addon of one version of tfjs-node for one library: where it lies in the cache, and what it is made of. */
export interface AddonRecipe {
  readonly entryName: string;
  /** Within the entry, e.g. `lib/napi-v8/tfjs_binding.node`. */
  readonly file: string;
  readonly sources: readonly string[];
  readonly includeDirectories: readonly string[];
  readonly flags: readonly string[];
}

/** What the addon is built with. */
export interface AddonTools {
  readonly environment: NodeJS.ProcessEnv;
  readonly progress: Progress;
  readonly signal: AbortSignal | undefined;
}

/** Works out the addon for a project; equal sources and flags have equal entries, across projects. */
export async function addonRecipe(tfjsNode: TfjsNodePackage, platform: NativePlatform): Promise<AddonRecipe> {
  const binding = path.join(tfjsNode.directory, 'binding');
  const names = (await readdir(binding)).filter((name) => /\.(?:cc|h)$/u.test(name)).sort();
  const flags = ['-O2', '-std=c++17', `-DNAPI_VERSION=${tfjsNode.napiVersion}`, ...platform.linkFlags];
  const hash = createHash('sha256').update(JSON.stringify(flags));
  if (platform.quietsLoading) hash.update(ADDON_LOG_LEVEL_SOURCE);
  for (const name of names) hash.update(name).update(await readFile(path.join(binding, name)));
  const napi = `napi-v${tfjsNode.napiVersion}`;
  return {
    entryName: `addon-${tfjsNode.version}-${napi}-${libraryEntryName(platform)}-${hash.digest('hex').slice(0, 8)}`,
    file: `lib/${napi}/tfjs_binding.node`,
    sources: names.filter((name) => name.endsWith('.cc')).map((name) => path.join(binding, name)),
    includeDirectories: [nodeHeaders(), tfjsNode.directory],
    flags,
  };
}

/** Reads the entry with the addon, if it is whole. */
export function readAddon(cache: string, recipe: AddonRecipe): Promise<CacheEntry | undefined> {
  return readCacheEntry(cache, recipe.entryName);
}

/**
 * Compiles the addon into the cache. It finds its libraries through `deps`, a link to the library's entry beside it.
 * Before it gets its name it has been loaded once, so what is linked into a project is known to load.
 * @throws BackendError `no-compiler`, `compilation-failed` or `load-failed`, with the tool's last words
 */
export async function makeAddon(
  cache: string,
  recipe: AddonRecipe,
  platform: NativePlatform,
  library: CacheEntry,
  { environment, progress, signal }: AddonTools,
): Promise<CacheEntry> {
  const compiler = await findCompiler(environment, signal);
  return makeCacheEntry(cache, recipe.entryName, async (directory) => {
    const addon = path.join(directory, recipe.file);
    await mkdir(path.dirname(addon), { recursive: true });
    await symlink(path.join('..', library.name), path.join(directory, 'deps'), 'dir');
    const extra = platform.quietsLoading ? [path.join(directory, 'log-level.cc')] : [];
    for (const file of extra) await writeFile(file, ADDON_LOG_LEVEL_SOURCE);

    progress.begin(`compiling the addon with ${compiler.command.join(' ')}`);
    const libraries = platform.libraries.map((member) =>
      path.join(library.directory, 'lib', path.posix.basename(member)),
    );
    const includes = [...recipe.includeDirectories, path.join(library.directory, 'include')];
    const args = [
      ...recipe.flags,
      ...includes.map((include) => `-I${include}`),
      ...recipe.sources,
      ...extra,
      '-o',
      addon,
      ...libraries,
    ];
    const ticking = setInterval(() => {
      progress.advance(0);
    }, 500);
    const settings = { environment, signal, cwd: directory };
    const outcome = await runCommand(compiler.command, args, settings).finally(() => {
      clearInterval(ticking);
    });
    if (outcome.status !== 0) throw compilationError(compiler.version, outcome.stdout + outcome.stderr);
    progress.end();
    await requireLoadable(addon, signal);
    return { compiler: compiler.version, flags: recipe.flags.join(' '), madeAt: new Date().toISOString() };
  });
}

/** From an npm package, so that no Node installation with headers is needed; Node-API is the same in all. */
function nodeHeaders(): string {
  const entry = createRequire(import.meta.url).resolve('node-api-headers');
  return path.join(path.dirname(entry), 'include');
}

function compilationError(compiler: string, output: string): BackendError {
  if (/No space left on device/iu.test(output)) {
    return new BackendError('disk-full', 'Could not compile the addon: the disk is full.', {
      details: lastLines(output, 3),
      hint: 'free some space, or name another place in TENSORPROOF_CACHE_DIR',
    });
  }
  const errors = output.split('\n').filter((line) => /\b(?:error|undefined reference)\b/iu.test(line));
  const evidence = errors.length > 0 ? errors.slice(0, 5) : lastLines(output, 5);
  return new BackendError('compilation-failed', 'Could not compile the addon.', {
    details: [`compiler  ${compiler}`, ...evidence],
    hint: 'name another compiler in CXX; it must know C++17',
  });
}

async function requireLoadable(addon: string, signal: AbortSignal | undefined): Promise<void> {
  const script = `require(${JSON.stringify(addon)})`;
  const { status, stderr } = await runCommand([process.execPath], ['-e', script], {
    signal,
    timeout: 120_000,
  });
  if (status === 0) return;
  const reason =
    stderr.split('\n').find((line) => line.startsWith('Error:')) ?? lastLines(stderr, 1)[0] ?? '';
  throw new BackendError('load-failed', 'The addon was compiled but does not load.', { details: [reason] });
}
