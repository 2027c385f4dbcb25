import { AsymmetricTensorMatcher } from '../asymmetric/asymmetric-matcher.ts';
import { isAsymmetric, printAsymmetric } from './asymmetric.ts';
import { checkAllEqual } from '../../src/checks/all-equal.ts';
import { comparisonMessage, type ComparisonDetails } from '../../src/tensor/comparison/index.ts';
import { describeKind, isTensor } from '../../src/tensor/subject.ts';
import { branchesOf } from '../../src/tensor/tree/branches.ts';
import { printPath, type Path } from '../../src/tensor/tree/path.ts';

type Failure = ComparisonDetails['failures'][number];

/** Asks the test runner's own matcher, so that what it accepts is never reported as a difference. */
export type Accepts = (actual: unknown, expected: unknown) => boolean;

interface Pair {
  readonly path: Path | undefined;
  readonly actual: unknown;
  readonly expected: unknown;
}

/**
 * Finds the parts in which two values differ by a matcher's own measure, tensors compared element by element.
 * @param accepts whether the matcher accepts a part
 * @returns no failures where the matcher objects to something that is not a part, such as a class
 */
export function findDifferences(actual: unknown, expected: unknown, accepts: Accepts): ComparisonDetails {
  const failures: Failure[] = [];
  let [tensors, elements] = [0, 0];
  const pending: Pair[] = [{ path: undefined, actual, expected }];
  const seen = new Set<unknown>();

  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const path = printPath(pair.path);
    if (isTensor(pair.actual) && isTensor(pair.expected)) {
      tensors++;
      elements += pair.actual.size;
      if (pair.actual === pair.expected) continue;
      const { details } = checkAllEqual(pair.actual, pair.expected, { equalNaN: true }, 'comparing tensors');
      failures.push(...details.failures.map((failure) => ({ ...failure, path })));
      continue;
    }
    const [branches, counterparts] = [branchesOf(pair.actual), branchesOf(pair.expected)];
    if (pair.expected instanceof AsymmetricTensorMatcher) {
      const explained = pair.expected.explain(pair.actual);
      failures.push(...explained.map((failure) => ({ ...failure, path })));
      tensors += explained.length;
      if (explained.length > 0) continue;
    }
    const ordered = branches !== undefined && branches.kind === counterparts?.kind && branches.kind !== 'set';
    if (!ordered || isAsymmetric(pair.expected) || seen.has(pair.actual)) {
      if (!accepts(pair.actual, pair.expected)) failures.push(leafFailure(pair, path));
      continue;
    }
    seen.add(pair.actual);
    const shared: Pair[] = [];
    for (const [key, { segment, value }] of counterparts.entries) {
      const step = { parent: pair.path, segment };
      const part = branches.entries.get(key);
      if (part !== undefined) shared.push({ path: step, actual: part.value, expected: value });
      else if (!isLeftOut(pair, key, accepts)) {
        failures.push({ kind: 'missing', path: printPath(step), actual: '', expected: describe(value) });
      }
    }
    for (const [key, { segment, value }] of branches.entries) {
      if (counterparts.entries.has(key) || isLeftOut(pair, key, accepts)) continue;
      const step = printPath({ parent: pair.path, segment });
      failures.push({ kind: 'extra', path: step, actual: describe(value), expected: '' });
    }
    pending.push(...shared.reverse());
  }
  return { tensors, elements, failures };
}

/** Whether a matcher overlooks that a key is in one object only: `undefined` for toEqual, anything more for toMatchObject. */
function isLeftOut({ actual, expected }: Pair, key: unknown, accepts: Accepts): boolean {
  return typeof key === 'string' && accepts(onlyKey(actual, key), onlyKey(expected, key));
}

function onlyKey(value: unknown, key: string): object {
  const entries = Object.entries(value as object); // an array, a Map or an object, since it has branches
  return Object.fromEntries(entries.filter(([name]) => name === key));
}

function leafFailure({ actual, expected }: Pair, path: string): Failure {
  const plain = !isTensor(actual) && !isTensor(expected);
  return { kind: plain ? 'value' : 'kind', path, actual: describe(actual), expected: describe(expected) };
}

/** A value by its kind, an asymmetric matcher as it prints itself. */
function describe(value: unknown): string {
  if (!isAsymmetric(value)) return describeKind(value);
  return printAsymmetric(value);
}

/** Explains differences as the comparison of tensors does everywhere. */
export function describeDifferences(details: ComparisonDetails): string {
  return comparisonMessage(details, { claim: 'be equal' });
}
