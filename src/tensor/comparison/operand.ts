import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../../errors.ts';
import { readElements, readStrings, type Elements } from '../elements.ts';
import { describeKind, isTensor, requireTensor } from '../subject.ts';
import type { TensorFacts } from './failure.ts';

/** One side of a comparison. */
export interface Operand extends TensorFacts {
  /** The tensor, where there is one. */
  readonly tensor?: Tensor;
  /** Set where one element stands for a whole tensor. */
  readonly constant?: true;
  /** The elements in row-major order, complex ones interleaved; the one element where `constant` is set. */
  elements(): Elements;
  /** The same for strings. */
  strings(): readonly string[];
}

/**
 * A live tensor as an operand.
 * @throws SubjectError where it is not one
 */
export function tensorOperand(value: unknown, where: string, argument?: string): Operand {
  const tensor = requireTensor(value, where, argument);
  let elements: Elements | undefined; // a copy, on a backend that keeps its data elsewhere, so it is made once
  return {
    tensor,
    dtype: tensor.dtype,
    shape: tensor.shape,
    elements: () => (elements ??= readElements(tensor, where, argument)),
    strings: () => readStrings(tensor, where, argument),
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
  // numbers is all that is read of it
  return arrayOperand({ dtype, shape: [value.length] }, value as Elements);
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
    return { ...pack({ dtype, shape: actual.shape }, [value], where), constant: true };
  }
  if (isList(value)) {
    const { shape, flat } = flatten(value, where);
    const dtype = dtypeOf(flat[0], actual);
    return pack({ dtype, shape }, flat, where);
  }
  throw new ArgumentError(
    `${where}: expected must be a tensor, a number or a nested array of numbers, got ${describeKind(value)}.`,
    { argument: 'expected', expected: 'a tensor, a number or a nested array', actual: describeKind(value) },
  );
}

/** Whether a value is an array of either sort; false for a proxy that was revoked, of which Array.isArray makes an error. */
function isList(value: unknown): boolean {
  try {
    return Array.isArray(value) || isNumberArray(value);
  } catch {
    return false;
  }
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

/** TensorFlow.js has no tensor of more axes; an array that is deeper may even hold itself. */
export const MOST_AXES = 6;

function flatten(value: unknown, where: string): { shape: number[]; flat: unknown[] } {
  const shape: number[] = [];
  for (let level: unknown = value; Array.isArray(level) || isNumberArray(level); level = level[0]) {
    shape.push(level.length);
    if (shape.length > MOST_AXES) {
      throw new ArgumentError(
        `${where}: expected is nested deeper than the ${MOST_AXES} axes a tensor can have.`,
        {
          argument: 'expected',
          expected: `at most ${MOST_AXES} axes`,
          actual: 'an array nested deeper',
        },
      );
    }
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
function pack(facts: TensorFacts, flat: readonly unknown[], where: string): Operand {
  const { dtype } = facts;
  const misfit = flat.findIndex((each) => !fits(each, dtype));
  if (misfit >= 0) {
    const kind = describeKind(flat[misfit]);
    throw new ArgumentError(`${where}: expected holds ${kind}, which ${dtype} can't hold.`, {
      argument: 'expected',
      expected: `values of ${dtype}`,
      actual: flat[misfit],
    });
  }
  if (dtype === 'string') return arrayOperand(facts, new Uint8Array(), flat.map(String));
  const numbers = flat.map(Number);
  if (dtype === 'float32') return arrayOperand(facts, Float32Array.from(numbers));
  return arrayOperand(facts, dtype === 'bool' ? Uint8Array.from(numbers) : Int32Array.from(numbers));
}

function arrayOperand(facts: TensorFacts, elements: Elements, strings: readonly string[] = []): Operand {
  return { ...facts, elements: () => elements, strings: () => strings };
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
