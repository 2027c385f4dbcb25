import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { takeCoverage } from 'node:v8';
import { beginOwnCounts } from './own-counts.ts';

/**
 * The reports that Node writes for c8 of Vitest's own processes and threads. Their offsets are those of transformed
 * source, so c8 would read them wrong; what they hold of a test has been measured in the worker already. Reports of
 * processes that tests start are none of these.
 */
export class RunnerReports {
  readonly #directory: string;
  /** Reports of other processes, which need no second look. */
  readonly #others = new Set<string>();

  constructor(directory: string) {
    this.#directory = directory;
    // A thread that ends after the run still leaves one.
    process.once('exit', () => {
      this.#removeFiles();
    });
  }

  /** Removes what is there, and what this process would say of itself so far. */
  remove(): void {
    // What Node writes of this process at its very end, which nothing can remove, then holds what runs from here on.
    takeCoverage();
    beginOwnCounts();
    this.#removeFiles();
  }

  #removeFiles(): void {
    for (const name of readdirSync(this.#directory)) {
      if (!/^coverage-\d+-\d+-\d+\.json$/.test(name) || this.#others.has(name)) continue;
      const file = join(this.#directory, name);
      // By what it ran, and not by its process: a worker that crashed never said which it was.
      if (readFileSync(file, 'utf8').includes('/node_modules/vitest/dist/')) rmSync(file, { force: true });
      else this.#others.add(name);
    }
  }
}
