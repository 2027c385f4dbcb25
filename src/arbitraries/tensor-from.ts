import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors.ts';
import { describeKind } from '../tensor/subject.ts';
import type { ElementDType } from './elements/element-source.ts';
import { sizeOf } from './shapes/sizes.ts';
import { allocate } from './tensors/plain-tensor.ts';
import { realizeData } from './tensors/realize.ts';

/**
 * Makes the tensor that a counterexample prints, so that a line of a failed run can be pasted into a test.
 * @param text e.g. `'float32[2, 3] zeros except [1, 2] = NaN'`
 * @returns the tensor; the caller disposes of it
 * @throws ArgumentError for text that is no such line, and for one that was cut short (`and 12 more`)
 * @example
 * import { tensorFrom } from 'tensorproof/arbitraries';
 *
 * Array.from(tensorFrom('float32[2, 3] zeros except [1, 2] = NaN').dataSync()); // [0, 0, 0, 0, 0, NaN]
 * tensorFrom('int32[2] [7, 8]').dtype; // 'int32'
 */
export function tensorFrom(text: string): Tensor {
  const read = typeof text === 'string' ? HEAD.exec(text.trim()) : null;
  const [, dtype, sizes = '', body = ''] = read ?? [];
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') throw unreadable(text, 'its beginning');
  const shape = sizes.trim() === '' ? [] : sizes.split(',').map(Number);
  const size = sizeOf(shape);
  const data = allocate(dtype, size);
  if (size > 0) fill(data, body.trim(), shape, dtype, text);
  return realizeData({ dtype, shape, data });
}

const HEAD = /^(float32|int32|bool)\[([\d, ]*)\]\s+(.+)$/s;
const ALL = /^(zeros|ones|all (\S+?))(?: except (.+))?$/s;
const POINT = /\[([\d, ]+)\] = ([^\s,]+)(?:, |$)/gy;

function fill(
  data: Float32Array | Int32Array | Uint8Array,
  body: string,
  shape: readonly number[],
  dtype: ElementDType,
  text: string,
): void {
  const all = ALL.exec(body);
  if (all === null) {
    const written = body.split(/[[\],\s]+/).filter((word) => word !== '');
    if (written.length !== data.length)
      throw unreadable(text, `${written.length} elements for shape [${shape.join(', ')}]`);
    written.forEach((word, i) => (data[i] = readNumber(word, dtype, text)));
    return;
  }
  const [, word, value = '', points] = all;
  data.fill(word === 'zeros' ? 0 : word === 'ones' ? 1 : readNumber(value, dtype, text));
  if (points === undefined) return;
  let read = 0;
  for (const [whole, coordinates = '', element = ''] of points.matchAll(POINT)) {
    const index = coordinates.split(',').map(Number);
    if (index.length !== shape.length || index.some((at, axis) => !(at < (shape[axis] ?? 0)))) {
      throw unreadable(text, `[${coordinates}], which is outside of the shape`);
    }
    data[index.reduce((sum, at, axis) => sum * (shape[axis] ?? 1) + at, 0)] = readNumber(
      element,
      dtype,
      text,
    );
    read += whole.length;
  }
  if (read !== points.length) throw unreadable(text, `'${points.slice(read, read + 30)}'`);
}

function readNumber(word: string, dtype: ElementDType, text: string): number {
  if (dtype === 'bool' && (word === 'true' || word === 'false')) return word === 'true' ? 1 : 0;
  const value = Number(word);
  if (word !== 'NaN' && Number.isNaN(value)) throw unreadable(text, `'${word}'`);
  return value;
}

function unreadable(text: unknown, what: string): ArgumentError {
  return new ArgumentError(
    `tensorFrom: text must be a tensor as counterexamples print it, got ${describeKind(text)}; ${what} can't be read.`,
    { argument: 'text', expected: "e.g. 'float32[2, 3] zeros except [1, 2] = NaN'", actual: text },
  );
}
