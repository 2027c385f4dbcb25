import { fill, ones, randomUniform, scalar, mul, truncatedNormal, zeros } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors.ts';

/**
 * Draws the first value of a weight of a given shape.
 *
 * The random ones draw their seed from `Math.random`, as TensorFlow.js does, and take none of their own:
 * `seeded(42, () => …)` around the construction of a model decides every weight in it.
 */
export type Initializer = (shape: readonly number[]) => Tensor;

/** A standard normal cut off at two standard deviations has this standard deviation itself. */
const TRUNCATED_NORMAL_DEVIATION = 0.879_625_661_034_239_8;

/** Every element 0: the usual start of a bias. */
export const zeroInitializer: Initializer = (shape) => zeros([...shape]);

/** Every element 1: the usual start of a normalisation's scale. */
export const oneInitializer: Initializer = (shape) => ones([...shape]);

/**
 * Every element the same value, e.g. the bias of a rare class that starts from its prior.
 * @param value any finite number
 * @throws ArgumentError for NaN and infinities
 */
export function constantInitializer(value: number): Initializer {
  if (!Number.isFinite(value)) {
    throw new ArgumentError(`constantInitializer: value must be a finite number, got ${value}.`, {
      argument: 'value',
      expected: 'a finite number',
      actual: value,
    });
  }
  return (shape) => fill([...shape], value);
}

/**
 * How many inputs feed one unit, and how many units one input feeds. The last axis of a kernel counts its outputs, the
 * one before its inputs, those in front the places of a convolution's window.
 */
function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  if (shape.length < 2) {
    throw new ArgumentError(
      `An initializer that scales with the fan-in needs a kernel of at least 2 axes, got [${shape.join(', ')}].`,
      {
        argument: 'shape',
        expected: 'at least 2 axes, the last two being inputs and outputs',
        actual: shape,
        hint: 'start a bias with zeroInitializer or constantInitializer.',
      },
    );
  }
  const [outputs = 1, inputs = 1, ...window] = shape.toReversed();
  const places = window.reduce((product, size) => product * size, 1);
  return { fanIn: places * inputs, fanOut: places * outputs };
}

/**
 * A truncated normal of variance 2 / fan-in, which keeps the signal's variance through layers of rectifiers.
 * @see He et al., Delving Deep into Rectifiers, https://arxiv.org/abs/1502.01852
 */
export const heNormal: Initializer = (shape) => {
  const deviation = Math.sqrt(2 / fans(shape).fanIn) / TRUNCATED_NORMAL_DEVIATION;
  return mul(truncatedNormal([...shape]), scalar(deviation));
};

/**
 * A uniform draw of variance 2 / (fan-in + fan-out), for layers that are linear, sigmoid or tanh.
 * @see Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks,
 *   https://proceedings.mlr.press/v9/glorot10a.html
 */
export const glorotUniform: Initializer = (shape) => {
  const { fanIn, fanOut } = fans(shape);
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return randomUniform([...shape], -limit, limit);
};
