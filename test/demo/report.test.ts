import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { leakingStep } from '../../fixtures/faults/leaking-step.ts';
import { printExcerpt } from '../../scripts/demo/excerpt.ts';
import { judge } from '../../scripts/demo/judge.ts';
import type { Verdict } from '../../scripts/demo/judge.ts';
import type { TestOutcome } from '../../scripts/demo/run-twins.ts';
import { printDuration, printSuite, printTable } from '../../scripts/demo/table.ts';
import { ROOT } from '../../scripts/demo/twin.ts';

const passed: TestOutcome = {
  path: ['a training step', 'moves'],
  state: 'passed',
  duration: 4.25,
  failures: [],
};
const failed: TestOutcome = {
  path: ['a training step', 'leaves no tensor behind'],
  state: 'failed',
  duration: 100,
  failures: [
    {
      name: 'Error',
      message: 'Expected no leak.\n  evidence  5 tensors',
      code: undefined,
      matcher: 'toLeakNothing',
      place: { file: path.join(ROOT, 'test/demo/project/scale.spec.ts'), line: 18, column: 9 },
    },
  ],
};

const verdict = (tests: TestOutcome[], fault: Verdict['outcome']['twin']['fault']): Verdict =>
  judge({
    twin: { name: fault?.id ?? 'the sound project', fault, provide: {} },
    tests,
    failuresOutside: [],
    duration: 200,
  });

const caught = verdict([passed, failed], leakingStep);
const through = verdict([passed], leakingStep);
const sound = verdict([passed], undefined);
const plain = stripVTControlCharacters;

test('printTable says what caught each fault, and after what time', () => {
  expect(plain(printTable([sound, caught, through]))).toMatchInlineSnapshot(`
    "fault                       caught by      failing      in
    ──────────────────────────────────────────────────────────
    none: the sound project     nothing         0 of 1          ✓
    a training step that leaks  toLeakNothing   1 of 2  104 ms  ✓
    a training step that leaks  nothing         0 of 1          ✗
    ──────────────────────────────────────────────────────────"
  `);
});

describe('printExcerpt', () => {
  test('shows the change, the message and the line, as Vitest does', () => {
    expect(plain(printExcerpt(caught, 7, 60))).toMatchInlineSnapshot(`
      "7. a training step that leaks
        The gradients of every step stay in memory: one tensor a
        weight, until the process dies.

        examples/digits/training.ts
        - tf.dispose([value, grads]);
        + tf.dispose(value);

       FAIL  |leaking-step| digits.test.ts > a training step > leaves no tensor behind
      Error: Expected no leak.
        evidence  5 tensors
       ❯ test/demo/project/scale.spec.ts:18:9
          16| describe('double', () => {
          17|   test('doubles', () => {
          18|     expect(double(tf.tensor1d([1, 2]))).toBeAllClose([2, 4]);
            |         ^
          19|   });"
    `);
  });

  test('says so when nothing speaks up', () => {
    expect(plain(printExcerpt(through, 7, 60))).toContain('the fault got through');
  });

  test('lists what else fails', () => {
    const also: TestOutcome = { ...failed, path: ['trained models', 'know every digit'] };
    expect(plain(printExcerpt(verdict([failed, also], leakingStep), 1, 60))).toContain(
      'also failing: know every digit',
    );
  });

  test('refuses the sound project, which has nothing to show', () => {
    expect(() => printExcerpt(sound, 1, 60)).toThrow('no fault to show');
  });
});

test('printSuite groups the tests, and shows in full what failed', () => {
  expect(plain(printSuite(verdict([passed, failed], undefined)))).toMatchInlineSnapshot(`
    "  a training step
        ✓ moves 4.3 ms
        ✗ leaves no tensor behind 100 ms
      Error: Expected no leak.
      evidence  5 tensors"
  `);
});

test.each([
  [0.04, '0.0 ms'],
  [4.25, '4.3 ms'],
  [99.6, '100 ms'],
  [1234, '1.2 s'],
])('printDuration(%s)', (milliseconds, text) => {
  expect(printDuration(milliseconds)).toBe(text);
});
