import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { extractMembers } from '../../src/backend/extract-members.ts';
import { BackendError } from '../../src/errors.ts';
import { makeWorkspace } from './stand-in.ts';
import { zip } from './zip-writer.ts';
import type { ZipMember } from './zip-writer.ts';

const workspace = makeWorkspace();
afterAll(workspace.remove);

const data = Buffer.from('some bytes that deflate\n'.repeat(1000));
let count = 0;

function archiveOf(bytes: Buffer): { readonly archive: string; readonly target: string } {
  const directory = path.join(workspace.directory, `archive-${count++}`);
  const target = path.join(directory, 'target');
  mkdirSync(target, { recursive: true });
  const archive = path.join(directory, 'some.whl');
  writeFileSync(archive, bytes);
  return { archive, target };
}

test('writes what is placed, leaves out the rest, and says how many bytes', async () => {
  const members: readonly ZipMember[] = [
    { name: 'a/b.txt', data },
    { name: 'a/', data: Buffer.alloc(0) },
    { name: 'other.txt', data },
    { name: 'empty.txt', data: Buffer.alloc(0) },
  ];
  const { archive, target } = archiveOf(zip(members));
  let bytes = 0;
  const taken = await extractMembers(archive, target, {
    place: (member) => (member === 'other.txt' ? undefined : `placed/${member}`),
    advance: (done) => (bytes = done),
  });
  expect(taken).toEqual(['a/b.txt', 'empty.txt']);
  expect(readFileSync(path.join(target, 'placed/a/b.txt'))).toEqual(data);
  expect(readFileSync(path.join(target, 'placed/empty.txt'))).toHaveLength(0);
  expect(readdirSync(path.join(target, 'placed'))).toEqual(['a', 'empty.txt']);
  expect(bytes).toBe(data.length);
});

test.each(['../evil.txt', 'a/../../evil.txt', '/evil.txt', 'C:\\evil.txt', '..\\evil.txt'])(
  'refuses the member %s, wherever it is to be placed',
  async (name) => {
    const { archive, target } = archiveOf(zip([{ name, data }]));
    const refused = extractMembers(archive, target, { place: (member) => member });
    await expect(refused).rejects.toThrow(BackendError);
    expect(readdirSync(target)).toEqual([]);
    expect(existsSync(path.join(target, '..', 'evil.txt'))).toBe(false);
  },
);

test('refuses a place outside the target, also when the name is innocent', async () => {
  const { archive, target } = archiveOf(zip([{ name: 'good.txt', data }]));
  await expect(extractMembers(archive, target, { place: () => '../evil.txt' })).rejects.toThrow(
    /points outside/u,
  );
  expect(existsSync(path.join(target, '..', 'evil.txt'))).toBe(false);
});

test.each<[string, (whole: Buffer) => Buffer, RegExp]>([
  ['is cut short', (whole) => whole.subarray(0, whole.length - 30), /reason {2}/u],
  ['is empty', () => Buffer.alloc(0), /reason {2}/u],
  ['is no archive', () => Buffer.from('<html>403 Forbidden</html>'.repeat(10)), /reason {2}/u],
  ['has a broken stream', (whole) => garbled(whole), /member {2}a\.txt\n {2}reason {2}/u],
])('says that an archive is damaged when it %s', async (_, change, message) => {
  const { archive, target } = archiveOf(change(zip([{ name: 'a.txt', data }])));
  const failed = await extractMembers(archive, target, { place: (member) => member }).catch(
    (error: unknown) => error,
  );
  expect(failed).toMatchObject({ problem: 'damaged-wheel' });
  expect(String(failed)).toMatch(message);
});

test('checks the checksum of what was written', async () => {
  const { archive, target } = archiveOf(zip([{ name: 'a.txt', data, crc32: 1 }]));
  const refused = extractMembers(archive, target, { place: (member) => member });
  await expect(refused).rejects.toThrow(/member {2}a\.txt\n {2}reason {2}its checksum \(CRC-32\) is wrong/u);
});

test('never writes over a file that is there', async () => {
  const { archive, target } = archiveOf(zip([{ name: 'a.txt', data }]));
  writeFileSync(path.join(target, 'a.txt'), 'mine');
  await expect(extractMembers(archive, target, { place: (member) => member })).rejects.toThrow(/EEXIST/u);
  expect(readFileSync(path.join(target, 'a.txt'), 'utf8')).toBe('mine');
});

/** Overwrites the middle of the deflated bytes. */
function garbled(whole: Buffer): Buffer {
  return Buffer.concat([whole.subarray(0, 40), Buffer.alloc(20, 0xff), whole.subarray(60)]);
}
