import { isTensor } from '../../src/tensor/subject.ts';
import { branchesOf } from '../../src/tensor/tree/branches.ts';
import { containsTensor } from './contains-tensor.ts';
import { describeDifferences, findDifferences } from './differences.ts';
import { explainNearest, indent } from './nearest.ts';
import { StandIns } from './stand-ins.ts';
import { inRunnersWords, reword, type Call, type Failure } from './vitest-assertion.ts';

const TENSOR_FAILURES: readonly string[] = ['values', 'shape', 'dtype'];

const NUMERIC_HINT =
  '  hint: toEqual compares a tensor with a tensor; toBeAllEqual and toBeAllClose take numbers and arrays too.';

function isNumeric(value: unknown): boolean {
  return typeof value === 'number' || ArrayBuffer.isView(value) || Array.isArray(value);
}

function concernsTensors({ received, args }: Call): boolean {
  return containsTensor(received) || args.some(containsTensor);
}

/** toEqual, toStrictEqual, toMatchObject: every part that differs, tensors by their elements. */
export function explainValues(call: Call, failure: Failure): Failure {
  if (!concernsTensors(call)) return failure;
  const details = findDifferences(call.received, call.args[0], call.accepts);
  const { failures } = details;
  // A class that toStrictEqual objects to, say, is no part that differs.
  if (!call.negated && failures.length === 0) return inRunnersWords(call, failure);
  const message = describeDifferences(details);
  if (isTensor(call.received) && isNumeric(call.args[0]))
    return reword(failure, `${message}\n${NUMERIC_HINT}`);
  if (failures.every(({ kind }) => TENSOR_FAILURES.includes(kind))) return reword(failure, message);
  // Other things differ too: Vitest's own difference shows them in their place.
  const standIns = new StandIns();
  return reword(failure, message, {
    actual: standIns.replace(failure.actual),
    expected: standIns.replace(failure.expected),
  });
}

/** toBe: two tensors are two objects, whatever is in them. */
export function explainIdentity(call: Call, failure: Failure): Failure {
  if (!concernsTensors(call)) return failure;
  const { received } = call;
  const [expected] = call.args;
  if (!isTensor(received) || !isTensor(expected)) return inRunnersWords(call, failure);
  if (call.negated) return reword(failure, 'Expected another tensor, but it is the very same one.');
  const standIns = new StandIns();
  const [actual, wanted] = [standIns.replace(received), standIns.replace(expected)];
  return reword(
    failure,
    [
      'Expected the very same tensor, but these are two.',
      `  actual    ${String(actual)}`,
      `  expected  ${String(wanted)}`,
      actual === wanted
        ? '  hint: their values are equal; toEqual compares values.'
        : '  hint: their values differ too; toEqual compares values and says where.',
    ].join('\n'),
  );
}

/** toContainEqual: the element that comes nearest. */
export function explainContains(call: Call, failure: Failure): Failure {
  if (!concernsTensors(call)) return failure;
  const items = [...(branchesOf(call.received)?.entries.values() ?? [])].map(({ value }) => value);
  if (call.negated || items.length === 0) return inRunnersWords(call, failure);
  const [expected] = call.args;
  const accepts = (actual: unknown, wanted: unknown): boolean => call.accepts([actual], wanted);
  const count = `${items.length} element${items.length === 1 ? '' : 's'}`;
  const wanted = String(new StandIns().replace(expected));
  const { index, explanation } = explainNearest(items, expected, accepts);
  return reword(
    failure,
    `Expected one of ${count} to equal ${wanted}, but none does.\n  The nearest is [${index}]:\n${indent(explanation, 4)}`,
  );
}

/** toHaveProperty and whatever else shows a tensor: the runner's words, with the tensors readable. */
export function explainReadably(call: Call, failure: Failure): Failure {
  return concernsTensors(call) ? inRunnersWords(call, failure) : failure;
}
