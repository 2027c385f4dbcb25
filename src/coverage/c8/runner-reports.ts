import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';
import { takeCoverage } from 'node:v8';

/**
 * The reports that Node writes for c8 of Vitest's own processes and threads. Their offsets are those of transformed
 * source, so c8 would read them wrong; what they hold of a test has been measured in the worker already. Reports of
 * processes that tests start are none of these.
 */
export class RunnerReports {
  readonly #directory: string;
  /** Reports of other processes, which need no second look. */
  readonly #others = new Set<string>();
  /** Of the whole process; nothing that Node does of itself goes through it. */
  readonly #session = new Session();

  constructor(directory: string) {
    this.#directory = directory;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    // Counting what this process runs takes a third of its time, and nobody reads it. Node's own way to stop makes Node complain at the end.
    this.#count(true);
    this.#count(false);
    // A thread that ends after the run still leaves one.
    process.once('exit', () => {
      this.#removeFiles();
    });
  }

  /** Removes what is there, and what this process would say of itself so far. */
  remove(): void {
    // What Node writes of this process at its very end, which nothing can remove, then holds what runs from here on.
    takeCoverage();
    this.#count(true);
    this.#removeFiles();
  }

  /** Begins to count anew what runs in this process, or stops. */
  #count(begin: boolean): void {
    if (begin) this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    else this.#session.post('Profiler.stopPreciseCoverage');
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
