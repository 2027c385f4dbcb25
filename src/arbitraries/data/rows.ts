import type { PlainTensor } from '../tensors/plain-tensor.ts';

/**
 * Changes the lines along the last axis of a tensor, one at a time.
 * @param change writes into the row that it is given, a view of the copy
 */
export function mapRows(
  plain: PlainTensor,
  change: (row: PlainTensor['data'], index: number) => void,
): PlainTensor {
  const data = plain.data.slice();
  const length = plain.shape.at(-1) ?? 1;
  for (let start = 0, index = 0; length > 0 && start < data.length; start += length, index += 1) {
    change(data.subarray(start, start + length), index);
  }
  return { ...plain, data };
}
