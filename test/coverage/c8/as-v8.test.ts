import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Report } from 'c8';
import fc from 'fast-check';
import libCoverage, { type CoverageMapData, type FileCoverageData, type Range } from 'istanbul-lib-coverage';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asV8Functions } from '../../../src/coverage/c8/as-v8.ts';

type Measured = Omit<FileCoverageData, 'path'>;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'as-v8-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What c8 itself makes of a file and what is said of it. */
async function readByC8(text: string, measured: Measured) {
  const path = join(folder, 'source.js');
  writeFileSync(path, text);
  const result = [{ scriptId: '0', url: pathToFileURL(path).href, functions: asV8Functions(measured, text) }];
  writeFileSync(join(folder, 'coverage-1-1-0.json'), JSON.stringify({ result }));
  await new Report({
    tempDirectory: folder,
    reportsDirectory: folder,
    reporter: ['json'],
    src: [folder],
    exclude: [],
    extension: ['.js'],
    allowExternal: true,
    resolve: '',
    omitRelative: true,
  }).run();
  const data = JSON.parse(readFileSync(join(folder, 'coverage-final.json'), 'utf8')) as CoverageMapData;
  return libCoverage.createCoverageMap(data).fileCoverageFor(path);
}

function at(line: number, column: number, endLine: number, endColumn: number): Range {
  return { start: { line, column }, end: { line: endLine, column: endColumn } };
}

const NOTHING: Measured = { statementMap: {}, s: {}, fnMap: {}, f: {}, branchMap: {}, b: {} };

describe('what c8 reads is what it is given', () => {
  const text = [
    'export function half(n) {', // 1
    '  if (n > 9) {', //            2
    '    return n;', //             3
    '  }', //                       4
    '', //                          5
    '  return n / 2;', //           6
    '}', //                         7
    '', //                          8
    'export const none = () => 0;', // 9
  ].join('\n');
  const measured: Measured = {
    statementMap: { 0: at(2, 2, 4, 3), 1: at(3, 4, 3, 13), 2: at(6, 2, 6, 15), 3: at(9, 13, 9, 27) },
    s: { 0: 3, 1: 0, 2: 3, 3: 1 },
    fnMap: {
      0: { name: 'half', decl: at(1, 16, 1, 20), loc: at(1, 24, 7, 1), line: 1 },
      1: { name: '', decl: at(9, 20, 9, 21), loc: at(9, 26, 9, 27), line: 9 },
    },
    f: { 0: 3, 1: 0 },
    branchMap: {
      // The `else` that is not there has no place.
      0: {
        type: 'if',
        loc: at(2, 2, 4, 3),
        locations: [at(2, 13, 4, 3), { start: {}, end: {} } as Range],
        line: 2,
      },
    },
    b: { 0: [0, 3] },
  };

  test('functions, with and without a name', async () => {
    const { functions } = (await readByC8(text, measured)).toSummary();
    expect(functions).toMatchObject({ total: 2, covered: 1 });
  });

  test('branches, also one that has no place', async () => {
    const { branches } = (await readByC8(text, measured)).toSummary();
    expect(branches).toMatchObject({ total: 2, covered: 1 });
  });

  test('lines, each with its count', async () => {
    const lines = (await readByC8(text, measured)).getLineCoverage();
    expect(lines).toEqual({ 1: 1, 2: 3, 3: 0, 4: 0, 5: 3, 6: 3, 7: 3, 8: 1, 9: 1 });
  });

  test('the same with carriage returns', async () => {
    const file = await readByC8(text.replaceAll('\n', '\r\n'), measured);
    expect(file.getUncoveredLines()).toEqual(['3', '4']);
    expect(file.toSummary().branches).toMatchObject({ total: 2, covered: 1 });
  });

  test('empty lines and comments before what never ran never ran', async () => {
    const source = 'function f() {\n  throw 1;\n\n  // why\n  return 2;\n}\n\nf;';
    const file = await readByC8(source, {
      ...NOTHING,
      statementMap: { 0: at(2, 2, 2, 10), 1: at(5, 2, 5, 11), 2: at(8, 0, 8, 2) },
      s: { 0: 1, 1: 0, 2: 1 },
      fnMap: { 0: { name: 'f', decl: at(1, 9, 1, 10), loc: at(1, 13, 6, 1), line: 1 } },
      f: { 0: 1 },
    });
    expect(file.getUncoveredLines()).toEqual(['3', '4', '5']);
  });

  test('a file of which nothing is said is covered, as c8 has it', async () => {
    const file = await readByC8('export {};\n', NOTHING);
    expect(file.toSummary().lines).toMatchObject({ total: 1, covered: 1 });
    expect(file.toSummary().functions.total).toBe(0);
  });
});

test('any nesting of functions and branches is counted as it is, and every line that a statement begins has its count', async () => {
  const count = fc.integer({ min: 0, max: 3 });
  // Lines of ten characters, some empty between; a place reaches from a line to the same or a later one.
  const place = fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 5 }))
    .map(([line, column, more]) => at(line, column, Math.min(12, line + more), more === 0 ? 10 : column));
  const measured = fc.record({
    functions: fc.array(fc.record({ place, count, name: fc.constantFrom('', 'f', 'g') }), { maxLength: 6 }),
    branches: fc.array(fc.array(fc.record({ place, count }), { minLength: 1, maxLength: 3 }), {
      maxLength: 5,
    }),
    statements: fc.array(fc.record({ place, count }), { maxLength: 8 }),
  });
  const text = `${Array.from({ length: 12 }, () => 'abcdefghij').join('\n')}\n`;
  await fc.assert(
    fc.asyncProperty(measured, async ({ functions, branches, statements }) => {
      const file = await readByC8(text, {
        statementMap: Object.fromEntries(statements.map((each, id) => [id, each.place])),
        s: Object.fromEntries(statements.map((each, id) => [id, each.count])),
        fnMap: Object.fromEntries(
          functions.map((each, id) => [
            id,
            { name: each.name, decl: each.place, loc: each.place, line: each.place.start.line },
          ]),
        ),
        f: Object.fromEntries(functions.map((each, id) => [id, each.count])),
        branchMap: Object.fromEntries(
          branches.map((arms, id) => [
            id,
            { type: 'if', loc: at(1, 0, 12, 10), locations: arms.map((arm) => arm.place), line: 1 },
          ]),
        ),
        b: Object.fromEntries(branches.map((arms, id) => [id, arms.map((arm) => arm.count)])),
      });
      const summary = file.toSummary();
      const arms = branches.flat();
      const covered = (counts: readonly { count: number }[]) =>
        counts.filter((each) => each.count > 0).length;
      expect(summary.functions).toMatchObject({ total: functions.length, covered: covered(functions) });
      expect(summary.branches).toMatchObject({ total: arms.length, covered: covered(arms) });
      const lines = file.getLineCoverage();
      const begun = new Map<number, number>();
      for (const each of statements) {
        const { line } = each.place.start;
        begun.set(line, Math.max(begun.get(line) ?? 0, each.count));
      }
      for (const [line, expected] of begun) expect(lines[line]).toBe(expected);
    }),
    { numRuns: 200, seed: 1 },
  );
});
