import { describe, expect, test } from 'vitest';
import { countsOf } from '../../../src/coverage/error-paths/counts.ts';

type Place = readonly [line: number, column: number, endLine: number, endColumn: number];
const range = ([line, column, endLine, endColumn]: Place) => ({
  start: { line, column },
  end: { line: endLine, column: endColumn },
});

/** Coverage of a file with these statements, functions and branches. */
function counts(
  statements: readonly [Place, number][],
  functions: readonly [Place, number][] = [],
  branches: readonly [Place, number][] = [],
) {
  return countsOf({
    statementMap: Object.fromEntries(statements.map(([place], i) => [i, range(place)])),
    s: Object.fromEntries(statements.map(([, count], i) => [i, count])),
    fnMap: Object.fromEntries(
      functions.map(([place], i) => [
        i,
        { name: 'f', line: place[0], decl: range(place), loc: range(place) },
      ]),
    ),
    f: Object.fromEntries(functions.map(([, count], i) => [i, count])),
    branchMap: Object.fromEntries(
      branches.map(([place], i) => [
        i,
        { type: 'if', line: place[0], loc: range(place), locations: [range(place)] },
      ]),
    ),
    b: Object.fromEntries(branches.map(([, count], i) => [i, [count]])),
  });
}

describe('a place ran as often as the smallest thing round it', () => {
  test.each<[name: string, countAt: ReturnType<typeof counts>, line: number, column: number, count: number]>([
    // function f() {           1
    //   if (x) throw e;        2, the statement at column 9
    // }
    [
      'a statement',
      counts(
        [
          [[2, 2, 2, 17], 5],
          [[2, 9, 2, 17], 2],
        ],
        [[[1, 13, 3, 1], 5]],
        [[[2, 2, 2, 17], 2]],
      ),
      2,
      9,
      2,
    ],
    [
      'a branch of a line, where lines are the statements',
      counts([[[2, 0, 2, 17], 5]], [], [[[2, 9, 2, 17], 0]]),
      2,
      9,
      0,
    ],
    ['an expression in a function', counts([[[1, 0, 1, 60], 7]], [[[1, 20, 1, 50], 3]]), 1, 30, 3],
    ['a statement and a branch of one place', counts([[[2, 2, 4, 3], 4]], [], [[[2, 2, 4, 3], 9]]), 3, 0, 4],
    [
      'what is round it, where the smaller one ends before',
      counts([
        [[1, 0, 9, 0], 6],
        [[2, 0, 2, 5], 1],
      ]),
      2,
      5,
      6,
    ],
    ['a line whose end is open', counts([[[2, 4, 2, Infinity], 8]]), 2, 90, 8],
    ['nothing, in a module that ran', counts([[[5, 0, 5, 9], 3]]), 1, 0, 1],
    ['nothing, in a module that never ran', counts([[[5, 0, 5, 9], 0]]), 1, 0, 0],
  ])('%s', (_name, countAt, line, column, count) => {
    expect(countAt({ line, column })).toBe(count);
  });
});

test('a branch that is not written has no place', () => {
  const missing = { start: {}, end: {} } as ReturnType<typeof range>;
  const countAt = countsOf({
    statementMap: { 0: range([1, 0, 1, 9]) },
    s: { 0: 2 },
    fnMap: {},
    f: {},
    branchMap: { 0: { type: 'if', line: 1, loc: range([1, 0, 1, 9]), locations: [missing] } },
    b: { 0: [7] },
  });
  expect(countAt({ line: 1, column: 3 })).toBe(2);
});
