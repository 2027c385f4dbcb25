/**
 * Fresh projects, in which the packed library is used as a stranger would use it: for the scripts that try it so.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '..');

export interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

/** Counts what held and what didn't, and says so line by line. */
export class Checks {
  #passed = 0;
  #failed = 0;

  check(name: string, outcome: Outcome, holds: (outcome: Outcome) => boolean): void {
    this.#count(name, holds(outcome), () => `exit ${String(outcome.status)}\n${outcome.output.slice(-6000)}`);
  }

  /** @param differences what is wrong, a line each; none when it holds */
  none(name: string, differences: readonly string[]): void {
    this.#count(name, differences.length === 0, () => differences.slice(0, 20).join('\n'));
  }

  /** Prints the last line and sets the exit code. */
  finish(): void {
    console.log(`\n${this.#passed} passed, ${this.#failed} failed`);
    process.exitCode = this.#failed === 0 && this.#passed > 0 ? 0 : 1;
  }

  #count(name: string, holds: boolean, evidence: () => string): void {
    if (holds) {
      this.#passed++;
      console.log(`  ok    ${name}`);
    } else {
      this.#failed++;
      console.log(`  FAIL  ${name}\n${evidence()}`);
    }
  }
}

export const succeeds = (outcome: Outcome): boolean => outcome.status === 0;

/** A folder of fresh projects, with the packed library and other versions of Node; removed unless KEEP is set. */
export class Workspace {
  readonly folder = mkdtempSync(join(tmpdir(), 'tensorproof-package-'));
  /** The path of the tarball that would be published. */
  readonly tarball: string;

  constructor() {
    this.tarball = pack(this.folder);
    console.log(`packed ${(readFileSync(this.tarball).byteLength / 1024).toFixed(0)} KiB`);
  }

  project(
    template: string,
    name: string,
    manifest: Readonly<Record<string, unknown>>,
    nodeBin?: string,
  ): Project {
    return new Project(template, join(this.folder, name), { name, private: true, ...manifest }, nodeBin);
  }

  /** Puts another version of Node into a folder of its own. @returns the folder to put first on the PATH */
  installNode(range: string): string {
    // It comes as the npm package `node-<platform>-<arch>`, which holds the plain binary.
    const name = `node-${process.platform}-${process.arch}`;
    const folder = join(this.folder, `node-${range}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    execFileSync('npm', ['install', '--no-save', '--ignore-scripts', `${name}@${range}`], {
      cwd: folder,
      stdio: 'pipe',
    });
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    symlinkSync(join(folder, 'node_modules', name, 'bin/node'), join(bin, 'node'));
    return bin;
  }

  dispose(): void {
    if (process.env['KEEP'] === undefined) rmSync(this.folder, { recursive: true, force: true });
    else console.log(`kept ${this.folder}`);
  }
}

/** A project in a folder of its own, whose commands run under one version of Node. */
export class Project {
  readonly folder: string;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(template: string, folder: string, manifest: object, nodeBin?: string) {
    this.folder = folder;
    cpSync(join(root, 'test/package/projects', template), folder, { recursive: true });
    // tfjs-node's own install script fails on many machines; the library's installer takes its place.
    writeFileSync(join(folder, '.npmrc'), 'ignore-scripts=true\n');
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
    const path = [nodeBin, process.env['PATH']].filter((each) => each !== undefined).join(delimiter);
    this.#environment = { ...process.env, PATH: path, NO_COLOR: '1' };
  }

  run(command: string, ...args: readonly string[]): Outcome {
    return this.runIn('.', command, ...args);
  }

  /** @param subfolder of the project, as a package of a workspace is */
  runIn(subfolder: string, command: string, ...args: readonly string[]): Outcome {
    const { status, stdout, stderr, error } = spawnSync(command, args, {
      cwd: join(this.folder, subfolder),
      env: this.#environment,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    return { status, output: `${stdout}${stderr}${error === undefined ? '' : error.message}` };
  }
}

function pack(folder: string): string {
  if (!existsSync(join(root, 'dist/index.mjs')))
    throw new Error('dist/ is missing: run `npm run build` first.');
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // npm prints an array or, from version 12 on, an object by package name; the tarball is the only .tgz in it.
  const file = /"filename":\s*"([^"]+\.tgz)"/.exec(output)?.[1];
  if (file === undefined) throw new Error(`npm pack named no file:\n${output}`);
  return join(folder, file);
}
