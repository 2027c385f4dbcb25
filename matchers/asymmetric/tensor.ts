import { checkDtype } from '../../src/checks/dtype.ts';
import { requireOptions } from '../../src/checks/options.ts';
import { checkShape } from '../../src/checks/shape.ts';
import type { LeafFailure } from '../../src/tensor/comparison/index.ts';
import { dtypesOf, type DType, type DTypeFamily } from '../../src/tensor/dtypes.ts';
import { parseShapeSpec, type Bindings, type ShapeSpec } from '../../src/tensor/shape-spec/index.ts';
import { isTensor } from '../../src/tensor/subject.ts';
import type { Matcher } from '../define-matcher.ts';
import { asAssertion, AsymmetricTensorMatcher } from './asymmetric-matcher.ts';

/** What else `expect.tensor(…)` asks of a tensor. */
export interface TensorOptions {
  /** A dtype, or a family of dtypes: 'float', 'integer', 'number'. */
  readonly dtype?: DType | DTypeFamily;
  /** Sizes that are known already, e.g. `{ batch: 32 }`. */
  readonly bindings?: Bindings;
}

/** Matches a live tensor of some shape and dtype. */
export class TensorMatcher extends AsymmetricTensorMatcher {
  // Not #private: Vitest prints copies of these, made without the constructor.
  private readonly spec: ShapeSpec | undefined;
  private readonly options: TensorOptions;

  /**
   * @param spec a shape spec; any shape where it is left out
   * @throws ShapeSpecError for a spec that does not parse; ArgumentError for an unknown option or dtype
   */
  constructor(inverse: boolean, spec?: ShapeSpec, options: TensorOptions = {}) {
    super(inverse);
    requireOptions(options, ['dtype', 'bindings'], 'expect.tensor');
    // Refused here, where the user wrote it, and not later, when something is compared.
    if (spec !== undefined) parseShapeSpec(spec);
    if (options.dtype !== undefined) checkDtype({ shape: [], dtype: 'float32' }, options.dtype);
    this.spec = spec;
    this.options = options;
  }

  protected override accepts(other: unknown): boolean {
    if (!isTensor(other) || other.isDisposed) return false;
    const { dtype, bindings } = this.options;
    if (dtype !== undefined && dtypesOf(dtype)?.some((each) => each === other.dtype) !== true) return false;
    return this.spec === undefined || checkShape(other, this.spec, bindings).pass;
  }

  override explain(): readonly LeafFailure[] {
    return [];
  }

  protected override describe(): string {
    const { dtype, bindings } = this.options;
    const options = [
      ...(dtype === undefined ? [] : [`dtype: '${dtype}'`]),
      ...(bindings === undefined ? [] : [`bindings: ${JSON.stringify(bindings)}`]),
    ];
    const args = [
      ...(this.spec === undefined ? [] : [`'${this.spec}'`]),
      ...(options.length === 0 ? [] : [`{ ${options.join(', ')} }`]),
    ];
    return `tensor(${args.join(', ')})`;
  }
}

/**
 * Stands for a live tensor of some shape and dtype: `expect.tensor('b h w 3', { dtype: 'float32' })`.
 * @param spec a shape spec; any shape where it is left out
 * @param options what else is asked of the tensor
 * @throws ShapeSpecError for a spec that does not parse; ArgumentError for an unknown option or dtype
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const batch = { images: tf.zeros([8, 32, 32, 3]), labels: tf.zeros([8], 'int32') };
 * expect(batch).toEqual({ images: expect.tensor('b h w 3'), labels: expect.tensor('b', { dtype: 'int32' }) });
 */
export const tensor: Matcher<[spec?: ShapeSpec, options?: TensorOptions]> = (received, spec, options) =>
  asAssertion(received, new TensorMatcher(false, spec, options));
