import { ArgumentError } from '../errors.ts';
import { duplicateKey } from './duplicate-keys.ts';
import { bytesPerElement, isStoredDType } from './stored-dtype.ts';
import type { StoredDType } from './stored-dtype.ts';

/** Where a tensor lies in a safetensors file, and what it is. */
export interface StoredTensor {
  readonly name: string;
  readonly dtype: StoredDType;
  readonly shape: readonly number[];
  /** Of its first byte, counted from the end of the header. */
  readonly begin: number;
  /** Of the first byte behind it. */
  readonly end: number;
}

/** What the header of a safetensors file says. */
export interface SafetensorsHeader {
  /** In the order of their bytes. */
  readonly tensors: readonly StoredTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

const METADATA = '__metadata__';

/** The length of the header stands in front of it. */
export const LENGTH_BYTES = 8;

/** As the reference implementation has it: a header of more is a mistake, or an attempt to exhaust the memory. */
const LONGEST_HEADER = 100_000_000;

function refuse(file: string, problem: string, expected: unknown, actual: unknown): never {
  throw new ArgumentError(`${file} is no sound safetensors file: ${problem}.`, {
    argument: 'file',
    expected,
    actual,
  });
}

/**
 * Reads the length of the header, and believes it only if the file is that long.
 * @param first the file's first 8 bytes, fewer where it has fewer
 * @param fileBytes how many bytes the file has
 * @param file what messages call it
 * @throws ArgumentError for a file that is shorter than it says
 */
export function headerLength(first: Uint8Array, fileBytes: number, file: string): number {
  if (first.length < LENGTH_BYTES) {
    refuse(file, `it has ${first.length} bytes, and 8 say how long its header is`, 'at least 8 bytes', first);
  }
  const length = new DataView(first.buffer, first.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  if (length > BigInt(LONGEST_HEADER)) {
    refuse(file, `its header claims ${length} bytes`, `at most ${LONGEST_HEADER} bytes`, length);
  }
  if (length > BigInt(fileBytes - LENGTH_BYTES)) {
    refuse(
      file,
      `it is truncated: its header claims ${length} bytes, but ${fileBytes - LENGTH_BYTES} follow`,
      `${length} bytes`,
      fileBytes - LENGTH_BYTES,
    );
  }
  return Number(length);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(bytes: Uint8Array, file: string): Readonly<Record<string, unknown>> {
  let text: string;
  let content: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    content = JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ArgumentError(`${file} is no sound safetensors file: its header is no JSON: ${why}`, {
      argument: 'file',
      expected: 'JSON',
      cause,
    });
  }
  if (!isRecord(content) || !text.startsWith('{')) {
    refuse(file, 'its header is no JSON object', 'an object of tensors', content);
  }
  const twice = duplicateKey(text);
  if (twice !== undefined)
    refuse(file, `its header says ${JSON.stringify(twice)} twice`, 'each name once', twice);
  return content;
}

function readMetadata(content: unknown, file: string): Readonly<Record<string, string>> {
  if (content === undefined) return {};
  if (isRecord(content) && Object.values(content).every((each) => typeof each === 'string')) {
    return content as Readonly<Record<string, string>>; // just checked
  }
  return refuse(file, `${METADATA} must hold strings by name`, 'strings by name', content);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function readTensor(name: string, content: unknown, file: string): StoredTensor {
  const label = `tensor ${JSON.stringify(name)}`;
  if (!isRecord(content)) return refuse(file, `${label} is no object`, 'an object', content);
  const { dtype, shape, data_offsets: offsets, ...others } = content;
  const [other] = Object.keys(others);
  if (other !== undefined)
    refuse(
      file,
      `${label} has a ${JSON.stringify(other)}`,
      'dtype, shape and data_offsets',
      Object.keys(content),
    );
  if (!isStoredDType(dtype))
    return refuse(file, `${label} has dtype ${JSON.stringify(dtype)}`, 'a dtype of the format', dtype);
  const sides: readonly unknown[] = Array.isArray(shape) ? shape : [undefined];
  if (!sides.every(isCount)) {
    return refuse(
      file,
      `${label} has shape ${JSON.stringify(shape)}`,
      'a list of whole numbers from 0 up',
      shape,
    );
  }
  const places: readonly unknown[] = Array.isArray(offsets) ? offsets : [];
  const [begin, end, ...more] = places;
  if (!isCount(begin) || !isCount(end) || more.length > 0 || end < begin) {
    return refuse(
      file,
      `${label} has data_offsets ${JSON.stringify(offsets)}`,
      'two whole numbers, the smaller first',
      offsets,
    );
  }
  const bytes = sides.reduce((product, side) => product * side, bytesPerElement(dtype));
  if (!Number.isSafeInteger(bytes) || bytes !== end - begin) {
    refuse(
      file,
      `${label} is ${dtype}[${sides.join(', ')}], ${bytes} bytes, but its offsets leave ${end - begin}`,
      bytes,
      end - begin,
    );
  }
  return { name, dtype, shape: sides, begin, end };
}

/** Refuses tensors that share bytes, and bytes that no tensor has. */
function refuseOtherLayout(tensors: readonly StoredTensor[], dataBytes: number, file: string): void {
  let reached = 0;
  for (const { name, begin, end } of tensors) {
    if (begin !== reached) {
      const problem = begin < reached ? 'overlaps the one before it' : 'leaves a gap before it';
      refuse(
        file,
        `tensor ${JSON.stringify(name)} ${problem}: it begins at byte ${begin}, not ${reached}`,
        reached,
        begin,
      );
    }
    reached = end;
  }
  if (reached === dataBytes) return;
  const problem =
    reached > dataBytes
      ? `it is truncated: its tensors take ${reached} bytes, but ${dataBytes} are left for them`
      : `${dataBytes - reached} bytes at its end belong to no tensor`;
  refuse(file, problem, reached, dataBytes);
}

/**
 * Reads a header and trusts none of it: names once, dtypes that there are, sizes that are those of the shapes, and offsets that
 * cover the file without overlap or gap.
 * @param bytes the header, without the length in front of it
 * @param dataBytes how many bytes follow it
 * @param file what messages call the file
 * @throws ArgumentError naming what doesn't hold, and the tensor where there is one
 * @see https://huggingface.co/docs/safetensors, the format
 */
export function parseHeader(bytes: Uint8Array, dataBytes: number, file: string): SafetensorsHeader {
  const { [METADATA]: metadata, ...entries } = parse(bytes, file);
  const tensors = Object.entries(entries)
    .map(([name, content]) => readTensor(name, content, file))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  refuseOtherLayout(tensors, dataBytes, file);
  return { tensors, metadata: readMetadata(metadata, file) };
}
