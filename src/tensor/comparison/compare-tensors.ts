import { SubjectError } from '../../errors.ts';
import { describeTensor } from '../describe.ts';
import type { LeafFailure, PatternHint, TensorFacts } from './failure.ts';
import { MismatchCollector } from './mismatch-collector.ts';
import type { Operand } from './operand.ts';
import { complexPass, realPass, stringPass } from './passes.ts';
import { findReshape } from './patterns/other-shape.ts';
import { findPatterns, findTruncation, type Evidence } from './patterns/index.ts';
import type { Rule } from './rule.ts';
import { spansOf } from './spans.ts';

/** How two tensors are to be compared, whatever their dtypes turn out to be. */
export interface Comparison {
  /** Who compares, as the user knows it. */
  readonly where: string;
  /** Whether different dtypes are a failure. */
  readonly checkDtype: boolean;
  /** Whether strings can be compared, as they can where no tolerance is meant. */
  readonly allowStrings: boolean;
  /** The rule for a pair of dtypes, and where its tolerance came from. */
  rule(actual: string, expected: string): { readonly rule: Rule; readonly origin: string };
}

/**
 * Compares two tensors: shape, then dtype, then every element.
 * @param actual the tensor under test
 * @param expected what it is compared with
 * @param comparison how
 * @param path where the pair is in a tree; empty for a single pair
 * @returns what does not agree; `undefined` where everything does
 * @throws SubjectError for strings where a tolerance is meant
 */
export function compareTensors(
  actual: Operand,
  expected: Operand,
  comparison: Comparison,
  path = '',
): LeafFailure | undefined {
  if (!comparison.allowStrings && (actual.dtype === 'string' || expected.dtype === 'string')) {
    refuseStrings(actual, comparison.where, path);
  }
  const facts = { path, actual: factsOf(actual), expected: factsOf(expected) };
  if (!sameShape(actual.shape, expected.shape)) {
    const { rule } = comparison.rule(actual.dtype, expected.dtype);
    const hints = areReal(actual, expected) ? findReshape(actual, expected, rule) : [];
    return { kind: 'shape', ...facts, hints };
  }
  const areComparable = (actual.dtype === 'string') === (expected.dtype === 'string');
  if (actual.dtype !== expected.dtype && (comparison.checkDtype || !areComparable)) {
    const mismatched = areComparable ? compareValues(actual, expected, comparison).mismatched : 1;
    const { rule } = comparison.rule(expected.dtype, expected.dtype);
    const hints = mismatched > 0 ? hintsFor(actual, expected, rule, findTruncation) : [];
    return { kind: 'dtype', ...facts, valuesAgree: mismatched === 0, hints };
  }
  const collector = compareValues(actual, expected, comparison);
  if (collector.mismatched === 0) return undefined;
  const { rule, origin } = comparison.rule(actual.dtype, expected.dtype);
  return {
    kind: 'values',
    ...facts,
    rule,
    origin,
    elements: sizeOf(actual.shape),
    ...collector.findings(actual.shape),
    hints: collector.mismatched < FEWEST ? [] : hintsFor(actual, expected, rule, findPatterns),
  };
}

/** Fewer mismatches than this show no pattern, and a large tensor need not be read again. */
const FEWEST = 3;

function hintsFor(
  actual: Operand,
  expected: Operand,
  rule: Rule,
  find: (evidence: Evidence) => PatternHint[],
): PatternHint[] {
  if (!areReal(actual, expected) || expected.constant) return [];
  return find({ shape: actual.shape, rule, actual: actual.elements(), expected: expected.elements() });
}

function compareValues(actual: Operand, expected: Operand, comparison: Comparison): MismatchCollector {
  const { rule } = comparison.rule(actual.dtype, expected.dtype);
  const collector = new MismatchCollector(rule);
  if (sizeOf(actual.shape) === 0) return collector;
  if (actual.dtype === 'string') {
    const [strings, others] = [actual.strings(), expected.strings()];
    stringPass(strings, expected.constant ? strings.map(() => others[0] ?? '') : others, collector);
    return collector;
  }
  const isComplex = actual.dtype === 'complex64' || expected.dtype === 'complex64';
  const pass = isComplex ? complexPass : realPass;
  for (const span of spansOf(actual, expected, rule)) pass(span, rule, collector);
  return collector;
}

function areReal(...operands: readonly Operand[]): boolean {
  return operands.every(({ dtype }) => dtype !== 'complex64' && dtype !== 'string');
}

function factsOf({ dtype, shape }: TensorFacts): TensorFacts {
  return { dtype, shape: [...shape] };
}

function sameShape(first: readonly number[], second: readonly number[]): boolean {
  return first.length === second.length && first.every((size, axis) => size === second[axis]);
}

/** The number of elements of a shape. */
function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function refuseStrings(actual: Operand, where: string, path: string): never {
  const place = path === '' ? '' : ` at ${path}`;
  throw new SubjectError(
    `${where}: strings can't be compared by tolerance, got ${describeTensor(actual)}${place}.`,
    {
      argument: 'received',
      expected: 'a tensor of numbers',
      actual: describeTensor(actual),
      hint: 'compare strings exactly, with toBeAllEqual or checkAllEqual.',
    },
  );
}
