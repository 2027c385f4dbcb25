import { SubjectError } from '../../errors.ts';
import { describeTensor } from '../describe.ts';
import type { LeafFailure, TensorFacts } from './failure.ts';
import { MismatchCollector } from './mismatch-collector.ts';
import type { Operand, Values } from './operand.ts';
import { comparePass, complexPass, stringPass, type Numbers } from './passes.ts';
import type { Rule } from './rule.ts';

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

/** Elements that a constant is laid out for at a time. */
const CONSTANT_SPAN = 8192;

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
  if (!sameShape(actual.shape, expected.shape)) return { kind: 'shape', ...facts, hints: [] };
  const areComparable = (actual.dtype === 'string') === (expected.dtype === 'string');
  if (actual.dtype !== expected.dtype && (comparison.checkDtype || !areComparable)) {
    const valuesAgree = areComparable && compareValues(actual, expected, comparison).mismatched === 0;
    return { kind: 'dtype', ...facts, valuesAgree };
  }
  const collector = compareValues(actual, expected, comparison);
  if (collector.mismatched === 0) return undefined;
  return {
    kind: 'values',
    ...facts,
    ...comparison.rule(actual.dtype, expected.dtype),
    elements: sizeOf(actual.shape),
    ...collector.findings(actual.shape),
    hints: [],
  };
}

function compareValues(actual: Operand, expected: Operand, comparison: Comparison): MismatchCollector {
  const { rule } = comparison.rule(actual.dtype, expected.dtype);
  const collector = new MismatchCollector(rule);
  const size = sizeOf(actual.shape);
  if (size === 0) return collector;
  const isComplex = actual.dtype === 'complex64' || expected.dtype === 'complex64';
  const [actualValues, expectedValues] = [readValues(actual, isComplex), readValues(expected, isComplex)];
  if (isStrings(actualValues) || isStrings(expectedValues)) {
    const [first, second] = [actualValues, expectedValues] as [readonly string[], readonly string[]]; // dtypes agree
    stringPass(first, expected.constant ? first.map(() => second[0] ?? '') : second, collector);
    return collector;
  }
  const pass = isComplex ? complexPass : comparePass;
  if (!expected.constant) {
    pass({ actual: actualValues, expected: expectedValues, base: 0 }, rule, collector);
    return collector;
  }
  const width = isComplex ? 2 : 1;
  const row = repeat(expectedValues, Math.min(size, CONSTANT_SPAN));
  for (let base = 0; base < size; base += CONSTANT_SPAN) {
    const span = actualValues.subarray(base * width, (base + CONSTANT_SPAN) * width);
    pass({ actual: span, expected: row.subarray(0, span.length), base }, rule, collector);
  }
  return collector;
}

function isStrings(values: Values): values is readonly string[] {
  return Array.isArray(values);
}

function readValues(operand: Operand, asComplex: boolean): Values {
  const values = operand.values();
  if (!asComplex || operand.dtype === 'complex64' || isStrings(values)) return values;
  const interleaved = new Float32Array(2 * values.length);
  for (const [i, value] of values.entries()) interleaved[2 * i] = value;
  return interleaved;
}

function repeat(unit: Numbers, times: number): Numbers {
  const row =
    unit.slice(0, 0).constructor === Float32Array
      ? new Float32Array(unit.length * times)
      : new Int32Array(unit.length * times);
  for (let i = 0; i < row.length; i++) row[i] = unit[i % unit.length] ?? 0;
  return row;
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
