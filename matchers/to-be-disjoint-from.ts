import { ArgumentError } from '../src/errors.ts';
import type { Batch } from '../src/subject/batch.ts';
import type { TensorGroup } from '../src/subject/tensor-group.ts';
import {
  checkDisjoint,
  checkDisjointDatasets,
  type DisjointDatasetOptions,
  type DisjointOptions,
} from '../src/training/data/disjoint.ts';
import { isDataset, type DatasetLike } from '../src/training/data/epochs.ts';
import { describeKind } from '../src/tensor/subject.ts';
import { asMatcherResult, type EitherMatcher } from './define-matcher.ts';

/**
 * Passes when two sets of samples have none in common, bit for bit or within a tolerance. For data sets it returns a promise.
 * @param received a tensor of shape `batch ...`, several in a list or by name, a batch, whose `xs` count; or a data set of those
 * @param others the same, e.g. what a model is validated on
 * @param options how far samples may differ that count as the same; of data sets, whether their elements are batches
 * @throws SubjectError for what are no tensors; ArgumentError for samples of other shapes or dtypes
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const all = tf.randomNormal([10, 3]);
 * expect(all.slice([0], [8])).toBeDisjointFrom(all.slice([8], [2]));
 */
export const toBeDisjointFrom: EitherMatcher<
  [others: TensorGroup | Batch, options?: DisjointOptions],
  [others: DatasetLike, options?: DisjointDatasetOptions]
> = (received, ...[others, options]) => {
  if (!isDataset(received)) {
    // It refuses what are no tensors, and options that go with data sets only.
    return asMatcherResult(checkDisjoint(received, others, options, 'toBeDisjointFrom'));
  }
  if (!isDataset(others)) {
    const expected = 'a data set, as received is';
    throw new ArgumentError(`toBeDisjointFrom: others must be ${expected}, got ${describeKind(others)}.`, {
      argument: 'others',
      expected,
      actual: describeKind(others),
    });
  }
  return ofDatasets(received, others, options);
};

async function ofDatasets(
  ...[received, others, options]: Parameters<typeof checkDisjointDatasets>
): Promise<ReturnType<typeof asMatcherResult>> {
  return asMatcherResult(await checkDisjointDatasets(received, others, options, 'toBeDisjointFrom'));
}
