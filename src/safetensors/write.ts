import { ArgumentError } from '../errors.ts';
import { writeWhole } from '../write-whole.ts';
import { LENGTH_BYTES } from './header.ts';

/** A tensor to be written: its numbers are asked for when their turn comes. */
export interface WritableTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** @returns the elements in row-major order */
  readonly values: () => Float32Array;
}

/** Readers may map the file and want their numbers aligned. */
const ALIGNMENT = 8;

/**
 * Writes float32 tensors into a safetensors file, whole or not at all.
 * @param path of the file; one that is there is replaced
 * @param tensors in the order in which their bytes will lie
 * @param metadata strings by name
 * @throws ArgumentError for a name that comes twice or is reserved, and for values that don't fill the shape; nothing is written then
 * @example
 * import { writeSafetensors } from 'tensorproof';
 *
 * const values = () => Float32Array.of(1, 2, 3, 4, 5, 6);
 * const save = (path: string) => writeSafetensors(path, [{ name: 'fc.weight', shape: [2, 3], values }]);
 */
export async function writeSafetensors(
  path: string,
  tensors: readonly WritableTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const entries: [string, unknown][] = [['__metadata__', metadata]];
  let end = 0;
  for (const { name, shape } of tensors) {
    if (entries.some(([taken]) => taken === name)) {
      throw new ArgumentError(`writeSafetensors: the name ${JSON.stringify(name)} can't be used twice.`, {
        argument: 'tensors',
        expected: 'each name once',
        actual: name,
      });
    }
    const begin = end;
    end += 4 * sizeOf(shape);
    entries.push([name, { dtype: 'F32', shape, data_offsets: [begin, end] }]);
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const header = new Uint8Array(Math.ceil(text.length / ALIGNMENT) * ALIGNMENT).fill(0x20);
  header.set(text);
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  await writeWhole(path, chunks([length, header], tensors));
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

function* chunks(
  before: readonly Uint8Array[],
  tensors: readonly WritableTensor[],
): Generator<Uint8Array, void> {
  yield* before;
  for (const { name, shape, values } of tensors) {
    const made = values();
    if (made.length !== sizeOf(shape)) {
      throw new ArgumentError(
        `writeSafetensors: ${name} is [${shape.join(', ')}], ${sizeOf(shape)} elements, but has ${made.length}.`,
        { argument: name, expected: sizeOf(shape), actual: made.length },
      );
    }
    yield new Uint8Array(made.buffer, made.byteOffset, made.byteLength);
  }
}
