import { checkAllClose, type CloseOptions } from '../../src/checks/all-close.ts';
import type { LeafFailure } from '../../src/tensor/comparison/index.ts';
import { summarizeTensor } from '../../src/tensor/print-tensor.ts';
import { isTensor } from '../../src/tensor/subject.ts';
import type { Matcher } from '../define-matcher.ts';
import { asAssertion, AsymmetricTensorMatcher } from './asymmetric-matcher.ts';

/** Matches a live tensor that is close to another. */
export class TensorCloseToMatcher extends AsymmetricTensorMatcher {
  // Not #private: Vitest prints copies of these, made without the constructor.
  private readonly expected: unknown;
  private readonly options: CloseOptions | undefined;

  constructor(inverse: boolean, expected: unknown, options?: CloseOptions) {
    super(inverse);
    // A disposed tensor or a misspelt option is refused here, where the user wrote it, and not when something is compared.
    if (isTensor(expected)) checkAllClose(expected, expected, options, 'expect.tensorCloseTo');
    this.expected = expected;
    this.options = options;
  }

  protected override accepts(other: unknown): boolean {
    return isTensor(other) && !other.isDisposed && this.check(other).pass;
  }

  override explain(other: unknown): readonly LeafFailure[] {
    if (this.inverse || !isTensor(other) || other.isDisposed) return [];
    return this.check(other).details.failures;
  }

  protected override describe(): string {
    const expected = isTensor(this.expected) ? summarizeTensor(this.expected) : JSON.stringify(this.expected);
    const options = this.options === undefined ? '' : `, ${printOptions(this.options)}`;
    return `tensorCloseTo(${expected}${options})`;
  }

  private check(other: unknown): ReturnType<typeof checkAllClose> {
    return checkAllClose(other, this.expected, this.options, 'expect.tensorCloseTo');
  }
}

function printOptions(options: CloseOptions): string {
  return `{ ${Object.entries(options)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(', ')} }`;
}

/**
 * Stands for a live tensor that is close to another, in shape, dtype and, within a tolerance, in values.
 * @param expected a tensor; a number stands for every element, a nested array takes the received dtype
 * @param options as for `toBeAllClose`
 * @throws SubjectError for a disposed tensor; ArgumentError for an option that can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const output = { logits: tf.tensor1d([0.1, 0.2]), classes: 2 };
 * expect(output).toEqual({ logits: expect.tensorCloseTo([0.1, 0.2]), classes: 2 });
 */
export const tensorCloseTo: Matcher<[expected: unknown, options?: CloseOptions]> = (
  received,
  expected,
  options,
) => asAssertion(received, new TensorCloseToMatcher(false, expected, options));
