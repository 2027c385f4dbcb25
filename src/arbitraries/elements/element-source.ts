import type { Random } from 'fast-check';
import type { QuickRandom } from './quick-random.ts';

/** The dtypes of tensors that are generated. */
export type ElementDType = 'float32' | 'int32' | 'bool';

/** A simpler element to try, and what is known to pass already. */
export interface SimplerElement {
  readonly value: number;
  /** The next simpler value, which was tried before it: if `value` fails too, that one has passed. */
  readonly passed: number | undefined;
}

/** Where the elements of a tensor come from. */
export interface ElementSource {
  /** What a tensor of such elements is made of unless it is said. */
  readonly dtype: ElementDType;
  /** The element at which shrinking ends if it can. */
  readonly simplest: number;
  draw(random: QuickRandom, mrng: Random): number;
  /** Whether this source can give a value. */
  admits(value: number): boolean;
  /** Simpler elements, the simplest first. */
  simpler(value: number, passed: number | undefined): Iterable<SimplerElement>;
}
