import type { Batch } from '../../subject/batch.ts';
import { entriesOf, type TensorGroup } from '../../subject/tensor-group.ts';

/** How many samples are the same as another, bit for bit, and have other labels. */
export function contradictions({ xs, ys }: Batch): number {
  const inputs = rowKeys(xs);
  const targets = rowKeys(ys);
  const labelsOf = new Map<string, Set<string>>();
  inputs.forEach((input, row) => {
    const labels = labelsOf.get(input) ?? new Set<string>();
    labelsOf.set(input, labels.add(targets[row] ?? ''));
  });
  return inputs.filter((input) => (labelsOf.get(input)?.size ?? 0) > 1).length;
}

/** The content of each sample as text, the same for samples that are the same bit for bit. */
export function rowKeys(group: TensorGroup): string[] {
  const parts = entriesOf(group, 'rowKeys', 'group').map(([, tensor]) => {
    const values = tensor.dataSync();
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    const [samples = 0] = tensor.shape;
    const size = samples === 0 ? 0 : bytes.length / samples;
    return Array.from({ length: samples }, (_, row) =>
      bytes.toString('latin1', row * size, (row + 1) * size),
    );
  });
  return (parts[0] ?? []).map((_, row) => parts.map((part) => part[row]).join('|'));
}
