import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../../errors.ts';
import { describeKind, isTensor, requireTensor } from '../subject.ts';
import type { TensorFacts } from './failure.ts';
import type { Numbers } from './passes.ts';

/** The data of one tensor: numbers (complex ones interleaved) or strings. */
export type Values = Numbers | readonly string[];

/** One side of a comparison. */
export interface Operand extends TensorFacts {
  /** The tensor, where there is one. */
  readonly tensor?: Tensor;
  /** The data in row-major order; where `constant` is given it is that one element. */
  values(): Values;
  /** Set where one number stands for a whole tensor. */
  readonly constant?: true;
}

/**
 * A live tensor as an operand.
 * @throws SubjectError where it is not one
 */
export function tensorOperand(value: unknown, where: string, argument?: string): Operand {
  const tensor = requireTensor(value, where, argument);
  return {
    tensor,
    dtype: tensor.dtype,
    shape: tensor.shape,
    // complex64, float32, int32, bool and string come as these types from every backend
    values: () => tensor.dataSync() as Values,
  };
}

/**
 * A typed array inside a tree, as a vector; one of a kind that no tensor has keeps its own name as its dtype.
 * @returns `undefined` for anything else
 */
export function typedArrayOperand(value: unknown): Operand | undefined {
  if (!isNumberArray(value) || typeof value[0] === 'bigint') return undefined;
  const name = value.constructor.name;
  const dtype = name === 'Float32Array' ? 'float32' : name === 'Int32Array' ? 'int32' : name;
  // the passes read elements as numbers and nothing else
  return { dtype, shape: [value.length], values: () => value as Numbers };
}

/**
 * What a tensor is compared with: a tensor, a number that stands for every element, or a regular nested array.
 * Numbers take the dtype of the tensor under test; they are refused where that dtype can't hold them, since a
 * conversion would change what is being claimed.
 * @param value what the user expects
 * @param actual the tensor under test
 * @param where who asks, as the user knows it
 * @throws ArgumentError for ragged arrays, numbers that the dtype can't hold and anything else
 */
export function expectedOperand(value: unknown, actual: TensorFacts, where: string): Operand {
  if (isTensor(value)) return tensorOperand(value, where, 'expected');
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') {
    const dtype = dtypeOf(value, actual);
    const values = pack([value], dtype, where);
    return { dtype, shape: actual.shape, constant: true, values: () => values };
  }
  if (Array.isArray(value) || isNumberArray(value)) {
    const { shape, flat } = flatten(value, where);
    const dtype = dtypeOf(flat[0], actual);
    const values = pack(flat, dtype, where);
    return { dtype, shape, values: () => values };
  }
  throw new ArgumentError(
    `${where}: expected must be a tensor, a number or a nested array of numbers, got ${describeKind(value)}.`,
    { argument: 'expected', expected: 'a tensor, a number or a nested array', actual: describeKind(value) },
  );
}

function isNumberArray(value: unknown): value is ArrayLike<number> {
  return ArrayBuffer.isView(value) && 'length' in value;
}

function dtypeOf(sample: unknown, actual: TensorFacts): string {
  if (typeof sample === 'string') return 'string';
  if (typeof sample === 'boolean') return 'bool';
  if (sample === undefined) return actual.dtype;
  return actual.dtype === 'string' || actual.dtype === 'complex64' ? 'float32' : actual.dtype;
}

function flatten(value: unknown, where: string): { shape: number[]; flat: unknown[] } {
  const shape: number[] = [];
  for (let level: unknown = value; Array.isArray(level) || isNumberArray(level); level = level[0]) {
    shape.push(level.length);
  }
  const flat: unknown[] = [];
  const visit = (level: unknown, depth: number, path: string): void => {
    const length = Array.isArray(level) || isNumberArray(level) ? level.length : undefined;
    if (length !== shape[depth]) {
      throw new ArgumentError(
        `${where}: expected is not a regular nested array: expected${path} ${
          length === undefined ? 'is a single value' : `has ${length} entries`
        }, its neighbours ${shape[depth] === undefined ? 'are single values' : `have ${shape[depth]}`}.`,
        { argument: 'expected', expected: shape[depth], actual: length },
      );
    }
    if (length === undefined) flat.push(level);
    // a length was found, so it is an array or a typed array
    else for (let i = 0; i < length; i++) visit((level as ArrayLike<unknown>)[i], depth + 1, `${path}[${i}]`);
  };
  visit(value, 0, '');
  return { shape, flat };
}

/** Puts single values into the array that a tensor of this dtype has. */
function pack(flat: readonly unknown[], dtype: string, where: string): Values {
  const misfit = flat.findIndex((each) => !fits(each, dtype));
  if (misfit >= 0) {
    const value = flat[misfit];
    throw new ArgumentError(`${where}: expected holds ${describeKind(value)}, which ${dtype} can't hold.`, {
      argument: 'expected',
      expected: `values of ${dtype}`,
      actual: value,
    });
  }
  // `fits` has just shown each of them to be of the type that goes with the dtype
  if (dtype === 'string') return flat as string[];
  const numbers = flat.map(Number);
  if (dtype === 'float32') return Float32Array.from(numbers);
  return dtype === 'bool' ? Uint8Array.from(numbers) : Int32Array.from(numbers);
}

function fits(value: unknown, dtype: string): boolean {
  switch (dtype) {
    case 'string':
      return typeof value === 'string';
    case 'bool':
      return typeof value === 'boolean' || value === 0 || value === 1;
    case 'int32':
      return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 2 ** 31;
    default:
      return typeof value === 'number' && (Number.isFinite(Math.fround(value)) || !Number.isFinite(value));
  }
}
