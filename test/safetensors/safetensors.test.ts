import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ArgumentError, SafetensorsFile, writeSafetensors } from '../../src/index.ts';
import type { StoredDType } from '../../src/index.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safetensors-'));
  path = join(folder, 'weights.safetensors');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** A file of a header, whatever it says, and some bytes behind it. */
function bytesOf(header: unknown, dataBytes = 0, claimed?: bigint): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(claimed ?? BigInt(text.length));
  return Buffer.concat([length, text, Buffer.alloc(dataBytes)]);
}

const entry = (begin: number, end: number, more: object = {}): object => ({
  dtype: 'F32',
  shape: [(end - begin) / 4],
  data_offsets: [begin, end],
  ...more,
});

async function refusal(): Promise<string> {
  const error: unknown = await SafetensorsFile.open(path).then(
    (file) => file.close(),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ArgumentError);
  return (error as ArgumentError).message.replace(path, 'FILE');
}

describe('a damaged file is refused, and the message says what is wrong', () => {
  test.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(), 'it has 0 bytes, and 8 say how long its header is'],
    ['seven bytes', new Uint8Array(7), 'it has 7 bytes'],
    ['a header of 2^60 bytes', bytesOf('{}', 0, 2n ** 60n), 'its header claims 1152921504606846976 bytes'],
    [
      'a header of 2^64 - 1 bytes',
      bytesOf('{}', 0, 2n ** 64n - 1n),
      'its header claims 18446744073709551615 bytes',
    ],
    [
      'a header longer than the file',
      bytesOf('{}', 0, 99n),
      'it is truncated: its header claims 99 bytes, but 2 follow',
    ],
    ['a header cut in the middle', bytesOf({ a: entry(0, 4) }, 4, 12n), 'its header is no JSON'],
    ['a header that is no UTF-8', bytesOf('{"\xff"}', 0).fill(0xff, 10, 11), 'its header is no JSON'],
    ['a list', bytesOf([]), 'its header is no JSON object'],
    ['a space in front', bytesOf(' {}'), 'its header is no JSON object'],
    [
      'truncated data',
      bytesOf({ a: entry(0, 8) }, 7),
      'it is truncated: its tensors take 8 bytes, but 7 are left',
    ],
    ['bytes of no tensor', bytesOf({ a: entry(0, 8) }, 9), '1 bytes at its end belong to no tensor'],
    [
      'a gap',
      bytesOf({ a: entry(0, 4), b: entry(8, 12) }, 12),
      'tensor "b" leaves a gap before it: it begins at byte 8, not 4',
    ],
    ['a gap in front', bytesOf({ a: entry(4, 8) }, 8), 'tensor "a" leaves a gap before it'],
    [
      'overlapping tensors',
      bytesOf({ a: entry(0, 8), b: entry(4, 12) }, 12),
      'tensor "b" overlaps the one before it: it begins at byte 4, not 8',
    ],
    [
      'two tensors in the same bytes',
      bytesOf({ a: entry(0, 8), b: entry(0, 8) }, 8),
      'overlaps the one before it',
    ],
    [
      'a name twice',
      bytesOf(
        '{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}',
        4,
      ),
      'its header says "a" twice',
    ],
    [
      'a name twice, spelt differently',
      bytesOf('{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"\\u0061":{}}', 4),
      'its header says "a" twice',
    ],
    [
      'a field twice',
      bytesOf('{"a":{"dtype":"F32","dtype":"F64","shape":[],"data_offsets":[0,4]}}', 4),
      'its header says "dtype" twice',
    ],
    [
      'a size that is not that of the shape',
      bytesOf({ a: entry(0, 8, { shape: [3] }) }, 8),
      'tensor "a" is F32[3], 12 bytes, but its offsets leave 8',
    ],
    [
      'a shape of 2^60 elements',
      bytesOf({ a: entry(0, 8, { shape: [2 ** 30, 2 ** 30] }) }, 8),
      'tensor "a" is F32[1073741824, 1073741824]',
    ],
    ['a side that is no size', bytesOf({ a: entry(0, 8, { shape: [-2] }) }, 8), 'tensor "a" has shape [-2]'],
    ['half a side', bytesOf({ a: entry(0, 8, { shape: [0.5, 4] }) }, 8), 'tensor "a" has shape [0.5,4]'],
    ['no shape', bytesOf({ a: entry(0, 8, { shape: undefined }) }, 8), 'tensor "a" has shape undefined'],
    ['an unknown dtype', bytesOf({ a: entry(0, 8, { dtype: 'F31' }) }, 8), 'tensor "a" has dtype "F31"'],
    [
      'a dtype that every object has',
      bytesOf({ a: entry(0, 8, { dtype: 'toString' }) }, 8),
      'tensor "a" has dtype "toString"',
    ],
    [
      'offsets the wrong way round',
      bytesOf({ a: entry(0, 0, { data_offsets: [8, 0] }) }, 8),
      'tensor "a" has data_offsets [8,0]',
    ],
    [
      'three offsets',
      bytesOf({ a: entry(0, 8, { data_offsets: [0, 8, 8] }) }, 8),
      'tensor "a" has data_offsets [0,8,8]',
    ],
    [
      'offsets below zero',
      bytesOf({ a: entry(0, 8, { data_offsets: [-8, 0] }) }, 8),
      'tensor "a" has data_offsets [-8,0]',
    ],
    ['a field that there is not', bytesOf({ a: entry(0, 8, { stride: 1 }) }, 8), 'tensor "a" has a "stride"'],
    ['a tensor that is a number', bytesOf({ a: 1 }), 'tensor "a" is no object'],
    [
      'metadata that are no strings',
      bytesOf({ __metadata__: { a: 1 } }),
      '__metadata__ must hold strings by name',
    ],
  ])('%s', async (_, bytes, message) => {
    await writeFile(path, bytes);
    expect(await refusal()).toContain(message);
    expect(await refusal()).toMatch(/^FILE is no sound safetensors file: /);
  });

  test('a file that is not there, and a folder', async () => {
    expect(await refusal()).toContain("FILE can't be read: ENOENT");
    path = folder;
    await expect(SafetensorsFile.open(path)).rejects.toThrow();
  });
});

describe('what is written is read', () => {
  test('names, shapes, values and metadata, whatever they are', async () => {
    const tensor = fc.record({
      name: fc.string({ unit: 'grapheme' }).filter((name) => name !== '__metadata__'),
      shape: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 }),
    });
    const tensors = fc.uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        tensors,
        fc.dictionary(fc.string(), fc.string()),
        fc.infiniteStream(fc.float()),
        async (written, metadata, numbers) => {
          const values = written.map(({ shape }) =>
            Float32Array.from(
              { length: shape.reduce((a, b) => a * b, 1) },
              () => numbers.next().value as number,
            ),
          );
          await writeSafetensors(
            path,
            written.map((each, at) => ({ ...each, values: () => values[at] ?? new Float32Array() })),
            metadata,
          );
          const file = await SafetensorsFile.open(path);
          try {
            expect({ ...file.metadata }).toEqual({ ...metadata });
            expect([...file.tensors.keys()].sort()).toEqual(written.map(({ name }) => name).sort());
            for (const [at, { name, shape }] of written.entries()) {
              const stored = file.tensors.get(name);
              expect(stored?.shape).toEqual(shape);
              if (stored !== undefined) expect(await file.readFloat32(stored)).toEqual(values[at]);
            }
          } finally {
            await file.close();
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('numbers begin at a multiple of 8', async () => {
    await writeSafetensors(path, [{ name: 'a', shape: [1], values: () => Float32Array.of(1) }]);
    const bytes = await readFile(path);
    expect(bytes.readBigUInt64LE(0) % 8n).toBe(0n);
  });

  test('a file is written whole or not at all', async () => {
    const one = { name: 'a', shape: [1], values: () => Float32Array.of(1) };
    await writeSafetensors(path, [one]);
    const before = await readFile(path);
    const wrong = { name: 'b', shape: [2], values: () => Float32Array.of(1) };
    await expect(writeSafetensors(path, [one, wrong])).rejects.toThrow('b is [2], 2 elements, but has 1');
    await expect(writeSafetensors(path, [one, one])).rejects.toThrow('the name "a" can\'t be used twice');
    await expect(writeSafetensors(path, [{ ...one, name: '__metadata__' }])).rejects.toThrow(ArgumentError);
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(folder)).toEqual(['weights.safetensors']);
  });
});

describe('other kinds of number', () => {
  const read = async (
    dtype: StoredDType,
    bytes: Uint8Array,
    shape: readonly number[],
  ): Promise<Float32Array> => {
    const header = bytesOf({ a: { dtype, shape, data_offsets: [0, bytes.length] } });
    await writeFile(path, Buffer.concat([header, bytes]));
    const file = await SafetensorsFile.open(path);
    try {
      const [stored] = file.tensors.values();
      if (stored === undefined) throw new Error('no tensor');
      return await file.readFloat32(stored);
    } finally {
      await file.close();
    }
  };

  test.each<[StoredDType, Uint8Array, readonly number[]]>([
    ['F64', new Uint8Array(Float64Array.of(1.5, -2).buffer), [1.5, -2]],
    ['BF16', new Uint8Array(Uint16Array.of(0x3fc0, 0xc000, 0x7f80).buffer), [1.5, -2, Infinity]],
    [
      'F16',
      new Uint8Array(Uint16Array.of(0x3e00, 0xc000, 0x0001, 0x7c00, 0x7bff).buffer),
      [1.5, -2, 2 ** -24, Infinity, 65_504],
    ],
  ])('%s', async (dtype, bytes, values) => {
    expect([...(await read(dtype, bytes, [values.length]))]).toEqual(values);
  });

  test('whole numbers are no weights', async () => {
    await expect(read('I64', new Uint8Array(8), [1])).rejects.toThrow(
      "a is stored as I64, which can't be read as float32.",
    );
  });
});
