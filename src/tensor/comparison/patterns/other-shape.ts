import type { Elements } from '../../elements.ts';
import { describeShape } from '../../describe.ts';
import type { PatternHint } from '../failure.ts';
import { agree, type Rule } from '../rule.ts';

/** Two tensors of real numbers whose shapes differ. */
export interface ShapedValues {
  readonly shape: readonly number[];
  elements(): Elements;
}

/** Axes beyond this are not permuted in every way: there are too many ways. */
const MOST_AXES = 4;

/**
 * Looks for what turned one shape into the other, by the values too.
 * @param actual the tensor under test
 * @param expected what it should be
 * @param rule when elements agree
 * @returns at most one hint
 */
export function findReshape(actual: ShapedValues, expected: ShapedValues, rule: Rule): PatternHint[] {
  const size = sizeOf(actual.shape);
  if (size !== sizeOf(expected.shape) || size === 0) return [];
  const [first, second] = [actual.elements(), expected.elements()];
  // where all values are the same, any order of the axes would do
  const isVaried = first.some((value) => value !== first[0]);
  for (const order of isVaried ? permutations(expected.shape.length) : []) {
    if (!isPermuted(actual.shape, expected.shape, order)) continue;
    const source = sourceOf(expected.shape, order);
    if (!first.every((value, i) => agree(rule, value, second[source(i)] ?? NaN))) continue;
    return [
      {
        pattern: 'transposed',
        sentence: `actual is expected transposed: its axes are expected's axes ${describeShape(order)}.`,
      },
    ];
  }
  if (!first.every((value, i) => agree(rule, value, second[i] ?? NaN))) return [];
  return [
    {
      pattern: 'reshaped',
      sentence: `the values agree in order: reshape actual to ${describeShape(expected.shape)}.`,
    },
  ];
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, each) => product * each, 1);
}

/** Every order of the axes but the one they are in. */
function permutations(rank: number): number[][] {
  if (rank > MOST_AXES) return [];
  const extend = (prefix: number[]): number[][] =>
    prefix.length === rank
      ? [prefix]
      : Array.from({ length: rank }, (_, axis) => axis)
          .filter((axis) => !prefix.includes(axis))
          .flatMap((axis) => extend([...prefix, axis]));
  return extend([]).slice(1);
}

function isPermuted(
  shape: readonly number[],
  original: readonly number[],
  order: readonly number[],
): boolean {
  return shape.length === order.length && order.every((axis, i) => shape[i] === original[axis]);
}

/** Where an element of the transposed tensor comes from. */
function sourceOf(original: readonly number[], order: readonly number[]): (position: number) => number {
  const strides = original.map((_, axis) => sizeOf(original.slice(axis + 1)));
  const axes = order.map((axis) => ({ size: original[axis] ?? 1, stride: strides[axis] ?? 1 })).reverse();
  return (position) => {
    let rest = position;
    let source = 0;
    for (const { size, stride } of axes) {
      source += (rest % size) * stride;
      rest = Math.floor(rest / size);
    }
    return source;
  };
}
