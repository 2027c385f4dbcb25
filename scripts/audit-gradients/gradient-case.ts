import { mul, type Tensor } from '@tensorflow/tfjs-core';

/** How one input of a case is drawn: uniformly from low to high, from a seed. */
export interface InputSpec {
  readonly shape: readonly number[];
  readonly low: number;
  readonly high: number;
}

/** Where the gradient of a case should come from. */
export type GradientSource =
  /** TensorFlow.js's registry. */
  | 'registry'
  /** The op itself, by `customGrad`. */
  | 'customGrad'
  /** Nowhere: a kernel without one, where one would be expected. */
  | 'none'
  /** The gradients of the ops that it is made of. */
  | 'composed';

/** One gradient at one place of its argument space. */
export interface GradientCase {
  /** As the user calls it: `tf.conv2d`. */
  readonly op: string;
  /** As it is registered: `Conv2D`; empty for what is made of several. */
  readonly kernel: string;
  readonly source: GradientSource;
  /** The arguments, in words. */
  readonly name: string;
  readonly inputs: readonly InputSpec[];
  readonly run: (...inputs: Tensor[]) => Tensor | Tensor[];
  readonly order: 1 | 2;
}

/** Whose gradient it is: an op, its kernel, and where the gradient comes from. */
export type Gradient = Pick<GradientCase, 'op' | 'kernel' | 'source'>;

/** The op of a kernel, unless it is called otherwise. */
const opOf = (kernel: string): string => `tf.${kernel.charAt(0).toLowerCase()}${kernel.slice(1)}`;

/** Of a kernel whose gradient is registered. */
export function registered(kernel: string, op = opOf(kernel)): Gradient {
  return { op, kernel, source: 'registry' };
}

/** Of an op that defines its gradient itself. */
export function own(op: string, kernel = ''): Gradient {
  return { op, kernel, source: 'customGrad' };
}

/** Of a kernel that has none. */
export function lacking(kernel: string, op = opOf(kernel)): Gradient {
  return { op, kernel, source: 'none' };
}

/** Of an op that is made of others. */
export function composed(op: string): Gradient {
  return { op, kernel: '', source: 'composed' };
}

/** An input of the given shape, from -1 to 1 unless said otherwise. */
export function input(shape: readonly number[], low = -1, high = 1): InputSpec {
  return { shape, low, high };
}

/** A case whose gradient is looked at. */
export function first(gradient: Gradient, name: string, inputs: readonly InputSpec[], run: GradientCase['run']): GradientCase {
  return { ...gradient, name, inputs, run, order: 1 };
} // prettier-ignore

/** A case whose gradient's gradient is looked at. Outputs are squared, so that the gradient of a linear op depends on its input, too. */
export function second(gradient: Gradient, name: string, inputs: readonly InputSpec[], run: GradientCase['run']): GradientCase {
  const squared: GradientCase['run'] = (...points) => [run(...points)].flat().map((each) => mul(each, each));
  return { ...gradient, name: `${name}, squared, second order`, inputs, run: squared, order: 2 };
} // prettier-ignore

/** Both orders of a case. */
export function both(...parameters: Parameters<typeof first>): GradientCase[] {
  return [first(...parameters), second(...parameters)];
}

/** A shape as a case names it. */
export function shown(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
