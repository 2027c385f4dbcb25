import { env } from '@tensorflow/tfjs-core';
import type { Generator } from './generator.ts';

/** A point in time that counts as any number does, and whose text is a draw. */
class DrawnTime extends Number {
  readonly #next: Generator;

  constructor(now: number, next: Generator) {
    super(now);
    this.#next = next;
  }

  override toString(radix?: number): string {
    return this.#next().toString(radix);
  }
}

/** Whether a function of `tf.data` asks for the time: it is a few calls up the stack. */
function isAskedByData(): boolean {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 5;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = limit;
  return stack.includes('tfjs-data');
}

/**
 * Makes the shuffling of `tf.data` repeatable, which seeds itself by `tf.util.now().toString()`. Whoever else asks gets the time as
 * it is.
 * @param currentGenerator the generator of the running code, `undefined` where none was seeded
 * @returns puts the clock back
 */
export function seedClock(currentGenerator: () => Generator | undefined): () => void {
  const { platform } = env();
  const original = Object.getOwnPropertyDescriptor(platform, 'now');
  const now = platform.now.bind(platform);
  platform.now = () => {
    const next = currentGenerator();
    if (next === undefined || !isAskedByData()) return now();
    // A Number object takes part in arithmetic and comparison as its value does; only its text differs.
    return new DrawnTime(now(), next) as unknown as number;
  };
  return () => {
    Reflect.deleteProperty(platform, 'now');
    if (original !== undefined) Object.defineProperty(platform, 'now', original);
  };
}
