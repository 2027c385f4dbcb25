import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GoldenFileError } from '../../src/errors.ts';
import type { GoldenTensor } from '../../src/golden/encoding.ts';
import { readGoldenFile, writeGoldenFile, type GoldenTree } from '../../src/golden/file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'golden-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
const file = (): string => path.join(folder, '__snapshots__', 'model.test.ts.tensors');

const ofSize = (most: number): fc.Arbitrary<GoldenTensor> =>
  fc.oneof(
    fc
      .float32Array({ maxLength: most })
      .map((values) => ({ dtype: 'float32' as const, shape: [values.length], values })),
    fc
      .int32Array({ maxLength: most })
      .map((values) => ({ dtype: 'int32' as const, shape: [values.length, 1], values })),
    fc.array(fc.boolean(), { maxLength: most }).map((flags) => ({
      dtype: 'bool' as const,
      shape: [flags.length],
      values: Uint8Array.from(flags, Number),
    })),
    fc.array(fc.tuple(fc.float(), fc.float()), { maxLength: most }).map((pairs) => ({
      dtype: 'complex64' as const,
      shape: [pairs.length],
      values: Float32Array.from(pairs.flat()),
    })),
    fc
      .array(fc.string({ unit: 'binary' }), { maxLength: most })
      .map((values) => ({ dtype: 'string' as const, shape: [values.length], values })),
  );

const trees = fc.dictionary(
  fc.string(),
  fc.dictionary(fc.string(), ofSize(100), { minKeys: 1, maxKeys: 3 }),
  { maxKeys: 4 },
);

test('what is written is read back, bit for bit', () => {
  fc.assert(
    fc.property(trees, (byName) => {
      const golden = new Map(
        Object.entries(byName).map(([name, tree]) => [name, new Map(Object.entries(tree))]),
      );
      writeGoldenFile(file(), golden);
      expect(readGoldenFile(file())).toEqual(golden);
    }),
    { numRuns: 50 },
  );
});

const ones = (length: number): GoldenTree =>
  new Map([['', { dtype: 'float32', shape: [length], values: new Float32Array(length).fill(1) } as const]]);

describe('the file', () => {
  test('reads as text, sorted by name, one line a tensor', () => {
    writeGoldenFile(
      file(),
      new Map([
        ['b 1', ones(2)],
        ['a 1', ones(1000)],
      ]),
    );
    const [header, ...lines] = readFileSync(file(), 'utf8').trimEnd().split('\n');
    expect(header).toMatch(/^# /u);
    expect(lines).toEqual([
      expect.stringMatching(/^\{"name":"a 1","dtype":"float32","shape":\[1000\],"deflate":"[\w+/=]+"\}$/u),
      '{"name":"b 1","dtype":"float32","shape":[2],"values":[1,1]}',
    ]);
  });

  test('stays the same when the same is written again', () => {
    writeGoldenFile(
      file(),
      new Map([
        ['b 1', ones(2)],
        ['a 1', ones(1000)],
      ]),
    );
    const before = readFileSync(file(), 'utf8');
    writeGoldenFile(file(), readGoldenFile(file()));
    expect(readFileSync(file(), 'utf8')).toBe(before);
  });

  test('is not there without golden tensors, and nothing else is left', () => {
    writeGoldenFile(file(), new Map([['a 1', ones(2)]]));
    writeGoldenFile(file(), new Map());
    expect(readdirSync(path.dirname(file()))).toEqual([]);
    expect(readGoldenFile(file())).toEqual(new Map());
  });

  test('is as compact as its numbers where they can not be packed', () => {
    const values = Float32Array.from({ length: 10_000 }, () => Math.random());
    writeGoldenFile(
      file(),
      new Map([['a 1', new Map([['', { dtype: 'float32', shape: [10_000], values } as const]])]]),
    );
    expect(readFileSync(file()).length).toBeLessThan(1.4 * values.byteLength);
  });
});

describe('a damaged file', () => {
  const good = '{"name":"a 1","dtype":"float32","shape":[2],"values":[1,2]}';
  test.each([
    ['cut off', good.slice(0, -9), ":2 can't be read: it is cut off or no JSON"],
    ['too few values', good.replace('[1,2]', '[1]'), 'its data does not fit its shape and dtype'],
    [
      'a wrong shape',
      good.replace('"shape":[2]', '"shape":[-2]'),
      'its data does not fit its shape and dtype',
    ],
    ['an unknown dtype', good.replace('float32', 'float64'), 'its data does not fit its shape and dtype'],
    [
      'base64 of another length',
      '{"name":"a","dtype":"float32","shape":[2],"base64":"AAAA"}',
      'does not fit',
    ],
    [
      'packed data that is none',
      '{"name":"a","dtype":"float32","shape":[2],"deflate":"AAAA"}',
      'does not fit',
    ],
    ['a name twice', `${good}\n${good}`, ":3 can't be read: 'a 1' is there twice"],
    ['a conflict of a merge', `<<<<<<< HEAD\n${good}\n=======`, 'it is a conflict marker of a merge'],
    ['another JSON value', '[1]', 'its data does not fit'],
    ['null', 'null', 'its data does not fit'],
  ])('%s is refused by its line', (_, text, message) => {
    const damaged = path.join(folder, 'damaged.tensors');
    writeFileSync(damaged, `# header\n${text}\n`);
    expect(() => readGoldenFile(damaged)).toThrow(GoldenFileError);
    expect(() => readGoldenFile(damaged)).toThrow(message);
  });

  test('random damage is refused or harmless, never a crash', () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.string({ maxLength: 3 }), (place, junk) => {
        const damaged = path.join(folder, 'damaged.tensors');
        writeFileSync(damaged, good.slice(0, place) + junk + good.slice(place + 1));
        try {
          readGoldenFile(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(GoldenFileError);
        }
      }),
    );
  });
});
