import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { encode, isText, readSource } from '../../../src/analyzer/project/read-source.ts';
import { scratchFolder } from '../scratch-folder.ts';

function read(content: string | Uint8Array, largest?: number) {
  const root = scratchFolder({ 'a.ts': content });
  return readSource({ absolute: path.join(root, 'a.ts'), path: 'a.ts' }, largest);
}

const BYTES: readonly (readonly [string, Uint8Array, string])[] = [
  ['UTF-8', Buffer.from('const ä = "𝛼";\r\n'), 'const ä = "𝛼";\r\n'],
  ['UTF-8 with a byte order mark', Buffer.from('\uFEFFlet x;'), 'let x;'],
  ['UTF-16, little end first', Buffer.from('\uFEFFlet ä;', 'utf16le'), 'let ä;'],
  ['UTF-16, big end first', Buffer.from('\uFEFFlet ä;', 'utf16le').swap16(), 'let ä;'],
  ['an empty file', Buffer.alloc(0), ''],
];

describe('reading', () => {
  test.each(BYTES)('%s is read, and written as it was', async (_, bytes, text) => {
    const source = await read(bytes);
    if (!isText(source)) throw new Error(source.message);
    expect(source.text).toBe(text);
    expect(encode(source).equals(bytes)).toBe(true);
  });

  test.each([
    ['Latin-1', Buffer.from('// caf\xe9', 'latin1'), 'not-utf8', true],
    ['a video that ends in .ts', Buffer.from([0x47, 0x40, 0x00, 0x10]), 'not-text', false],
  ])('%s is left out with words', async (_, bytes, kind, fails) => {
    expect(await read(bytes)).toMatchObject({ kind, fails, file: 'a.ts' });
  });

  test('a file above the limit is left out', async () => {
    expect(await read('x'.repeat(101), 100)).toMatchObject({ kind: 'too-large', fails: false });
    expect(isText(await read('x'.repeat(100), 100))).toBe(true);
  });

  test('a file that is gone by then is left out', async () => {
    const root = scratchFolder();
    expect(await readSource({ absolute: path.join(root, 'a.ts'), path: 'a.ts' })).toMatchObject({
      kind: 'gone',
      fails: false,
    });
  });

  // A folder in its place, since a mode would not stop root.
  test('a file that can not be read fails the run, and says why', async () => {
    const root = scratchFolder();
    expect(await readSource({ absolute: root, path: 'a.ts' })).toMatchObject({
      kind: 'unreadable',
      fails: true,
    });
  });
});
