import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { entriesOf, mapGroup, type TensorGroup } from '../../subject/tensor-group.ts';

/** A tensor on the host, which outlives the tensor. */
export interface HostTensor {
  /** Its name in the group that it came from. */
  readonly key: string;
  readonly values: Float32Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
  readonly dtype: Tensor['dtype'];
}

/** Copies a group to the host. */
export function toHost(group: TensorGroup, where: string, argument: string): HostTensor[] {
  return entriesOf(group, where, argument).map(([key, each]) => ({
    key,
    values: each.dataSync().slice(),
    shape: [...each.shape],
    dtype: each.dtype,
  }));
}

/** The same tensor again. */
export function fromHost(host: HostTensor): Tensor {
  return tensor(host.values, [...host.shape], host.dtype);
}

/** Some rows of it, in some order. */
export function rowsOf({ values, shape, dtype }: HostTensor, rows: readonly number[]): Tensor {
  const size = shape.slice(1).reduce((product, each) => product * each, 1);
  const given = rows.flatMap((row) => Array.from(values.slice(row * size, (row + 1) * size)));
  return tensor(given, [rows.length, ...shape.slice(1)], dtype);
}

/**
 * A group of the same form, of tensors made from what the host holds.
 * @param group of which only the form is read: its tensors may be gone
 */
export function rebuilt(
  group: TensorGroup,
  hosts: readonly HostTensor[],
  make: (host: HostTensor, i: number) => Tensor,
): TensorGroup {
  let i = 0;
  return mapGroup(group, () => {
    const at = i++;
    return make(hosts[at] as HostTensor, at); // one for each tensor of the group
  });
}
