import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** What a run of a test runner came to. */
export interface Run {
  readonly code: number | null;
  /** stdout and stderr, without colours. */
  readonly output: string;
}

/** A project of a user, inside this repository so that it finds its packages and its source. */
export class Project {
  readonly folder: string;

  constructor(files: Readonly<Record<string, string>>) {
    mkdirSync(path.join(ROOT, '.tmp'), { recursive: true });
    this.folder = mkdtempSync(path.join(ROOT, '.tmp', 'project-'));
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  write(name: string, text: string): void {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  read(name: string): string {
    return readFileSync(path.join(this.folder, name), 'utf8');
  }

  /** The files of a folder; none where it is not there. */
  list(name: string): string[] {
    return readdirSync(this.folder, { recursive: true, encoding: 'utf8' })
      .filter((each) => each.startsWith(name + path.sep))
      .map((each) => path.relative(name, each));
  }

  vitest(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Run {
    return this.run('vitest/vitest.mjs', ['run', '--root', this.folder, ...args], env);
  }

  jest(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Run {
    return this.run('jest/bin/jest.js', ['--rootDir', this.folder, ...args], env);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private run(script: string, args: readonly string[], env: Readonly<Record<string, string>>): Run {
    // The variables by which a runner tells its own children apart are not those children's children's business.
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(VITEST|JEST|CI$|NODE_ENV|TENSORPROOF|TEST)/.test(name),
    );
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [path.join(ROOT, 'node_modules', script), ...args],
      {
        cwd: this.folder,
        encoding: 'utf8',
        env: { ...Object.fromEntries(inherited), NO_COLOR: '1', ...env },
      },
    );
    return { code: status, output: `${stdout}${stderr}` };
  }
}
