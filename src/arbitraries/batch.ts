import type { Tensor } from '@tensorflow/tfjs-core';
import { integer, tuple, type Arbitrary } from 'fast-check';
import type { Shaped } from '../contracts/shaped.ts';
import { ArgumentError } from '../errors.ts';
import { requireOptions } from '../checks/options.ts';
import { requireCount } from '../checks/require-count.ts';
import { describeKind } from '../tensor/subject.ts';
import type { TensorOptions } from './tensor.ts';
import { tensors } from './tensors.ts';

/** How many batches there are, and how large all but the last one. */
export interface BatchesOptions extends TensorOptions {
  /** @defaultValue 4 */
  readonly batchSize?: number;
  /** @defaultValue 3 */
  readonly maxBatches?: number;
}

/**
 * A batch: inputs and targets with the same number of samples.
 * @param specs the shapes of both; they begin with the same name, e.g. `{ xs: 'batch 4', ys: 'batch 1' }`
 * @param options as of {@link tensors}
 * @returns an arbitrary of `{ xs, ys }`
 * @throws ArgumentError where the specs don't begin with one name
 * @example
 * import fc from 'fast-check';
 * import { batch } from 'tensorproof/arbitraries';
 *
 * fc.assert(fc.property(batch({ xs: 'batch h w 3', ys: 'batch 10' }), ({ xs, ys }) => xs.shape[0] === ys.shape[0]));
 */
export function batch<const Xs extends string, const Ys extends string>(
  specs: { readonly xs: Xs; readonly ys: Ys },
  options: TensorOptions = {},
): Arbitrary<{ xs: Shaped<Xs>; ys: Shaped<Ys> }> {
  requireBatchName(specs, 'batch');
  return tensors(specs, options); // a mapped type over exactly these two
}

/**
 * What a loader gives in an epoch: full batches, and a last one that may be smaller.
 * @param specs as of {@link batch}
 * @param options as of {@link tensors}, and how many batches of how many samples
 * @returns an arbitrary of lists of `{ xs, ys }`; it shrinks to a single batch of one sample
 * @throws ArgumentError where the specs don't begin with one name
 * @example
 * import fc from 'fast-check';
 * import { batches } from 'tensorproof/arbitraries';
 *
 * fc.assert(
 *   fc.property(batches({ xs: 'batch 4', ys: 'batch 1' }, { batchSize: 8 }), (epoch) => {
 *     return epoch.slice(0, -1).every(({ xs }) => xs.shape[0] === 8);
 *   }),
 *   { numRuns: 20 },
 * );
 */
export function batches(
  specs: { readonly xs: string; readonly ys: string },
  options: BatchesOptions = {},
): Arbitrary<{ xs: Tensor; ys: Tensor }[]> {
  const name = requireBatchName(specs, 'batches');
  const { batchSize, maxBatches, ...others } = options;
  requireOptions({ batchSize, maxBatches }, ['batchSize', 'maxBatches'], 'batches');
  const size = batchSize === undefined ? 4 : requireCount(batchSize, 'batches', 'batchSize');
  const most = maxBatches === undefined ? 3 : requireCount(maxBatches, 'batches', 'maxBatches');
  const of = (samples: number): Arbitrary<{ xs: Tensor; ys: Tensor }> =>
    tensors(specs, { ...others, bindings: { ...others.bindings, [name]: samples } }); // as above
  return tuple(
    integer({ min: 0, max: Math.max(0, most - 1) }),
    integer({ min: 1, max: Math.max(1, size) }),
  ).chain(([full, last]) => tuple(...Array.from({ length: full }, () => of(size)), of(last)));
}

/** @returns the name of the batch axis */
function requireBatchName(specs: unknown, where: string): string {
  const given = typeof specs === 'object' && specs !== null ? specs : {};
  const { xs, ys } = given as { readonly xs?: unknown; readonly ys?: unknown }; // both are looked at below
  const [first, second] = [xs, ys].map((spec) =>
    typeof spec === 'string' ? /^\s*([A-Za-z]\w*)(?=\s|$)/.exec(spec)?.[1] : undefined,
  );
  if (first !== undefined && first === second) return first;
  throw new ArgumentError(
    `${where}: the specs of xs and ys must begin with the same name, which is the batch axis, got ${describeKind(xs)} and ${describeKind(ys)}.`,
    { argument: 'specs', expected: "e.g. { xs: 'batch 4', ys: 'batch 1' }", actual: specs },
  );
}
