import { Buffer } from 'node:buffer';
import { endianness } from 'node:os';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { DType } from '../tensor/dtypes.ts';
import { formatNumber } from '../tensor/print-number.ts';

/** The elements of a tensor, in row-major order; complex ones as real, imaginary, real, … */
export type GoldenValues = Float32Array | Int32Array | Uint8Array | readonly string[];

/** A tensor off every backend. */
export interface GoldenTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly values: GoldenValues;
}

/** How many elements may stand in a file as numbers that a reviewer can read. */
const READABLE = 32;
/** Packing must save this share to be worth that two versions of zlib may pack differently. */
const WORTH_PACKING = 0.9;

/** How many elements a shape holds, complex numbers as one. */
function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function isText(values: GoldenValues): values is readonly string[] {
  return Array.isArray(values);
}

/**
 * Writes a tensor as the fields of a JSON object: few elements as numbers, more as the base64 of their bytes, packed where that
 * helps.
 */
export function encodeTensor({ dtype, shape, values }: GoldenTensor): string {
  const facts = `"dtype":"${dtype}","shape":${JSON.stringify(shape)}`;
  if (isText(values)) return `${facts},"values":${JSON.stringify(values)}`;
  if (values.length <= READABLE) {
    const numbers = Array.from(values, (value) =>
      encodeNumber(value, dtype === 'complex64' ? 'float32' : dtype),
    );
    return `${facts},"values":[${numbers.join(',')}]`;
  }
  const bytes = littleEndian(
    Buffer.from(values.buffer, values.byteOffset, values.byteLength),
    values.BYTES_PER_ELEMENT,
  );
  const packed = deflateRawSync(bytes, { level: 9 });
  return packed.length < bytes.length * WORTH_PACKING
    ? `${facts},"deflate":"${packed.toString('base64')}"`
    : `${facts},"base64":"${bytes.toString('base64')}"`;
}

/** A number with the fewest digits that give it back; what JSON has no number for is a string. */
function encodeNumber(value: number, dtype: string): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  return dtype === 'bool' ? String(value) : formatNumber(value, dtype);
}

/** Bytes as they are on nearly every machine; turned round on the few others. */
function littleEndian(bytes: Buffer, width: number): Buffer {
  return endianness() === 'LE' || width === 1 ? bytes : Buffer.from(bytes).swap32();
}

/** The array that holds the elements of a dtype. */
const ARRAYS = {
  float32: Float32Array,
  complex64: Float32Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const;

/**
 * Reads a tensor back.
 * @param fields the parsed JSON object
 * @returns `undefined` where the fields don't make a tensor
 */
export function decodeTensor(fields: Readonly<Record<string, unknown>>): GoldenTensor | undefined {
  const { dtype, shape } = fields;
  if (!isShape(shape)) return undefined;
  if (dtype === 'string') {
    const { values } = fields;
    const isWhole = Array.isArray(values) && values.length === sizeOf(shape) && values.every(isString);
    return isWhole ? { dtype, shape, values } : undefined;
  }
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool' && dtype !== 'complex64') return undefined;
  const values = decodeNumbers(fields, ARRAYS[dtype]);
  const length = sizeOf(shape) * (dtype === 'complex64' ? 2 : 1);
  return values?.length === length ? { dtype, shape, values } : undefined;
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function decodeNumbers(
  fields: Readonly<Record<string, unknown>>,
  TypedArray: (typeof ARRAYS)[keyof typeof ARRAYS],
): Float32Array | Int32Array | Uint8Array | undefined {
  const { values, base64, deflate } = fields;
  if (Array.isArray(values)) return new TypedArray(Array.from<unknown, number>(values, Number));
  const text = base64 ?? deflate;
  if (typeof text !== 'string') return undefined;
  try {
    const stored = Buffer.from(text, 'base64');
    const bytes = littleEndian(
      deflate === undefined ? stored : inflateRawSync(stored),
      TypedArray.BYTES_PER_ELEMENT,
    );
    if (bytes.length % TypedArray.BYTES_PER_ELEMENT !== 0) return undefined;
    // Copied, since a Buffer may begin anywhere in its memory and an array of numbers may not.
    return new TypedArray(Uint8Array.from(bytes).buffer);
  } catch {
    return undefined; // what is packed was damaged
  }
}
