import { readFile, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { BackendError } from '../errors.ts';

/** The `@tensorflow/tfjs-node` that a project uses. */
export interface TfjsNodePackage {
  readonly directory: string;
  readonly version: string;
  /** The version of Node-API that it loads its addon for, e.g. 8. */
  readonly napiVersion: number;
}

/**
 * Finds the `@tensorflow/tfjs-node` that code in a directory would load.
 * @throws BackendError `no-project` when there is none, or it lies where nothing can be linked
 */
export async function findTfjsNode(projectDirectory: string): Promise<TfjsNodePackage> {
  const from = createRequire(path.join(projectDirectory, 'package.json'));
  let manifestFile: string;
  try {
    manifestFile = from.resolve('@tensorflow/tfjs-node/package.json');
  } catch (error) {
    throw new BackendError('no-project', '@tensorflow/tfjs-node is not installed here.', {
      argument: 'project',
      expected: '@tensorflow/tfjs-node in node_modules',
      actual: projectDirectory,
      details: [`looked from ${projectDirectory}`],
      hint:
        'run `npm install --save-dev --ignore-scripts @tensorflow/tfjs-node` ' +
        '(its install script downloads from a host that refuses many users, and is not needed)',
      cause: error,
    });
  }
  if (/\.zip[\\/]/u.test(manifestFile)) {
    throw new BackendError(
      'no-project',
      '@tensorflow/tfjs-node lies inside an archive, where no addon can be put.',
      {
        argument: 'project',
        expected: 'a directory',
        actual: manifestFile,
        details: [`found ${manifestFile}`],
        hint: 'with Yarn, list it under `dependenciesMeta` as `unplugged: true`',
      },
    );
  }
  const file = await realpath(manifestFile);
  const manifest: unknown = JSON.parse(await readFile(file, 'utf8'));
  return {
    directory: path.dirname(file),
    version: versionOf(manifest),
    napiVersion: napiVersionOf(manifest),
  };
}

function versionOf(manifest: unknown): string {
  const version = field(manifest, 'version');
  return typeof version === 'string' ? version : 'unknown';
}

/** Node takes the newest version that both sides know; every Node that is supported here knows 8. */
function napiVersionOf(manifest: unknown): number {
  const versions = field(field(manifest, 'binary'), 'napi_versions');
  const numbers = Array.isArray(versions) ? versions.filter((version) => typeof version === 'number') : [];
  const known = numbers.filter((version) => version <= Number(process.versions['napi']));
  return known.length === 0 ? 8 : Math.max(...known);
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}
