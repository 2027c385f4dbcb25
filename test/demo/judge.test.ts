import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logOfZero } from '../../fixtures/faults/log-of-zero.ts';
import { accuser, judge } from '../../scripts/demo/judge.ts';
import type { Failure, TestOutcome, TwinOutcome } from '../../scripts/demo/run-twins.ts';

const failure = (fields: Partial<Failure> = {}): Failure => ({
  name: 'Error',
  message: 'no',
  code: undefined,
  matcher: undefined,
  place: undefined,
  ...fields,
});

const byMatcher = failure({ matcher: 'toBeAllFinite' });
const crash = failure({
  name: 'TypeError',
  message: "Cannot read properties of undefined (reading 'shape')",
});

const passed: TestOutcome = { path: ['losses', 'a'], state: 'passed', duration: 5, failures: [] };
const failed = (...failures: Failure[]): TestOutcome => ({
  path: ['losses', 'b'],
  state: 'failed',
  duration: 7,
  failures,
});

const twin = (tests: TestOutcome[], fields: Partial<TwinOutcome> = {}): TwinOutcome => ({
  twin: { name: 'log-of-zero', fault: logOfZero, provide: {} },
  tests,
  failuresOutside: [],
  duration: 100,
  ...fields,
});

describe('accuser', () => {
  let suite: string;
  beforeAll(() => {
    suite = path.join(mkdtempSync(path.join(tmpdir(), 'judge-')), 'suite.test.ts');
    writeFileSync(suite, 'test("leak", () => {\n  expect(a).toBe(b);\n  expect(c)\n    .toEqual(d);\n});\n');
  });
  afterAll(() => {
    rmSync(path.dirname(suite), { recursive: true });
  });

  test.each<[string, Partial<Failure>, string | undefined]>([
    ['a custom matcher, which Vitest names', { matcher: 'toHaveShape' }, 'toHaveShape'],
    ['a contract', { name: 'ContractError', code: 'TP_CONTRACT' }, 'ContractError'],
    [
      'a composition that does not fit',
      { name: 'InteractionError', code: 'TP_INTERACTION' },
      'InteractionError',
    ],
    ['an assertion whose place is unknown', { name: 'AssertionError' }, 'expect'],
    ['a crash', { name: 'TypeError' }, undefined],
    ['an error thrown by TensorFlow.js', { name: 'Error' }, undefined],
    [
      'an argument that the library refuses: the suite uses it wrongly',
      { name: 'ArgumentError', code: 'TP_ARGUMENT' },
      undefined,
    ],
    ['a subject that the library refuses', { name: 'SubjectError', code: 'TP_SUBJECT' }, undefined],
  ])('%s', (_, fields, expected) => {
    expect(accuser(failure(fields))).toBe(expected);
  });

  test.each([
    ['in the line of its expect', { line: 2, column: 13 }, 'toBe'],
    ['in a line of its own', { line: 4, column: 6 }, 'toEqual'],
    ['nowhere near', { line: 1, column: 1 }, 'expect'],
    ['past the end', { line: 99, column: 1 }, 'expect'],
  ])("Vitest's own matcher %s", (_, place, expected) => {
    expect(accuser(failure({ name: 'AssertionError', place: { file: suite, ...place } }))).toBe(expected);
  });
});

describe('judge', () => {
  test('a fault is caught by the first expectation that fails, after the tests before it', () => {
    const verdict = judge(twin([passed, failed(byMatcher), failed(failure({ matcher: 'toSumTo' }))]));
    expect(verdict).toMatchObject({ right: true, caughtAfter: 12, crashes: [] });
    expect(verdict.accusations.map(({ by }) => by)).toEqual(['toBeAllFinite', 'toSumTo']);
  });

  test('a fault gets through when everything passes', () => {
    expect(judge(twin([passed]))).toMatchObject({ right: false, caughtAfter: undefined, accusations: [] });
  });

  test('a fault gets through when all that happens is a crash', () => {
    expect(judge(twin([passed, failed(crash)]))).toMatchObject({ right: false, crashes: [crash] });
  });

  test('a crash beside an accusation does not hide it', () => {
    expect(judge(twin([failed(crash), failed(byMatcher)]))).toMatchObject({ right: true, caughtAfter: 14 });
  });

  test('a contract that refuses outside of any test counts', () => {
    const refusal = failure({ name: 'InteractionError', code: 'TP_INTERACTION' });
    expect(judge(twin([], { failuresOutside: [refusal] }))).toMatchObject({
      right: true,
      caughtAfter: undefined,
    });
  });

  test.each<[string, TwinOutcome, boolean]>([
    ['when all pass', twin([passed]), true],
    ['when one fails', twin([passed, failed(byMatcher)]), false],
    ['when one crashes', twin([failed(crash)]), false],
    ['when one is skipped', twin([passed, { ...passed, state: 'skipped' }]), false],
    ['when a hook fails', twin([passed], { failuresOutside: [crash] }), false],
    ['when there are no tests', twin([]), false],
  ])('the sound project %s', (_, outcome, right) => {
    expect(judge({ ...outcome, twin: { ...outcome.twin, fault: undefined } }).right).toBe(right);
  });
});
