import { env } from '@tensorflow/tfjs-core';
import type { Generator } from './generator.ts';

/**
 * A point in time that counts as any number does, and whose text is a draw. `tf.data` shuffles by
 * `tf.util.now().toString()` where it has no seed; nothing else in TensorFlow.js reads the time as text.
 */
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

/**
 * Makes what TensorFlow.js seeds by the time of day repeatable, and leaves its clock right.
 * @param currentGenerator the generator of the running code, `undefined` where none was seeded
 * @returns puts the clock back
 */
export function seedClock(currentGenerator: () => Generator | undefined): () => void {
  const { platform } = env();
  const original = Object.getOwnPropertyDescriptor(platform, 'now');
  const now = platform.now.bind(platform);
  platform.now = () => {
    const next = currentGenerator();
    // A Number object takes part in arithmetic and comparison as its value does; only its text differs.
    return next === undefined ? now() : (new DrawnTime(now(), next) as unknown as number);
  };
  return () => {
    Reflect.deleteProperty(platform, 'now');
    if (original !== undefined) Object.defineProperty(platform, 'now', original);
  };
}
