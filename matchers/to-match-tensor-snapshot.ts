import path from 'node:path';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { CloseOptions } from '../src/checks/all-close.ts';
import { requireOptions } from '../src/checks/options.ts';
import { ArgumentError, SubjectError } from '../src/errors.ts';
import { checkGolden } from '../src/golden/check.ts';
import type { GoldenTree } from '../src/golden/file.ts';
import { tensorsOf, toGolden } from '../src/golden/tree.ts';
import { describeTensor } from '../src/tensor/describe.ts';
import { describeKind } from '../src/tensor/subject.ts';
import type { Matcher, MatcherContext, MatcherResult } from './define-matcher.ts';
import { count, goldenStoreOf, isRunnerState, type RunnerState } from './snapshot/runner-state.ts';

const WHERE = 'toMatchTensorSnapshot';

/** How `toMatchTensorSnapshot` compares, and under which name it stores. */
export interface TensorSnapshotOptions extends Pick<CloseOptions, 'rtol' | 'atol' | 'equalNaN'> {
  /** Names one of several golden values of a test, so that their order does not matter. */
  readonly name?: string;
}

/** What else Vitest and Jest hand over in `this`. */
interface SnapshotContext extends MatcherContext {
  readonly snapshotState?: unknown;
  readonly task?: { readonly id?: string };
  readonly poll?: boolean;
}

/** The snapshot state and name of the running test. */
function requireTest(context: SnapshotContext): { state: RunnerState; test: string; testName: string } {
  const { snapshotState: state, currentTestName: testName = '' } = context;
  if (!isRunnerState(state) || testName === '') {
    throw new ArgumentError(`${WHERE} can only be used inside a test, which it names the golden tensors by.`);
  }
  return { state, testName, test: context.task?.id ?? testName };
}

function requireAssertable(context: SnapshotContext): void {
  if (context.isNot === true) {
    throw new ArgumentError(`${WHERE} cannot be used with .not: anything else would do.`, {
      hint: 'say what must differ, with .not.toBeAllClose(…).',
    });
  }
  if (context.poll === true) {
    throw new ArgumentError(
      `${WHERE} cannot be used with expect.poll: every try would ask for another golden value.`,
    );
  }
}

function requireName(name: unknown): string | undefined {
  if (name === undefined || (typeof name === 'string' && name !== '')) return name;
  throw new ArgumentError(`${WHERE}: name must be a text, got ${describeKind(name)}.`, {
    argument: 'name',
    expected: 'a text',
    actual: name,
  });
}

/** Refuses to make NaN what is expected from now on, unless it was asked for. */
function requireNumbers(tensors: ReadonlyMap<string, Tensor>, golden: GoldenTree, equalNaN: boolean): void {
  for (const [place, { values }] of golden) {
    let nans = 0;
    for (const value of values) if (!equalNaN && Number.isNaN(value)) nans++;
    const tensor = tensors.get(place);
    if (nans === 0 || tensor === undefined) continue;
    const which = place === '' ? 'received' : `received.${place}`;
    throw new SubjectError(
      `${WHERE}: ${which}, ${describeTensor(tensor)}, holds ${nans} NaN, which would become the golden value.`,
      {
        argument: which,
        expected: 'numbers',
        actual: `${nans} NaN`,
        hint: '{ equalNaN: true } says that they are meant.',
      },
    );
  }
}

/**
 * Asserts that a tensor, or every tensor of a tree, is close to the golden one that was stored when the test first ran. Golden
 * tensors lie beside the snapshots of the test file, in a text file of their own; `-u` updates those that are no longer close.
 * @param options tolerances as for `toBeAllClose`, and a name where a test has several
 * @throws SubjectError for what holds no tensor, or anything else than tensors, and for NaN that is not meant
 * @throws GoldenFileError when the file can't be read
 * @throws ArgumentError for an option that can't be used, under `.not`, and outside of a test
 * @example
 * test('encodes', () => {
 *   expect(encoder.encode(images)).toMatchTensorSnapshot({ rtol: 1e-4 });
 * });
 */
export const toMatchTensorSnapshot: Matcher<[options?: TensorSnapshotOptions]> = function (
  this: SnapshotContext,
  received,
  options,
): MatcherResult {
  requireAssertable(this);
  const { name: hint, ...closeness } = requireOptions(options, ['name', 'rtol', 'atol', 'equalNaN'], WHERE);
  const { state, test, testName } = requireTest(this);
  const tensors = tensorsOf(received, WHERE);
  const store = goldenStoreOf(state);
  const name = store.nextName(test, testName, requireName(hint));
  const golden = store.get(name);
  const location = `  golden tensors: '${name}' in ${path.relative(process.cwd(), store.file)}`;

  const write = (): MatcherResult => {
    const copied = new Map([...tensors].map(([place, tensor]) => [place, toGolden(tensor, WHERE)]));
    requireNumbers(tensors, copied, closeness.equalNaN === true);
    store.set(name, copied);
    count(state, golden === undefined ? 'added' : 'updated', test);
    return { pass: true, message: () => location };
  };

  if (golden === undefined) {
    if (store.update !== 'none') return write();
    count(state, 'unmatched', test);
    const message = `Expected tensors to be close to golden ones, but there are none, and none are written here, as in CI.\n${location}\n  hint: run the tests on your machine and commit the file.`;
    return { pass: false, message: () => message };
  }
  // The values of the options are checked where they are used, by the comparison.
  const check = checkGolden(tensors, golden, closeness as CloseOptions, WHERE);
  if (!check.pass && store.update === 'all') return write();
  count(state, check.pass ? 'matched' : 'unmatched', test);
  return {
    pass: check.pass,
    message: () => `${check.message()}\n${location}\n  hint: if the change is meant, update them with -u.`,
  };
};
