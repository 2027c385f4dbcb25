import type { Reporter, TestModule } from 'vitest/node';

/** By what a reporter is told: each project of a workspace may load its config, and with it this module, anew. */
const MARK = Symbol.for('tensorproof.seed-reporter');

/** Whether a reporter is a {@link SeedReporter}, of whichever copy of this module. */
export function isSeedReporter(reporter: object): boolean {
  return Reflect.get(reporter, MARK) === true;
}

/**
 * Says, once and only when a test has failed, which seed the run drew from and how to repeat it. It writes to
 * stderr, so that reporters which write JSON to stdout are not disturbed.
 */
export class SeedReporter implements Reporter {
  readonly [MARK] = true;
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
