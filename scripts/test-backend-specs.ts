import { build } from 'esbuild';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { runInNewContext } from 'node:vm';

const require = createRequire(import.meta.url);

/** Where a package lies. */
export function packageDirectory(name: string): string {
  return path.dirname(require.resolve(`${name}/package.json`));
}

/**
 * Bundles the compiled specs that tfjs-core ships into one CommonJS file. They are ES modules in a package that says it
 * is CommonJS, so Node can't load them as they lie there.
 * @param directory inside the project, so that the bundle finds its packages
 * @returns the bundle; loading it declares the specs to the Jasmine that is global then
 */
export async function bundleSpecs(directory: string): Promise<string> {
  const core = path.join(packageDirectory('@tensorflow/tfjs-core'), 'dist');
  const outfile = path.join(directory, 'tfjs-core-specs.cjs');
  await mkdir(directory, { recursive: true });
  await build({
    stdin: {
      // `require` and not `import`: the environment must be set before the specs are declared.
      contents: `
        require('./public/chained_ops/register_all_chained_ops');
        require('./register_all_gradients');
        require('./jasmine_util').setTestEnvs([
          { name: 'test-tensorflow', backendName: 'tensorflow', flags: {}, isDataSync: true },
        ]);
        require('./tests');`,
      resolveDir: core,
    },
    bundle: true,
    // The package calls its spec files free of side effects, and so they would be dropped.
    ignoreAnnotations: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
    outfile,
    plugins: [
      {
        // tfjs-core builds a private Jasmine 4 from this file, only to set its timeout. The one that runs has its own.
        name: 'one-jasmine',
        setup(bundle) {
          bundle.onResolve({ filter: /^jasmine-core\/lib\// }, () => ({
            path: 'jasmine',
            namespace: 'one-jasmine',
          }));
          bundle.onLoad({ filter: /.*/, namespace: 'one-jasmine' }, () => ({
            contents: 'exports.core = () => globalThis.jasmine;',
          }));
        },
      },
    ],
  });
  return outfile;
}

/**
 * Reads the specs that tfjs-node's own run leaves out, from the script that runs them: parts of full names.
 * @throws Error when the script no longer holds a list
 */
export async function readIgnoreList(): Promise<readonly string[]> {
  const script = path.join(packageDirectory('@tensorflow/tfjs-node'), 'dist', 'run_tests.js');
  const literal = /var IGNORE_LIST = (\[[\s\S]*?\n\]);/u.exec(await readFile(script, 'utf8'))?.[1];
  // The literal is strings and comments; an empty context gives it nothing to touch.
  const list: unknown = literal === undefined ? undefined : runInNewContext(literal, {}, { timeout: 1000 });
  const names = Array.isArray(list) ? list.filter((name) => typeof name === 'string') : [];
  if (names.length === 0) throw new Error(`No ignore list was found in ${script}.`);
  return names;
}
