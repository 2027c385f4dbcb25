import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findFiles } from '../../../src/analyzer/project/find-files.ts';
import { ArgumentError } from '../../../src/errors.ts';
import { scratchFolder } from '../scratch-folder.ts';

const FILES = {
  'src/train.ts': '',
  'src/view.tsx': '',
  'src/node.mts': '',
  'src/old.cts': '',
  'src/plain.js': '',
  'src/plain.mjs': '',
  'src/plain.cjs': '',
  'src/view.jsx': '',
  'src/App.vue': '',
  'src/App.svelte': '',
  'src/types.d.ts': '',
  'src/weights.bin': '',
  'src/vendor.min.js': '',
  'src/dist/inside.ts': '',
  'dist/index.js': '',
  '.cache/x.ts': '',
  'node_modules/model/src/index.ts': '',
  'node_modules/model/node_modules/other/index.js': '',
};

async function found(
  root: string,
  paths: readonly string[],
  ignore: readonly string[] = [],
): Promise<string[]> {
  return (await findFiles(paths, root, ignore)).map((file) => file.path);
}

const SOURCES = [
  'src/App.svelte',
  'src/App.vue',
  'src/node.mts',
  'src/old.cts',
  'src/plain.cjs',
  'src/plain.js',
  'src/plain.mjs',
  'src/train.ts',
  'src/view.jsx',
  'src/view.tsx',
];

describe('which files are looked at', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['a folder leaves out dependencies, build output and declarations', ['.'], SOURCES],
    ['a folder inside', ['src'], SOURCES],
    [
      'a named folder of dependencies, without its own',
      ['node_modules/model'],
      ['node_modules/model/src/index.ts'],
    ],
    ['a named build output', ['dist'], ['dist/index.js']],
    ['a named file, even a declaration', ['src/types.d.ts'], ['src/types.d.ts']],
    ['a glob', ['src/*.{mts,cts}'], ['src/node.mts', 'src/old.cts']],
    ['a glob into dependencies', ['node_modules/model/**/*.ts'], ['node_modules/model/src/index.ts']],
    ['what is named twice, once', ['src/train.ts', 'src/train.ts', 'src/*.ts'], ['src/train.ts']],
  ])('%s', async (_, paths, expected) => {
    expect(await found(scratchFolder(FILES), paths)).toEqual(expected);
  });

  test('globs to ignore are read from the root', async () => {
    expect(
      await found(scratchFolder(FILES), ['src'], ['src/*.{js,cjs,mjs,jsx,vue,svelte}', '**/*.mts']),
    ).toEqual(['src/old.cts', 'src/train.ts', 'src/view.tsx']);
  });

  test('a folder with signs of a glob in its name is a folder', async () => {
    expect(await found(scratchFolder({ 'app/[id]/page.ts': '' }), ['app/[id]'])).toEqual([
      'app/[id]/page.ts',
    ]);
  });

  test('links that lead in a circle end, and a file with two names is read once', async () => {
    const root = scratchFolder({ 'a/b/x.ts': '' });
    symlinkSync('..', path.join(root, 'a/b/up'));
    symlinkSync('a', path.join(root, 'zz'));
    expect(await found(root, ['.'])).toEqual(['a/b/x.ts']);
    expect(await found(root, ['a'])).toEqual(['a/b/x.ts']);
  });

  test('an empty folder has none', async () => {
    expect(await found(scratchFolder(), ['.'])).toEqual([]);
  });

  test.each([
    ['a path that is not there', 'scr', /no file or folder 'scr'/],
    ['a file that is no source', 'src/weights.bin', /'src\/weights\.bin' is no source file/],
    ['a glob that finds nothing', 'src/**/*.py', /finds no source file/],
  ])('refuses %s', async (_, given, message) => {
    const refused = findFiles([given], scratchFolder(FILES));
    await expect(refused).rejects.toThrow(ArgumentError);
    await expect(refused).rejects.toThrow(message);
  });
});
