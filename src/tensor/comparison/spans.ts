import type { Elements } from '../elements.ts';
import { readRun, unprovenRuns, type Run } from './device-look.ts';
import type { Operand } from './operand.ts';
import { isFloat, type Span } from './passes.ts';
import type { Rule } from './rule.ts';

/** Elements that a constant is laid out for at a time. */
const CONSTANT_SPAN = 8192;

/**
 * The elements of two tensors of one shape, side by side, without those that a look on the device has shown to agree.
 * @param actual tensor of numbers under test
 * @param expected tensor of numbers, or a constant
 * @param rule what would have to hold
 */
export function* spansOf(actual: Operand, expected: Operand, rule: Rule): Generator<Span> {
  const isComplex = actual.dtype === 'complex64' || expected.dtype === 'complex64';
  if (expected.constant) {
    yield* spansAgainst(elementsOf(expected, isComplex), elementsOf(actual, isComplex), isComplex ? 2 : 1);
    return;
  }
  const [first, second] = [actual.tensor, expected.tensor];
  const runs = first && second && unprovenRuns(first, second, rule);
  if (!first || !second || !runs || isWhole(runs, first.size)) {
    yield { actual: elementsOf(actual, isComplex), expected: elementsOf(expected, isComplex), base: 0 };
    return;
  }
  for (const run of runs) {
    yield { actual: readRun(first, run), expected: readRun(second, run), base: run.start };
  }
}

function isWhole(runs: readonly Run[], size: number): boolean {
  return runs.length === 1 && runs[0]?.length === size;
}

/** A real tensor that meets a complex one is laid out as complex. */
function elementsOf(operand: Operand, asComplex: boolean): Elements {
  const elements = operand.elements();
  if (!asComplex || operand.dtype === 'complex64') return elements;
  const interleaved = new Float32Array(2 * elements.length);
  for (const [i, element] of elements.entries()) interleaved[2 * i] = element;
  return interleaved;
}

function* spansAgainst(constant: Elements, elements: Elements, width: 1 | 2): Generator<Span> {
  const step = CONSTANT_SPAN * width;
  const length = Math.min(elements.length, step);
  const row = isFloat(constant) ? new Float32Array(length) : new Int32Array(length);
  for (let i = 0; i < length; i++) row[i] = constant[i % width] ?? NaN;
  for (let start = 0; start < elements.length; start += step) {
    const span = elements.subarray(start, start + step);
    yield { actual: span, expected: row.subarray(0, span.length), base: start / width };
  }
}
