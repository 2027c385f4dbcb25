import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { ArgumentError } from '../errors.ts';
import { headerLength, LENGTH_BYTES, parseHeader } from './header.ts';
import type { SafetensorsHeader, StoredTensor } from './header.ts';
import { asFloat32 } from './stored-dtype.ts';

/** The system reads at most this much at once. */
const LARGEST_READ = 2 ** 30;

/**
 * A safetensors file that is open: its header was read and found sound, its tensors are read one by one, so that a large file needs
 * no more memory than its largest tensor.
 * @example
 * import { SafetensorsFile } from 'tensorproof';
 *
 * async function printShapes(path: string): Promise<void> {
 *   const file = await SafetensorsFile.open(path);
 *   try {
 *     for (const { name, shape } of file.tensors.values()) console.log(name, shape);
 *   } finally {
 *     await file.close();
 *   }
 * }
 */
export class SafetensorsFile {
  /** By name, in the order of their bytes. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly #handle: FileHandle;
  readonly #dataStart: number;

  private constructor(handle: FileHandle, dataStart: number, { tensors, metadata }: SafetensorsHeader) {
    this.#handle = handle;
    this.#dataStart = dataStart;
    this.tensors = new Map(tensors.map((tensor) => [tensor.name, tensor]));
    this.metadata = metadata;
  }

  /**
   * Opens a file and reads its header.
   * @param path of the file
   * @throws ArgumentError where it can't be read, and for a header that doesn't hold: see the message
   */
  static async open(path: string): Promise<SafetensorsFile> {
    let handle: FileHandle;
    try {
      handle = await open(path, 'r');
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new ArgumentError(`${path} can't be read: ${why}`, { argument: 'file', actual: path, cause });
    }
    try {
      const { size } = await handle.stat();
      const length = headerLength(await readBytes(handle, 0, Math.min(size, LENGTH_BYTES), path), size, path);
      const header = await readBytes(handle, LENGTH_BYTES, length, path);
      const dataStart = LENGTH_BYTES + length;
      return new SafetensorsFile(handle, dataStart, parseHeader(header, size - dataStart, path));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /**
   * Reads one tensor's numbers.
   * @param tensor one of `tensors`
   * @returns its elements in row-major order
   * @throws ArgumentError for a dtype of whole numbers, and for a file that became shorter
   */
  async readFloat32(tensor: StoredTensor): Promise<Float32Array> {
    const bytes = await readBytes(
      this.#handle,
      this.#dataStart + tensor.begin,
      tensor.end - tensor.begin,
      tensor.name,
    );
    return asFloat32(bytes, tensor.dtype, tensor.name);
  }

  /** Closes the file. */
  async close(): Promise<void> {
    await this.#handle.close();
  }
}

async function readBytes(
  handle: FileHandle,
  position: number,
  length: number,
  what: string,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const most = Math.min(length - done, LARGEST_READ);
    const { bytesRead } = await handle.read(bytes, done, most, position + done);
    if (bytesRead === 0) {
      throw new ArgumentError(`${what}: the file ended while it was read.`, {
        argument: 'file',
        expected: `${length} bytes`,
        actual: `${done} bytes`,
      });
    }
    done += bytesRead;
  }
  return bytes;
}
