import { SubjectError } from '../../errors.ts';
import { describeKind, isTensor, isThenable, requireTensor } from '../subject.ts';
import { branchesOf } from '../tree/branches.ts';
import { printPath, type Path } from '../tree/path.ts';
import { compareTensors, type Comparison } from './compare-tensors.ts';
import type { ComparisonDetails, LeafFailure } from './failure.ts';
import { expectedOperand, MOST_AXES, tensorOperand, typedArrayOperand, type Operand } from './operand.ts';

interface Pair {
  readonly path: Path | undefined;
  readonly actual: unknown;
  readonly expected: unknown;
}

/**
 * Compares two tensors, or two trees of them, part by part.
 * @param actual a tensor, or arrays, objects, Maps and models that hold tensors
 * @param expected its counterpart; a number or a nested array may stand for a tensor
 * @param comparison how tensors are compared; everything else is by `Object.is`
 * @returns every part that does not agree
 * @throws SubjectError where no tensor is found, or one that can't be used
 */
export function compareTrees(actual: unknown, expected: unknown, comparison: Comparison): ComparisonDetails {
  const failures: LeafFailure[] = [];
  let tensors = 0;
  let elements = 0;
  // Pairs still to be compared, the next one last: a stack of our own can't overflow, however deep the tree.
  const pending: Pair[] = [{ path: undefined, actual, expected }];
  const seen = new Map<unknown, Set<unknown>>();

  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const leaf = leafOperands(pair, comparison.where);
    if (leaf !== undefined) {
      tensors++;
      elements += leaf.actual.shape.reduce((product, size) => product * size, 1);
      const failure = compareTensors(leaf.actual, leaf.expected, comparison, printPath(pair.path));
      if (failure !== undefined) failures.push(failure);
      continue;
    }
    const branches = branchesOf(pair.actual);
    const counterparts = branchesOf(pair.expected);
    if (branches === undefined || counterparts === undefined) {
      const failure = differentLeaves(pair);
      if (failure !== undefined) failures.push(failure);
      continue;
    }
    if (branches.kind !== counterparts.kind) {
      failures.push(differentKinds(pair));
      continue;
    }
    const met = seen.get(pair.actual) ?? new Set();
    if (met.has(pair.expected)) continue; // a cycle, or a part that was compared under another path
    seen.set(pair.actual, met.add(pair.expected));

    const next: Pair[] = [];
    for (const [key, { segment, value }] of branches.entries) {
      const path = { parent: pair.path, segment };
      const counterpart = counterparts.entries.get(key);
      if (counterpart !== undefined) next.push({ path, actual: value, expected: counterpart.value });
      else failures.push({ kind: 'extra', path: printPath(path), actual: describeKind(value), expected: '' });
    }
    for (const [key, { segment, value }] of counterparts.entries) {
      if (branches.entries.has(key)) continue;
      const path = printPath({ parent: pair.path, segment });
      failures.push({ kind: 'missing', path, actual: '', expected: describeKind(value) });
    }
    pending.push(...next.reverse());
  }
  if (tensors === 0 && failures.length === 0) refuseTensorless(actual, comparison.where);
  return { tensors, elements, failures };
}

/** Both sides of a pair as tensors; `undefined` where it is not a pair of tensors or of what stands for them. */
function leafOperands(
  { path, actual, expected }: Pair,
  caller: string,
): { actual: Operand; expected: Operand } | undefined {
  // printed only where it is needed: for each node of a deep tree it would be long
  const where = (): string => (path === undefined ? caller : `${caller} (at ${printPath(path)})`);
  for (const [argument, value] of [
    ['received', actual],
    ['expected', expected],
  ] as const) {
    // A promise or a disposed tensor is refused wherever it is: nothing can be said of it.
    if (isThenable(value) || isTensor(value)) requireTensor(value, where(), argument);
  }
  if (isTensor(actual)) {
    if (path !== undefined && !mayStandForTensor(expected)) return undefined;
    const operand = tensorOperand(actual, where());
    return { actual: operand, expected: expectedOperand(expected, operand, where()) };
  }
  if (path === undefined) {
    if (branchesOf(actual) === undefined) requireTensor(actual, where());
    return undefined;
  }
  const [first, second] = [typedArrayOperand(actual), typedArrayOperand(expected)];
  return first && second && { actual: first, expected: second };
}

function mayStandForTensor(value: unknown): boolean {
  if (isTensor(value) || ArrayBuffer.isView(value)) return true;
  let first: unknown = value;
  for (let depth = 0; Array.isArray(first) && depth <= MOST_AXES; depth++) {
    if (first.length === 0) return true;
    first = first[0];
  }
  return ArrayBuffer.isView(first) || ['number', 'boolean', 'string'].includes(typeof first);
}

function differentLeaves(pair: Pair): LeafFailure | undefined {
  const { path, actual, expected } = pair;
  if (Object.is(actual, expected)) return undefined;
  if (isContainer(actual) || isContainer(expected)) return differentKinds(pair);
  return {
    kind: 'value',
    path: printPath(path),
    actual: describeKind(actual),
    expected: describeKind(expected),
  };
}

function isContainer(value: unknown): boolean {
  return isTensor(value) || branchesOf(value) !== undefined;
}

function differentKinds({ path, actual, expected }: Pair): LeafFailure {
  return {
    kind: 'kind',
    path: printPath(path),
    actual: describeKind(actual),
    expected: describeKind(expected),
  };
}

function refuseTensorless(actual: unknown, where: string): never {
  throw new SubjectError(`${where}: received holds no tensor to compare, got ${describeKind(actual)}.`, {
    argument: 'received',
    expected: 'a tensor or a tree of tensors',
    actual: describeKind(actual),
    ...(Array.isArray(actual) && { hint: 'numbers need a shape and a dtype; wrap them: tf.tensor(values).' }),
  });
}
