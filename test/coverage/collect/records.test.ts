import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  changedSources,
  mergeRecords,
  readRecords,
  Recorder,
  type RunRecord,
} from '../../../src/coverage/collect/index.ts';
import { CoverageDataError } from '../../../src/errors.ts';

let root: string;
let directory: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'records ü-'));
  directory = path.join(root, 'coverage', 'tensorproof');
  await writeFile(path.join(root, 'a.ts'), 'export const a = 1;\n');
});
afterEach(() => rm(root, { recursive: true, force: true }));

function recorder(): Recorder {
  return new Recorder({ directory, root });
}

async function recordFile(): Promise<string> {
  const [name = ''] = await readdir(directory);
  return path.join(directory, name);
}

describe('a worker', () => {
  test('leaves its facts, each once, with the sources that they name', async () => {
    const one = recorder();
    one.note({ kind: 'op', file: 'a.ts', line: 3, op: 'matMul' });
    one.note({ op: 'matMul', line: 3, kind: 'op', file: 'a.ts' });
    one.atWriting(() => [{ kind: 'backend', name: 'cpu' }]);
    await one.write();
    const { entries, sources, workers, runtimes } = await readRecords(directory);
    expect(entries).toEqual([
      { kind: 'op', file: 'a.ts', line: 3, op: 'matMul' },
      { kind: 'backend', name: 'cpu' },
    ]);
    expect(Object.keys(sources)).toEqual(['a.ts']);
    expect(workers).toBe(1);
    expect(runtimes).toEqual([`node ${process.versions.node} ${process.platform}-${process.arch}`]);
  });

  test('writes one file anew, and leaves no drafts', async () => {
    const one = recorder();
    await one.write();
    one.note({ kind: 'backend', name: 'cpu' });
    await one.write();
    expect(await readdir(directory)).toHaveLength(1);
    expect((await readRecords(directory)).entries).toEqual([{ kind: 'backend', name: 'cpu' }]);
  });

  test('does not mix its file up with that of another worker of the same process', async () => {
    const [one, other] = [recorder(), recorder()];
    one.note({ kind: 'backend', name: 'cpu' });
    other.note({ kind: 'backend', name: 'wasm' });
    await Promise.all([one.write(), other.write()]);
    const { entries, workers } = await readRecords(directory);
    expect(entries).toEqual([
      { kind: 'backend', name: 'cpu' },
      { kind: 'backend', name: 'wasm' },
    ]);
    expect(workers).toBe(2);
  });

  test('keeps the digest of the text that ran, though a test changes the file afterwards', async () => {
    const one = recorder();
    one.note({ kind: 'op', file: 'a.ts', line: 1 });
    await one.write();
    await writeFile(path.join(root, 'a.ts'), 'export const a = 2;\n');
    await one.write();
    expect(await changedSources(await readRecords(directory), root)).toEqual(['a.ts']);
  });
});

describe('sources', () => {
  test('that are as they were have not changed; one that is gone has', async () => {
    const one = recorder();
    one.note({ kind: 'op', file: 'a.ts', line: 1 });
    await one.write();
    const record = await readRecords(directory);
    expect(await changedSources(record, root)).toEqual([]);
    await rm(path.join(root, 'a.ts'));
    expect(await changedSources(record, root)).toEqual(['a.ts']);
  });

  test('of two checkouts are not joined', () => {
    const of = (digest: string): RunRecord => ({
      entries: [],
      sources: { 'a.ts': digest },
      runtimes: [],
      workers: 1,
    });
    expect(() => mergeRecords([of('1'), of('2')])).toThrow(CoverageDataError);
    expect(() => mergeRecords([of('1'), of('2')])).toThrow(/^a\.ts was another text in some of the records/);
  });
});

test('a folder that is not there holds no records', async () => {
  expect(await readRecords(path.join(root, 'nowhere'))).toEqual({
    entries: [],
    sources: {},
    runtimes: [],
    workers: 0,
  });
});

test('files of others in the folder are passed over', async () => {
  await recorder().write();
  await writeFile(path.join(directory, 'notes.json'), '{');
  expect((await readRecords(directory)).workers).toBe(1);
});

describe.each<[string, (text: string) => string, RegExp]>([
  ['that is cut off', (text) => text.slice(0, -9), /is cut off or damaged/],
  ['that is empty', () => '', /is cut off or damaged/],
  ['of another tool', () => '{"result":[]}', /its format is not tensorproof-record/],
  ['that is a list', () => '[]', /its format is not tensorproof-record/],
  [
    'of a later version',
    (text) => text.replace('"version":1', '"version":2'),
    /another version of tensorproof/,
  ],
  ['that does not say what ran', (text) => text.replace(/"runtime":"[^"]*"/, '"runtime":1'), /what ran/],
  ['without digests', (text) => text.replace(/"sources":\{[^}]*\}/, '"sources":{"a.ts":1}'), /no digests/],
  ['with an entry of no kind', (text) => text.replace('"kind":"op"', '"kind":1'), /no list of facts/],
  ['with a file that is no text', (text) => text.replace('"file":"a.ts"', '"file":1'), /no list of facts/],
])('a record %s', (_, spoil, message) => {
  test('is refused', async () => {
    const one = recorder();
    one.note({ kind: 'op', file: 'a.ts' });
    await one.write();
    const file = await recordFile();
    await writeFile(file, spoil(await readFile(file, 'utf8')));
    const refusal = await readRecords(directory).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(CoverageDataError);
    expect(refusal).toMatchObject({ argument: file, code: 'TP_COVERAGE' });
    expect(String(refusal)).toMatch(message);
  });
});

test('a record that is too large is refused unread', async () => {
  await recorder().write();
  await writeFile(await recordFile(), ' '.repeat(65 * 1024 * 1024));
  await expect(readRecords(directory)).rejects.toThrow(/it has 68157440 bytes/);
});

test('a record that can not be read is an error', async () => {
  await recorder().write();
  await symlink(path.join(directory, 'nowhere'), path.join(directory, 'record-1.json'));
  await expect(readRecords(directory)).rejects.toThrow(CoverageDataError);
});

test('the order of records and doubles of them do not matter', () => {
  const entry = fc.record({
    kind: fc.constantFrom('op', 'backend'),
    name: fc.constantFrom('a', 'b', 'c'),
    line: fc.nat(3),
  });
  const record = fc.record({
    entries: fc.array(entry, { maxLength: 5 }),
    sources: fc.constantFrom({}, { 'a.ts': '1' }, { 'b.ts': '2' }),
    runtimes: fc.subarray(['node 20', 'node 24']),
    workers: fc.constant(1),
  });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 4 }), (records) => {
      const { workers, ...merged } = mergeRecords(records);
      expect(workers).toBe(records.length);
      expect(mergeRecords([...records].reverse())).toEqual({ ...merged, workers });
      expect(mergeRecords([...records, ...records])).toEqual({ ...merged, workers: 2 * workers });
      expect(mergeRecords([mergeRecords(records.slice(0, 2)), mergeRecords(records.slice(2))])).toEqual({
        ...merged,
        workers,
      });
    }),
  );
});
