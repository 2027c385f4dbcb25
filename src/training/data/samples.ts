import { expandDims, tensor, tidy, type TensorLike } from '@tensorflow/tfjs-core';
import { entriesOf, mapGroup, type TensorGroup } from '../../subject/tensor-group.ts';
import { hasKeys } from '../../tensor/subject.ts';
import { rowKeys } from './contradictions.ts';
import { explaining, readEpoch, requireReadable } from './epochs.ts';

/** A sample on the host. */
export interface Sample {
  /** The same for samples that are the same bit for bit. */
  readonly key: string;
  /** The elements of all its parts. */
  readonly values: Float64Array;
}

/** The samples of a group of tensors of shape `batch ...`. */
export function samplesIn(group: TensorGroup): Sample[] {
  const parts = entriesOf(group, 'samplesIn', 'group').map(([, tensor]) => ({
    values: tensor.dataSync(),
    size: tensor.size / Math.max(1, tensor.shape[0]),
  }));
  return rowKeys(group).map((key, row) => ({
    key,
    values: Float64Array.from(
      parts.flatMap(({ values, size }) => Array.from(values.subarray(row * size, (row + 1) * size))),
    ),
  }));
}

/** Looks samples up among others. */
export class SampleIndex {
  readonly #samples: readonly Sample[];
  readonly #places = new Map<string, number[]>();
  readonly #tolerance: number;

  /** @param tolerance by how much an element may differ; 0 for bit for bit */
  constructor(samples: readonly Sample[], tolerance: number) {
    this.#samples = samples;
    this.#tolerance = tolerance;
    for (const [row, { key }] of samples.entries()) {
      const places = this.#places.get(key);
      if (places === undefined) this.#places.set(key, [row]);
      else places.push(row);
    }
  }

  /** Where a sample is among the others: where it is the same bit for bit, or else where it is nearly the same. */
  placesOf({ key, values }: Sample): readonly number[] {
    const same = this.#places.get(key);
    if (same !== undefined || this.#tolerance === 0) return same ?? [];
    return this.#samples.flatMap((other, row) => (this.#isNear(other.values, values) ? [row] : []));
  }

  #isNear(a: Float64Array, b: Float64Array): boolean {
    return a.length === b.length && a.every((value, i) => Math.abs(value - (b[i] ?? NaN)) <= this.#tolerance);
  }
}

/** How a data set is read. */
export interface DatasetReading {
  /** Whether its elements are batches, as `fitDataset` takes them, and not single samples. */
  readonly batched: boolean;
  /** So many elements are read. */
  readonly limit: number;
}

/**
 * Hands the elements of an epoch over as batches, while they are there.
 * @throws SubjectError for what can't be read, and for elements without tensors
 */
export async function eachBatch(
  dataset: unknown,
  { batched, limit }: DatasetReading,
  where: string,
  visit: (batch: unknown) => void,
): Promise<void> {
  const readable = requireReadable(dataset, where);
  await explaining(
    () =>
      readEpoch(readable, limit, (element) => {
        if (batched) visit(element);
        else {
          tidy(() => {
            visit(asBatch(element, where));
          });
        }
      }),
    where,
  );
}

/** Numbers that are no tensor yet: `tf.data.array` hands its elements on as they are. */
function isNumbers(value: unknown): value is TensorLike {
  if (typeof value === 'number' || typeof value === 'boolean') return true;
  return ArrayBuffer.isView(value) || (Array.isArray(value) && value.length > 0 && value.every(isNumbers));
}

/** A sample as a batch of one. */
function asBatch(element: unknown, where: string): unknown {
  const one = (group: unknown): TensorGroup => {
    if (isNumbers(group)) return expandDims(tensor(group), 0);
    entriesOf(group, where, 'an element of received'); // refuses what is none
    return mapGroup(group as TensorGroup, (tensor) => expandDims(tensor, 0));
  };
  return hasKeys(element, 'xs', 'ys') ? { xs: one(element.xs), ys: one(element.ys) } : one(element);
}
