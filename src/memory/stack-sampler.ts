import { STACK_DEPTH } from '../engine/user-line.ts';

/** The first stacks are all taken. */
const EXACT = 16;
/** Then the distance to the next one grows with how many there were, by this share of them, */
const GROWTH = 1 / 4;
/** and up to this many, so that something that begins late is seen, too. */
const FARTHEST = 509;

/**
 * Takes stacks of something that happens again and again: each at first, which is all that most tests do, and then now and then, since
 * a stack costs as much as a small operation.
 */
export class StackSampler {
  readonly #isExact: boolean;
  #seen = 0;
  #next = 0;

  /** @param isExact whether each stack is taken, whatever it costs */
  constructor(isExact: boolean) {
    this.#isExact = isExact;
  }

  /** @returns the stack, which is put into words only when it is read; `undefined` where none is taken */
  take(): Error | undefined {
    const seen = this.#seen++;
    if (!this.#isExact && seen < this.#next) return undefined;
    this.#next = seen < EXACT ? 0 : seen + Math.min(FARTHEST, Math.ceil(seen * GROWTH));
    const depth = Error.stackTraceLimit;
    Error.stackTraceLimit = STACK_DEPTH;
    const stack = new Error();
    Error.stackTraceLimit = depth;
    return stack;
  }
}
