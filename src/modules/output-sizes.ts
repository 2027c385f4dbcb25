import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors.ts';
import { describeTensor } from '../tensor/describe.ts';
import { reduce } from '../tensor/shape-spec/expression.ts';
import { printAxis, printShape } from '../tensor/shape-spec/index.ts';
import type { Environment, Expression } from '../tensor/shape-spec/index.ts';
import type { DeclaredTensor } from './declaration.ts';

/** The largest input side that a hint is looked for. */
const LARGEST_SIDE = 4096;

function smallestSize(expression: Expression, name: string, environment: Environment): number | undefined {
  for (let size = 1; size <= LARGEST_SIDE; size += 1) {
    const value = reduce(expression, (each) => (each === name ? size : environment.sizes.get(each)?.size));
    if (typeof value === 'number' && value >= 1) return size;
  }
  return undefined;
}

/**
 * Refuses an input that would leave an output without elements: TensorFlow.js computes such a tensor without a word, and
 * its mean is NaN.
 * @param owner the module's name
 * @param environment what the input's axes are bound to
 * @throws ArgumentError naming the output, its axis and the smallest size that would do
 */
export function refuseEmptyOutputs(
  owner: string,
  inputs: readonly Tensor[],
  gives: readonly DeclaredTensor[],
  environment: Environment,
): void {
  const empty = inputs.find((each) => each.size === 0);
  if (empty !== undefined) {
    throw new ArgumentError(
      `${owner} can't read ${describeTensor(empty)}: it has no elements, since axis ${empty.shape.indexOf(0)} is 0.`,
      { argument: 'input', expected: 'at least one element', actual: empty.shape },
    );
  }
  const read = inputs.map(describeTensor).join(', ');
  for (const { name, shape } of gives) {
    for (const [axis, declared] of shape.axes.entries()) {
      if (declared.kind !== 'expression') continue;
      const size = reduce(declared.expression, (each) => environment.sizes.get(each)?.size);
      if (typeof size !== 'number' || size >= 1) continue;
      const [side, ...others] = declared.names;
      const smallest =
        side === undefined || others.length > 0
          ? undefined
          : smallestSize(declared.expression, side, environment);
      throw new ArgumentError(
        `${owner} can't read ${read}: it is too small, since ${name ?? 'the output'} '${printShape(shape)}' ` +
          `would have axis ${axis} (${printAxis(declared)}) = ${size}.`,
        {
          argument: 'input',
          expected: smallest === undefined ? 'a larger input' : `${side ?? ''} of at least ${smallest}`,
          actual: inputs.map((each) => each.shape),
          ...(smallest !== undefined && { hint: `${side ?? ''} must be at least ${smallest}.` }),
        },
      );
    }
  }
}
