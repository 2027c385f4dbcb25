import { expect, test } from 'vitest';
import type { PageFile } from '../../src/report-page/index.ts';
import { treeOf } from '../../src/report-page/tree.ts';

const file = (path: string, part: number, of: number, ...kinds: readonly string[]): PageFile => ({
  path,
  fractions: [{ part, of }],
  marks: kinds.map((kind) => ({ kind, line: 1, column: 1, endLine: 1, endColumn: 2, message: '' })),
});

test('folders add up what is in them, and a folder with nothing but a folder is left out', () => {
  const root = treeOf(
    [file('src/a/deep/x.ts', 1, 2, 'b'), file('src/a/deep/y.ts', 3, 4, 'a', 'b'), file('src/z.ts', 0, 1)],
    ['a', 'b'],
    1,
  );
  expect(root).toMatchObject({ path: '', fractions: [{ part: 4, of: 7 }], marks: { 0: 1, 1: 2 } });
  expect(root.children).toHaveLength(1);
  const [src] = root.children ?? [];
  expect(src?.path).toBe('src');
  expect(src?.children?.map(({ path, fractions }) => [path, fractions[0]])).toEqual([
    ['src/a/deep', { part: 4, of: 6 }],
    ['src/z.ts', { part: 0, of: 1 }],
  ]);
  expect(src?.children?.[0]?.children?.map(({ path }) => path)).toEqual([
    'src/a/deep/y.ts',
    'src/a/deep/x.ts',
  ]);
});

test('a file without anything to count has a place', () => {
  const { children = [] } = treeOf([file('a.ts', 5, 5), file('b.ts', 0, 0)], [], 1);
  expect(children.map(({ path }) => path)).toEqual(['a.ts', 'b.ts']);
  for (const { box } of children) expect(box[2] * box[3]).toBeGreaterThan(0);
});

test('no files', () => {
  expect(treeOf([], [], 1)).toMatchObject({ path: '', children: [], fractions: [{ part: 0, of: 0 }] });
});
