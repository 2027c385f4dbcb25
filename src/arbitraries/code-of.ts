import type { Tensor } from '@tensorflow/tfjs-core';
import { SubjectError } from '../errors.ts';
import { describeKind, isTensor } from '../tensor/subject.ts';
import { formatNumber } from '../tensor/print-number.ts';
import { majorityOf, writeOut } from './tensors/describe-plain.ts';
import { readData } from './tensors/known-data.ts';

/** Up to so many elements are written out. */
const WRITTEN_OUT = 24;

/**
 * Writes a tensor as TypeScript that makes it again, with nothing but TensorFlow.js.
 * @param tensor any live tensor, or one that was generated, disposed or not
 * @returns an expression; `tf` in it is TensorFlow.js
 * @throws SubjectError for a disposed tensor that was not generated, and for dtypes that are not generated
 * @example
 * import { codeOf, tensorFrom } from 'tensorproof/arbitraries';
 *
 * codeOf(tensorFrom('float32[2] [1, NaN]')); // "tf.tensor([1, NaN], [2], 'float32')"
 * codeOf(tensorFrom('int32[50, 50] zeros')); // "tf.zeros([50, 50], 'int32')"
 */
export function codeOf(tensor: Tensor): string {
  const plain = isTensor(tensor) ? readData(tensor) : undefined;
  if (plain === undefined) {
    throw new SubjectError(
      `codeOf: it takes a float32, int32 or bool tensor that is live or was generated, got ${describeKind(tensor)}.`,
      { argument: 'tensor', expected: 'a tensor', actual: describeKind(tensor) },
    );
  }
  const { dtype, shape, data } = plain;
  const print = (value: number): string => formatNumber(value, dtype === 'bool' ? 'int32' : dtype);
  const sizes = `[${shape.join(', ')}]`;
  const { fill, others } = majorityOf(plain);
  if (others.length === 0 && shape.length > 0) {
    if (Object.is(fill, 0) || data.length === 0) return `tf.zeros(${sizes}, '${dtype}')`;
    return fill === 1 ? `tf.ones(${sizes}, '${dtype}')` : `tf.fill(${sizes}, ${print(fill)}, '${dtype}')`;
  }
  if (data.length <= WRITTEN_OUT) {
    const values = dtype === 'bool' ? writeOut({ ...plain, dtype: 'int32' }) : writeOut(plain);
    return shape.length === 0
      ? `tf.scalar(${values}, '${dtype}')`
      : `tf.tensor(${values}, ${sizes}, '${dtype}')`;
  }
  if (2 * others.length >= data.length) {
    return `tf.tensor([${Array.from(data, print).join(', ')}], ${sizes}, '${dtype}')`;
  }
  const odd = others.map((at) => `[${at}, ${print(data[at] ?? 0)}]`).join(', ');
  return (
    `tf.tensor(Array.from({ length: ${data.length} }, ` +
    `(_, i) => new Map([${odd}]).get(i) ?? ${print(fill)}), ${sizes}, '${dtype}')`
  );
}
