/**
 * A guard against leaks for a whole suite.
 * @module tensorproof/leak-guard
 */

import { aroundEach } from 'vitest';
import { countOf, writeMessage } from '../checks/evidence.ts';
import { requireFlag, requireOptions } from '../checks/options.ts';
import { ArgumentError } from '../errors.ts';
import { groupSurvivors, survivorEvidence } from '../memory/survivors.ts';
import { TestWatch } from '../memory/test-watch.ts';
import { countTensors } from '../engine/tensor-count.ts';
import { describeKind } from '../tensor/subject.ts';

/** Tests that overlapped, and what there was before the first of them began. */
interface Watch {
  readonly tensorsBefore: number;
  readonly trace: TestWatch;
  readonly tests: string[];
  running: number;
  allowed: number;
  /** A test that failed by itself may not have come to its tidying up, which is no finding of its own. */
  failed: boolean;
}

/** What a guard lets pass, and what it notes. */
export interface LeakGuardOptions {
  /** How many tensors each test may keep. @defaultValue 0 */
  readonly allow?: number | undefined;
  /**
   * Whether the lines are noted at which tensors are disposed of, so that one which is used afterwards names it. Where a test makes very
   * many, not all lines are noted, and that of others like it is said to be probable.
   * @defaultValue true
   */
  readonly disposals?: boolean | undefined;
}

let watch: Watch | undefined;

/**
 * Fails each test that leaves tensors behind, and says which, and the line that made them. One line in a setup file. A tensor that is
 * used after it was disposed of says so, and where that was.
 *
 * Hooks around a test count with it: what `beforeEach` makes, `afterEach` has to dispose of. What is made at the top level
 * and in `beforeAll` is nobody's leak. Tests that run at the same time are judged together, when the last of them ends.
 * @param options how many tensors each test may keep, and whether disposals are noted
 * @throws ArgumentError for an option that can't be used
 * @example
 * // test/setup.ts
 * import { leakGuard } from 'tensorproof/leak-guard';
 *
 * leakGuard();
 */
export function leakGuard(options: LeakGuardOptions = {}): void {
  const { allow, disposals } = requireOptions(options, ['allow', 'disposals'], 'leakGuard');
  const places = requireFlag(disposals, 'disposals', 'leakGuard', true);
  const allowed = requireAllowance(allow ?? 0, 'leakGuard');
  aroundEach(async (runTest, { task }) => {
    const current = (watch ??= begin(places));
    current.running++;
    current.allowed += allowed;
    current.tests.push(task.fullTestName);
    try {
      await runTest();
    } finally {
      current.running--;
      current.failed ||= task.result?.state === 'fail';
      if (current.running === 0) {
        watch = undefined;
        current.trace.stop();
      }
    }
    if (current.running === 0) judge(current);
  });
}

/**
 * Lets the running test keep tensors on purpose: a model that a later test goes on with, a cache that is under test.
 * @param count how many; any number where it is left out
 * @throws ArgumentError for a count that is none, and where no test runs under the guard
 * @example
 * import { allowLeaks, leakGuard } from 'tensorproof/leak-guard';
 * import { test } from 'vitest';
 *
 * leakGuard();
 * test('the cache keeps one tensor', () => {
 *   allowLeaks(1);
 * });
 */
export function allowLeaks(count = Infinity): void {
  const allowed = requireAllowance(count, 'allowLeaks');
  if (watch === undefined) {
    throw new ArgumentError('allowLeaks: no test is running under leakGuard().', {
      argument: 'count',
      expected: 'a call from inside a test',
      actual: 'a call from outside',
    });
  }
  watch.allowed += allowed;
}

function begin(places: boolean): Watch {
  return {
    tensorsBefore: countTensors().tensors,
    trace: new TestWatch({ disposals: places }),
    tests: [],
    running: 0,
    allowed: 0,
    failed: false,
  };
}

function judge({ tensorsBefore, trace, tests, allowed, failed }: Watch): void {
  if (failed) return;
  const left = countTensors().tensors - tensorsBefore;
  if (left <= allowed) return;
  const survivors = trace.survivors();
  // A line is kept only of what is made outside of inner tidies; a tidy may hand out more than that.
  const unseen = left - survivors.length;
  const who =
    tests.length === 1 ? 'The test leaves' : `${countOf(tests.length, 'test')} that ran together leave`;
  throw new Error(
    writeMessage(
      `${who} ${countOf(left, 'tensor')} behind${allowed > 0 ? `, ${allowed} allowed` : ''}.`,
      [
        ...(tests.length > 1 ? ([['tests', tests.join('; ')]] as const) : []),
        ...survivorEvidence(groupSurvivors(survivors)),
        ...(unseen > 0
          ? ([
              [
                survivors.length === 0 ? 'what stays' : '',
                `${countOf(unseen, 'tensor')} that an inner tf.tidy() handed out, as tf.grads() and its kin do`,
              ],
            ] as const)
          : []),
      ],
      'dispose of them, wrap what makes them in tf.tidy(), or keep them on purpose: allowLeaks(n).',
    ),
  );
}

function requireAllowance(count: unknown, where: string): number {
  if (typeof count === 'number' && (Number.isInteger(count) || count === Infinity) && count >= 0)
    return count;
  throw new ArgumentError(
    `${where}: the number of tensors must be an integer from 0 up, got ${describeKind(count)}.`,
    {
      argument: where === 'leakGuard' ? 'allow' : 'count',
      expected: 'an integer from 0 up',
      actual: count,
    },
  );
}
