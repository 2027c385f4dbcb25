import { describeShape } from '../tensor/describe.ts';
import { Environment, matchShape, printAxis } from '../tensor/shape-spec/index.ts';
import type { Bindings, ParsedShape } from '../tensor/shape-spec/index.ts';

/**
 * Guesses what was meant, where the guess can be tested: the shape with one usual mistake undone satisfies the spec.
 * @param shape sizes that failed to match
 * @param parsed the spec; guesses need at least one fixed size in it, as names alone fit anything of their rank
 * @param bindings what was given beforehand
 */
export function shapeHint(
  shape: readonly number[],
  parsed: ParsedShape,
  bindings: Bindings | undefined,
): string | undefined {
  const fits = (guess: readonly number[]): boolean =>
    matchShape(guess, parsed, new Environment(bindings)).matches;
  const [first] = parsed.axes;
  if (parsed.runs > 0 || parsed.expressions > 0 || first === undefined) return undefined;
  const fixed = parsed.axes.filter((axis) => axis.kind === 'fixed' || axis.kind === 'documented');
  if (fixed.length === 0) return undefined;
  if (shape.length === parsed.singles - 1 && fits([1, ...shape])) {
    return `with an axis '${printAxis(first)}' of size 1 in front it fits: tensor.expandDims(0).`;
  }
  if (shape.length === parsed.singles + 1 && shape[0] === 1 && fits(shape.slice(1))) {
    return 'without its first axis, which is 1, it fits: tensor.squeeze([0]).';
  }
  if (shape.length === parsed.singles && shape.length >= 3) {
    const last = shape.length - 1;
    const channelsLast = [0, ...Array.from({ length: last - 1 }, (_, axis) => axis + 2), 1];
    const channelsFirst = [0, last, ...Array.from({ length: last - 1 }, (_, axis) => axis + 1)];
    for (const [order, was] of [
      [channelsLast, 'first'],
      [channelsFirst, 'last'],
    ] as const) {
      const moved = order.map((axis) => shape[axis] ?? 0);
      if (fits(moved)) {
        return `it fits as ${describeShape(moved)}: channels ${was}? tensor.transpose([${order.join(', ')}]).`;
      }
    }
  }
  return undefined;
}
