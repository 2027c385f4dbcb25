import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { linkDirectory, readLink, unlinkDirectory } from '../../src/backend/link-directory.ts';
import { makeWorkspace } from './stand-in.ts';

const workspace = makeWorkspace();
afterAll(workspace.remove);

let at: string;
let target: string;
beforeEach(() => {
  const directory = mkdtempSync(path.join(workspace.directory, 'link-'));
  at = path.join(directory, 'package', 'deps');
  target = path.join(directory, 'target');
  mkdirSync(target);
});

test.each<[string, () => void]>([
  ['nothing', () => undefined],
  [
    'another link',
    () => {
      prepare(() => {
        symlinkSync('/somewhere', at);
      });
    },
  ],
  [
    'a link that leads nowhere',
    () => {
      prepare(() => {
        symlinkSync('/nonexistent', at);
      });
    },
  ],
  [
    'a directory with files',
    () => {
      mkdirSync(path.join(at, 'lib'), { recursive: true });
      writeFileSync(path.join(at, 'lib', 'x'), '');
    },
  ],
  [
    'a file',
    () => {
      prepare(() => {
        writeFileSync(at, '');
      });
    },
  ],
])('takes the place of %s and leaves nothing else', async (_, there) => {
  there();
  expect(await linkDirectory(at, target)).toBe(true);
  expect(readlinkSync(at)).toBe(target);
  expect(readdirSync(path.dirname(at))).toEqual(['deps']);
});

test('changes nothing when the link is right', async () => {
  await linkDirectory(at, target);
  const before = lstatSync(at).ino;
  expect(await linkDirectory(at, target)).toBe(false);
  expect(lstatSync(at).ino).toBe(before);
});

test('a reader never finds nothing while a link is replaced', async () => {
  await linkDirectory(at, target);
  const other = `${target}-other`;
  mkdirSync(other);
  const done = new AbortController();
  let missing = 0;
  const reader = (async () => {
    while (!done.signal.aborted) {
      if (!existsSync(at)) missing++;
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  for (let i = 0; i < 50; i++) await linkDirectory(at, i % 2 === 0 ? other : target);
  done.abort();
  await reader;
  expect(missing).toBe(0);
});

test('many at once agree', async () => {
  await Promise.all(Array.from({ length: 20 }, () => linkDirectory(at, target)));
  expect(readlinkSync(at)).toBe(target);
  expect(readdirSync(path.dirname(at))).toEqual(['deps']);
});

test('unlinks a link, and nothing else', async () => {
  await linkDirectory(at, target);
  expect(await readLink(at)).toEqual({ kind: 'link', target });
  expect(await unlinkDirectory(at)).toBe(true);
  expect(existsSync(target)).toBe(true);
  expect(await unlinkDirectory(at)).toBe(false);
  mkdirSync(at);
  expect(await unlinkDirectory(at)).toBe(false);
  expect(existsSync(at)).toBe(true);
});

function prepare(make: () => void): void {
  mkdirSync(path.dirname(at), { recursive: true });
  make();
}
