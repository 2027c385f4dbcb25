import type { Shaped } from '../contracts/shaped.ts';
import { ArgumentError } from '../errors.ts';
import type { ElementSource } from './elements/element-source.ts';
import type { TensorOptions } from './tensor.ts';
import type { TensorGroupArbitrary } from './tensors/group-arbitrary.ts';
import type { PlainTensor } from './tensors/plain-tensor.ts';
import { structured } from './tensors/structured.ts';

/**
 * Tensors of which no two elements are equal: for what has to be told apart (argmax, top k, sorting, indices).
 * @param spec e.g. `'batch classes'`
 * @param options as of {@link tensor}
 * @returns an arbitrary of tensors; it shrinks towards 0, 1, -1, 2, …
 * @throws ArgumentError as {@link tensor} does; while it draws, where the elements have fewer values than the tensor places
 * @example
 * import fc from 'fast-check';
 * import { distinct } from 'tensorproof/arbitraries';
 *
 * fc.assert(fc.property(distinct('n'), (x) => new Set(x.dataSync()).size === x.size));
 */
export function distinct<const S extends string>(
  spec: S,
  options: TensorOptions = {},
): TensorGroupArbitrary<Shaped<S>> {
  return structured(spec, options, { where: 'distinct', arrange: makeDistinct });
}

/** Replaces what was there before by the simplest value that wasn't. */
function makeDistinct({ dtype, shape, data }: PlainTensor, source: ElementSource): PlainTensor {
  const seen = new Set<number>(); // 0 and -0 are one
  const repeated: number[] = [];
  for (const [at, value] of data.entries()) {
    if (seen.has(value)) repeated.push(at);
    seen.add(value);
  }
  if (repeated.length === 0) return { dtype, shape, data };
  const changed = data.slice();
  const fresh = freshValues(source, data.length);
  for (const at of repeated) {
    let next = fresh.next();
    while (next.done !== true && seen.has(next.value)) next = fresh.next();
    if (next.done === true) {
      throw new ArgumentError(
        `distinct: the elements have fewer than ${data.length} values, which the shape [${shape.join(', ')}] asks for.`,
        { argument: 'elements', expected: `at least ${data.length} values`, actual: seen.size },
      );
    }
    changed[at] = next.value;
    seen.add(next.value);
  }
  return { dtype, shape, data: changed };
}

/** Whole numbers from 0 outwards, those next to the simplest element, and then what lies between them. */
function* freshValues(source: ElementSource, wanted: number): Generator<number, void> {
  const { simplest } = source;
  for (const origin of [0, simplest]) {
    for (let distance = 0; distance <= wanted; distance += 1) {
      if (source.admits(origin + distance)) yield origin + distance;
      if (source.admits(origin - distance)) yield origin - distance;
    }
  }
  if (source.dtype !== 'float32') return;
  for (let scale = 1; scale > 2 ** -20; scale /= 2) {
    for (let i = 1; i <= 2 * wanted; i += 1) {
      const offset = scale * reversedBits(i);
      for (const value of [Math.fround(simplest + offset), Math.fround(simplest - offset)])
        if (source.admits(value)) yield value;
    }
  }
}

/** 1/2, 1/4, 3/4, 1/8, …: the bits of a number behind the point. */
function reversedBits(index: number): number {
  let [value, weight] = [0, 0.5];
  for (let rest = index; rest > 0; rest = Math.floor(rest / 2), weight /= 2) value += (rest % 2) * weight;
  return value;
}
