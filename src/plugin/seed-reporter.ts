import type { Reporter, TestModule } from 'vitest/node';

/**
 * Says, once and only when a test has failed, which seed the run drew from and how to repeat it. It writes to
 * stderr, so that reporters which write JSON to stdout are not disturbed.
 */
export class SeedReporter implements Reporter {
  readonly #seed: number;
  readonly #write: (text: string) => void;

  constructor(seed: number, write = (text: string): void => void process.stderr.write(text)) {
    this.#seed = seed;
    this.#write = write;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    if (modules.every((module) => module.ok())) return;
    this.#write(
      `tensorproof: random draws came from seed ${this.#seed}; TENSORPROOF_SEED=${this.#seed} repeats this run's draws.\n`,
    );
  }
}
