import path from 'node:path';
import { BackendError } from '../errors.ts';
import { addonRecipe, readAddon } from './addon.ts';
import { backendCacheDirectory } from './cache-directory.ts';
import type { CacheEntry } from './cache-entry.ts';
import { readLibrary } from './libtensorflow.ts';
import { readLink } from './link-directory.ts';
import { probeLoad } from './load-probe.ts';
import type { LoadProbe } from './load-probe.ts';
import { nativePlatform } from './platforms.ts';
import type { NativePlatform } from './platforms.ts';
import { findTfjsNode } from './tfjs-node-package.ts';
import type { TfjsNodePackage } from './tfjs-node-package.ts';

/** Where to look; every field has a default. */
export interface StatusOptions {
  /** @defaultValue the working directory */
  readonly projectDirectory?: string;
  /** @defaultValue the user's cache */
  readonly cacheDirectory?: string;
  /** @defaultValue that of this machine */
  readonly platform?: NativePlatform;
  /** @defaultValue `process.env` */
  readonly environment?: NodeJS.ProcessEnv;
}

/** One of the two parts that are kept in the cache. */
export interface PartStatus {
  readonly directory: string;
  readonly bytes: number;
  readonly origin: Readonly<Record<string, string>>;
}

/** How a project's tfjs-node comes by its library. */
export type ProjectLink =
  /** A link into this cache. */
  | 'cache'
  /** A link to somewhere else. */
  | 'elsewhere'
  /** Directories of its own, as its install script leaves them. */
  | 'own'
  | 'none';

/** What is installed, where, and whether it works. */
export interface BackendStatus {
  /** Undefined where no native backend exists; `unsupported` then says why. */
  readonly platform: string | undefined;
  readonly unsupported: string | undefined;
  readonly cacheDirectory: string;
  readonly library: PartStatus | undefined;
  readonly addon: PartStatus | undefined;
  /** Undefined where @tensorflow/tfjs-node is not installed. */
  readonly project:
    | (TfjsNodePackage & {
        readonly link: ProjectLink;
        /** Where a link leads. */
        readonly target: string | undefined;
        readonly probe: LoadProbe;
      })
    | undefined;
}

/**
 * Looks at the cache and at a project, and loads the project's backend in a process of its own.
 * @example
 * const status = await backendStatus();
 * status.project?.probe.loads; // true once it is installed
 */
export async function backendStatus(options: StatusOptions = {}): Promise<BackendStatus> {
  const environment = options.environment ?? process.env;
  const cache = options.cacheDirectory ?? backendCacheDirectory(environment);
  const platform = supportedPlatform(options.platform);
  const tfjsNode = await findTfjsNode(options.projectDirectory ?? process.cwd()).catch(onlyWhenMissing);
  const isSupported = !(platform instanceof BackendError);
  const recipe = isSupported && tfjsNode !== undefined ? await addonRecipe(tfjsNode, platform) : undefined;
  return {
    platform: isSupported ? platform.id : undefined,
    unsupported: isSupported ? undefined : platform.message,
    cacheDirectory: cache,
    library: isSupported ? partStatus(await readLibrary(cache, platform)) : undefined,
    addon: recipe === undefined ? undefined : partStatus(await readAddon(cache, recipe)),
    project: tfjsNode === undefined ? undefined : await projectStatus(tfjsNode, cache, environment),
  };
}

function supportedPlatform(chosen: NativePlatform | undefined): NativePlatform | BackendError {
  if (chosen !== undefined) return chosen;
  try {
    return nativePlatform();
  } catch (error) {
    if (error instanceof BackendError) return error;
    throw error;
  }
}

function onlyWhenMissing(error: unknown): undefined {
  if (error instanceof BackendError && error.problem === 'no-project') return undefined;
  throw error;
}

function partStatus(entry: CacheEntry | undefined): PartStatus | undefined {
  return entry && { directory: entry.directory, bytes: entry.bytes, origin: entry.origin };
}

async function projectStatus(
  tfjsNode: TfjsNodePackage,
  cache: string,
  environment: NodeJS.ProcessEnv,
): Promise<BackendStatus['project']> {
  const state = await readLink(path.join(tfjsNode.directory, 'lib', `napi-v${tfjsNode.napiVersion}`));
  const probe = await probeLoad(tfjsNode, environment);
  const target = state.kind === 'link' ? state.target : undefined;
  const links = { nothing: 'none', other: 'own', link: 'elsewhere' } as const;
  const isInCache = target?.startsWith(path.resolve(cache) + path.sep) === true;
  return { ...tfjsNode, link: isInCache ? 'cache' : links[state.kind], target, probe };
}
