import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The last version that ships its source; that of 4.22 is not to be had from npm. */
export const CORPUS = '@tensorflow/tfjs-layers@2.8.6';

/** Other tools that this project does not depend on, at the versions that are measured. */
const PEERS = ['type-coverage@2.29.7', '@typescript/native-preview@latest'];

/** How often the corpus is there for the question whether cost grows with files. */
export const COPIES = 10;

/** A folder of its own inside of the checkout, whose packages are found from there. */
export interface Workspace {
  readonly folder: string;
  /** Whether the peers could be fetched. */
  readonly hasPeers: boolean;
}

/** Fetches the corpus, and lays out what the tools want beside it. */
export function makeWorkspace(root: string): Workspace {
  mkdirSync(path.join(root, '.tmp'), { recursive: true });
  const folder = mkdtempSync(path.join(root, '.tmp', 'bench-audit-'));
  execFileSync('npm', ['pack', CORPUS, '--silent'], { cwd: folder });
  execFileSync('tar', ['xzf', 'tensorflow-tfjs-layers-2.8.6.tgz'], { cwd: folder });
  for (let copy = 0; copy < COPIES; copy++)
    cpSync(path.join(folder, 'package/src'), path.join(folder, 'copies', `src${copy}`), { recursive: true });
  const compilerOptions = {
    target: 'es2020',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2020', 'dom'],
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['package/src'] }),
  );
  writeFileSync(
    path.join(folder, 'eslint.config.mjs'),
    `import tseslint from 'typescript-eslint';
export default tseslint.config(tseslint.configs.recommendedTypeChecked, {
  languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
});
`,
  );
  return { folder, hasPeers: fetchPeers(folder) };
}

function fetchPeers(folder: string): boolean {
  const peers = path.join(folder, 'peers');
  mkdirSync(peers);
  // type-coverage asks for any TypeScript, and works with those before 7.
  writeFileSync(
    path.join(peers, 'package.json'),
    JSON.stringify({ private: true, overrides: { typescript: '5.9.3' } }),
  );
  try {
    execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', ...PEERS], { cwd: peers });
    return true;
  } catch {
    return false;
  }
}
