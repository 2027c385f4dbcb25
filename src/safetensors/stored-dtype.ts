import { ArgumentError } from '../errors.ts';

/** Bytes an element, by the name of the format. */
const BYTES = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  I64: 8,
  U64: 8,
  F64: 8,
} as const;

/** What a number is in a safetensors file. */
export type StoredDType = keyof typeof BYTES;

/** Whether the format knows a dtype of this name. */
export function isStoredDType(name: unknown): name is StoredDType {
  return typeof name === 'string' && Object.hasOwn(BYTES, name);
}

/** How many bytes an element takes. */
export function bytesPerElement(dtype: StoredDType): number {
  return BYTES[dtype];
}

/** A half as a number: one bit of sign, five of exponent, ten of fraction. */
function fromHalf(bits: number): number {
  const sign = bits & 0x80_00 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3_ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0
    ? sign * 2 ** -14 * (fraction / 1024)
    : sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

/**
 * The numbers in stored bytes as float32, which holds F32, F16 and BF16 exactly and F64 rounded.
 * @param bytes little-endian, a whole number of elements
 * @param name of the tensor, for the error
 * @throws ArgumentError for whole numbers and 8-bit floats, which no weight of ours is
 */
export function asFloat32(bytes: Uint8Array, dtype: StoredDType, name: string): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(bytes.byteLength / bytesPerElement(dtype));
  switch (dtype) {
    case 'F32':
      new Uint8Array(values.buffer).set(bytes); // every platform of TensorFlow.js is little-endian
      return values;
    case 'F64':
      return values.map((_, at) => view.getFloat64(8 * at, true));
    case 'F16':
      return values.map((_, at) => fromHalf(view.getUint16(2 * at, true)));
    case 'BF16': {
      const bits = new Uint32Array(values.buffer); // the upper half of a float32
      for (let at = 0; at < bits.length; at += 1) bits[at] = view.getUint16(2 * at, true) << 16;
      return values;
    }
    case 'BOOL':
    case 'U8':
    case 'I8':
    case 'F8_E4M3':
    case 'F8_E5M2':
    case 'I16':
    case 'U16':
    case 'I32':
    case 'U32':
    case 'I64':
    case 'U64':
      throw new ArgumentError(`${name} is stored as ${dtype}, which can't be read as float32.`, {
        argument: name,
        expected: ['F32', 'F64', 'F16', 'BF16'],
        actual: dtype,
      });
  }
}
