import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { fixFiles } from '../../../src/analyzer/fix/fix-files.ts';
import { audit } from '../../../src/analyzer/audit.ts';
import { defineRule } from '../../../src/analyzer/rule.ts';
import { scratchFolder } from '../scratch-folder.ts';

const BEFORE = `import * as tf from '@tensorflow/tfjs';

/* The spacing   is mine. */
export async function train(model: tf.LayersModel,   xs: tf.Tensor2D): Promise<void> {
    model.fit(xs, xs)   // trailing
}

export function twice(x: number) { return x * 2 }
`;
const AFTER = BEFORE.replace('    model.fit', '    await model.fit').replace(
  'number) {',
  'number): number {',
);

describe('fixFiles', { timeout: 30_000 }, () => {
  test('writes what is certain, and leaves every other character', async () => {
    const root = scratchFolder({ 'a.ts': BEFORE });
    const { files, problems } = await fixFiles({ root });
    expect(problems).toEqual([]);
    expect(files.map(({ file, fixed }) => [file, fixed.map(({ rule }) => rule)])).toEqual([
      ['a.ts', ['floating-promise', 'missing-return-type']],
    ]);
    expect(readFileSync(path.join(root, 'a.ts'), 'utf8')).toBe(AFTER);
    expect((await fixFiles({ root })).files).toEqual([]);
    const { findings } = await audit({ root });
    expect(findings.filter(({ rule }) => rule === 'floating-promise')).toEqual([]);
  });

  test('without writing, says the same and touches nothing', async () => {
    const root = scratchFolder({ 'a.ts': BEFORE });
    const { files } = await fixFiles({ root }, false);
    expect(files.map(({ before, after }) => [before, after])).toEqual([[BEFORE, AFTER]]);
    expect(readFileSync(path.join(root, 'a.ts'), 'utf8')).toBe(BEFORE);
  });

  test('keeps line ends, the byte order mark, UTF-16 and the mode of a file', async () => {
    const crlf = BEFORE.replaceAll('\n', '\r\n');
    const root = scratchFolder({
      'a.ts': `\uFEFF${crlf}`,
      'b.ts': Buffer.from(`\uFEFF${BEFORE}`, 'utf16le'),
    });
    chmodSync(path.join(root, 'a.ts'), 0o755);
    await fixFiles({ root });
    expect(readFileSync(path.join(root, 'a.ts'), 'utf8')).toBe(`\uFEFF${AFTER.replaceAll('\n', '\r\n')}`);
    expect(readFileSync(path.join(root, 'b.ts'), 'utf16le')).toBe(`\uFEFF${AFTER}`);
    expect(statSync(path.join(root, 'a.ts')).mode & 0o777).toBe(0o755);
  });

  test('what a comment keeps quiet, and what a baseline knows, stays', async () => {
    const quiet = BEFORE.replace(
      '    model.fit',
      '    // tensorproof-ignore-next-line floating-promise -- fire and forget\n    model.fit',
    );
    const root = scratchFolder({ 'a.ts': quiet });
    await audit({ root, types: true, baseline: 'known.json', updateBaseline: true });
    expect((await fixFiles({ root, baseline: 'known.json' })).files).toEqual([]);
    expect(readFileSync(path.join(root, 'a.ts'), 'utf8')).toBe(quiet);
  });

  test('leaves a file that would not parse any more, and one that changed meanwhile', async () => {
    const root = scratchFolder({ 'a.ts': BEFORE, 'b.ts': 'export const b = 1;\n' });
    const breaking = defineRule({
      id: 'breaking',
      category: 'tests',
      level: 'hint',
      needsTypes: false,
      description: 'Breaks one file, and changes another while it is looked at.',
      messages: { broken: 'broken' },
      concerns: () => true,
      check: ({ source, report }) => {
        const edits = [{ start: 0, end: 0, text: '(' }];
        if (source.path === 'b.ts')
          report({ at: source.tree, message: 'broken', fix: { description: 'break it', edits } });
        else writeFileSync(path.join(root, 'a.ts'), `${BEFORE}// later\n`);
        return {};
      },
    });
    const { files, problems } = await fixFiles({ root, ownRules: [breaking] });
    expect(files).toEqual([]);
    expect(problems).toEqual([
      {
        kind: 'not-fixed',
        file: 'a.ts',
        message: 'left as it is: it changed since it was looked at',
        fails: true,
      },
      { kind: 'not-fixed', file: 'b.ts', message: 'left as it is: it would not parse any more', fails: true },
    ]);
    expect(readFileSync(path.join(root, 'a.ts'), 'utf8')).toBe(`${BEFORE}// later\n`);
    expect(readFileSync(path.join(root, 'b.ts'), 'utf8')).toBe('export const b = 1;\n');
  });
});
