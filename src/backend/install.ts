import { access } from 'node:fs/promises';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { ArgumentError, BackendError } from '../errors.ts';
import { addonRecipe, makeAddon, readAddon } from './addon.ts';
import type { AddonRecipe } from './addon.ts';
import { backendCacheDirectory } from './cache-directory.ts';
import { clearTemporaries } from './cache-entry.ts';
import type { CacheEntry } from './cache-entry.ts';
import { withCacheLock } from './cache-lock.ts';
import { findCompiler } from './compiler.ts';
import { makeLibrary, readLibrary } from './libtensorflow.ts';
import { linkDirectory, readLink } from './link-directory.ts';
import { probeLoad } from './load-probe.ts';
import { nativePlatform } from './platforms.ts';
import type { NativePlatform } from './platforms.ts';
import { noProgress } from './progress.ts';
import type { Progress } from './progress.ts';
import { asBackendError } from './system-errors.ts';
import { findTfjsNode } from './tfjs-node-package.ts';
import type { TfjsNodePackage } from './tfjs-node-package.ts';

/** What an install can be told; every field has a default. */
export interface InstallOptions {
  /** The project whose tfjs-node gets the backend. @defaultValue the working directory */
  readonly projectDirectory?: string;
  /** @defaultValue the user's cache, see {@link backendCacheDirectory} */
  readonly cacheDirectory?: string;
  /** @defaultValue that of this machine */
  readonly platform?: NativePlatform;
  /** A wheel brought by hand, instead of a download. */
  readonly wheel?: string | undefined;
  /** The pip to download with. @defaultValue `TENSORPROOF_PIP`, else the first that is found */
  readonly pip?: string | undefined;
  /** @defaultValue `process.env` */
  readonly environment?: NodeJS.ProcessEnv;
  /** @defaultValue none */
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
  /** Opens an extracted file for writing; a test passes one that fails. */
  readonly open?: (file: string) => Writable;
}

/** What an install did. */
export interface InstallReport {
  readonly tfjsNode: TfjsNodePackage;
  readonly cacheDirectory: string;
  /** `made` just now, `cached` since an earlier install, or the `own` library that tfjs-node came with. */
  readonly library: 'made' | 'cached' | 'own';
  readonly addon: 'made' | 'cached' | 'own';
  /** Whether the project's links changed. */
  readonly linked: boolean;
}

interface Entries {
  readonly library: { readonly entry: CacheEntry; readonly made: boolean };
  readonly addon: { readonly entry: CacheEntry; readonly made: boolean };
}

interface Context {
  readonly options: InstallOptions;
  readonly cache: string;
  readonly platform: NativePlatform;
  readonly recipe: AddonRecipe;
  readonly environment: NodeJS.ProcessEnv;
  readonly progress: Progress;
}

/**
 * Installs the native backend for a project: the library and the addon into the user's cache, where they are made
 * once, and links to them into the project's `@tensorflow/tfjs-node`.
 * @throws BackendError that names what is missing and what to do; the cache and the project are then as they were
 * @throws ArgumentError when `wheel` is not a file
 * @example
 * const { tfjsNode } = await installBackend({ progress: streamProgress(process.stderr) });
 */
export async function installBackend(options: InstallOptions = {}): Promise<InstallReport> {
  const environment = options.environment ?? process.env;
  const cache = options.cacheDirectory ?? backendCacheDirectory(environment);
  const platform = options.platform ?? nativePlatform();
  await requireWheelFile(options.wheel);
  const tfjsNode = await findTfjsNode(options.projectDirectory ?? process.cwd());
  try {
    const recipe = await addonRecipe(tfjsNode, platform);
    if (await hasWorkingOwnLibrary(tfjsNode, recipe, environment, options.signal)) {
      return { tfjsNode, cacheDirectory: cache, library: 'own', addon: 'own', linked: false };
    }
    const progress = options.progress ?? noProgress;
    const context: Context = { options, cache, platform, recipe, environment, progress };
    // A remove in another process may empty the cache between the making and the linking.
    for (let attempt = 1; ; attempt++) {
      const { library, addon } = (await readEntries(context)) ?? (await makeEntries(context));
      const linked = await linkProject(tfjsNode, recipe, library.entry, addon.entry);
      if (attempt === 3 || (await readEntries(context)) !== undefined) {
        return {
          tfjsNode,
          cacheDirectory: cache,
          library: library.made ? 'made' : 'cached',
          addon: addon.made ? 'made' : 'cached',
          linked,
        };
      }
    }
  } catch (error) {
    options.progress?.stop();
    throw asBackendError(error, 'install the native backend', cache);
  }
}

/** Needs neither the lock nor the right to write: a second checkout, or a cache that somebody else filled. */
async function readEntries({ cache, platform, recipe }: Context): Promise<Entries | undefined> {
  const library = await readLibrary(cache, platform);
  const addon = library === undefined ? undefined : await readAddon(cache, recipe);
  if (library === undefined || addon === undefined) return undefined;
  return { library: { entry: library, made: false }, addon: { entry: addon, made: false } };
}

function makeEntries({ options, cache, platform, recipe, environment, progress }: Context): Promise<Entries> {
  const onWait = (): void => {
    progress.note('another install is at work on the cache; waiting for it');
  };
  return withCacheLock(cache, { signal: options.signal, onWait }, async (signal) => {
    await clearTemporaries(cache);
    let library = await readLibrary(cache, platform);
    let addon = library === undefined ? undefined : await readAddon(cache, recipe);
    const [libraryMade, addonMade] = [library === undefined, addon === undefined];
    // Before the download, so that nobody waits for it only to hear that a compiler is missing.
    if (addon === undefined) await findCompiler(environment, signal);
    library ??= await makeLibrary(cache, platform, {
      wheel: options.wheel,
      pip: options.pip,
      environment,
      progress,
      signal,
      open: options.open,
    });
    addon ??= await makeAddon(cache, recipe, platform, library, { environment, progress, signal });
    return { library: { entry: library, made: libraryMade }, addon: { entry: addon, made: addonMade } };
  });
}

async function linkProject(
  tfjsNode: TfjsNodePackage,
  recipe: AddonRecipe,
  library: CacheEntry,
  addon: CacheEntry,
): Promise<boolean> {
  try {
    const addonDirectory = path.dirname(recipe.file);
    // The libraries first: the addon looks for them as soon as it is there.
    const changed = await linkDirectory(path.join(tfjsNode.directory, 'deps'), library.directory);
    const target = path.join(addon.directory, addonDirectory);
    return (await linkDirectory(path.join(tfjsNode.directory, addonDirectory), target)) || changed;
  } catch (error) {
    throw asBackendError(error, 'link the native backend into the project', tfjsNode.directory);
  }
}

/** An install script that got its download leaves real directories; where these work they are left alone. */
async function hasWorkingOwnLibrary(
  tfjsNode: TfjsNodePackage,
  recipe: AddonRecipe,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const directory = path.join(tfjsNode.directory, path.dirname(recipe.file));
  if ((await readLink(directory)).kind !== 'other') return false;
  return (await probeLoad(tfjsNode, environment, signal)).loads;
}

async function requireWheelFile(wheel: string | undefined): Promise<void> {
  if (wheel === undefined) return;
  await access(wheel).catch((error: unknown) => {
    throw new ArgumentError(`The wheel ${wheel} can't be read.`, {
      argument: 'wheel',
      expected: 'a file',
      actual: wheel,
      cause: error,
    });
  });
  if (!wheel.endsWith('.whl')) {
    throw new BackendError(
      'wrong-wheel',
      `${path.basename(wheel)} is not a wheel: its name does not end in .whl.`,
      {
        argument: 'wheel',
        actual: wheel,
      },
    );
  }
}
