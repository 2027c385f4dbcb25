import { requireFlag } from '../checks/options.ts';
import type { Shaped } from '../contracts/shaped.ts';
import type { TensorOptions } from './tensor.ts';
import type { TensorGroupArbitrary } from './tensors/group-arbitrary.ts';
import type { PlainTensor } from './tensors/plain-tensor.ts';
import { structured } from './tensors/structured.ts';

/** How the rows are sorted. */
export interface SortedTensorOptions extends TensorOptions {
  /** @defaultValue false */
  readonly descending?: boolean;
}

/**
 * Tensors whose rows, the lines along the last axis, are sorted: scores, boundaries, timestamps. Equal neighbours do occur.
 * @param spec e.g. `'batch steps'`
 * @param options as of {@link tensor}, and `descending`
 * @returns an arbitrary of tensors; NaN, where the elements have it, stands last
 * @throws ArgumentError as {@link tensor} does
 * @example
 * import fc from 'fast-check';
 * import { sorted } from 'tensorproof/arbitraries';
 *
 * fc.assert(fc.property(sorted('n'), (x) => x.dataSync().every((value, i, all) => i === 0 || all[i - 1]! <= value)));
 */
export function sorted<const S extends string>(
  spec: S,
  options: SortedTensorOptions = {},
): TensorGroupArbitrary<Shaped<S>> {
  const descending = requireFlag(
    (options as { readonly descending?: unknown } | undefined)?.descending, // whatever callers without types hand over
    'descending',
    'sorted',
    false,
  );
  return structured(spec, options, {
    where: 'sorted',
    alsoKnows: ['descending'],
    arrange: (plain) => sortRows(plain, descending ? -1 : 1),
  });
}

function sortRows({ dtype, shape, data }: PlainTensor, direction: 1 | -1): PlainTensor {
  const length = shape.at(-1) ?? 1;
  const changed = data.slice();
  for (let start = 0; length > 1 && start < data.length; start += length) {
    changed.subarray(start, start + length).sort((left, right) => {
      if (Number.isNaN(left) || Number.isNaN(right))
        return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
      // Infinity less itself would be NaN.
      return left === right ? 0 : direction * (left < right ? -1 : 1);
    });
  }
  return { dtype, shape, data: changed };
}
