import { clone, engine, mul, sum, tensor, type Tensor } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../checks/check-result.ts';
import { requireOptions, requireTolerance } from '../checks/options.ts';
import { ArgumentError, SubjectError } from '../errors.ts';
import { runListeners } from '../engine/run-listeners.ts';
import { scoped } from '../engine/scoped.ts';
import { requireSeed } from '../random/seeded.ts';
import { isVariable } from '../subject/weight-selection.ts';
import { describeKind, isTensor, requireTensor } from '../tensor/subject.ts';
import { DifferentiableFunction } from './differentiable.ts';
import { gradcheckMessage } from './gradcheck-message.ts';
import type { GradcheckDetails } from './gradcheck-details.ts';
import { cotangentsFor, judgeGradients, type GradcheckSettings } from './judge-gradients.ts';

/** What a gradient check looks at, and how closely. */
export interface GradcheckOptions {
  /** 2 checks the gradient of the gradient as well. @defaultValue 1 */
  readonly order?: 1 | 2 | undefined;
  /** The inputs to differentiate by, by place. @defaultValue every float32 input */
  readonly wrt?: readonly number[] | undefined;
  /** Random directions an input, at least 3: two errors of the same size cancel in every second one. @defaultValue 3 */
  readonly probes?: number | undefined;
  /** @defaultValue 0 */
  readonly seed?: number | string | undefined;
  /** Largest disagreement along a direction, relative to the norm of the gradient. @defaultValue 1e-3 */
  readonly rtol?: number | undefined;
  /** What a direction may be off by in any case. @defaultValue 0 */
  readonly atol?: number | undefined;
}

const NAMES = ['order', 'wrt', 'probes', 'seed', 'rtol', 'atol'] as const;

/**
 * Checks the gradient of a function of tensors against finite differences, made for float32: along random directions of
 * signs, by the step that was really taken, with a two-step formula and sums in float64. Where the function chooses between pieces
 * (ReLU, max pooling, clipping, …) the choices at the given point are kept, so that corners nearby don't matter.
 *
 * Also checked: that the gradient is finite where the function is, that it follows the incoming gradient, and that no
 * input moves the output behind the gradient's back. Randomness inside the function is seeded; the inputs stay as they are.
 * @param fn takes as many tensors as there are inputs, gives a float32 tensor of any shape, or several
 * @param inputs the point at which to check; int32 and bool inputs are held fixed
 * @param where who checks, as an error names it
 * @returns passes when every probe of every input agrees; `details.inputs` has one report an input
 * @throws ArgumentError for an option or an input that can't be used, and for an input that the output does not depend on
 * @throws SubjectError for a function that gives no float32 tensor, gives a promise, or disposes what it is given
 * @see Griewank & Walther, Evaluating Derivatives, 2008, chapter 1, for what finite differences can and can't do
 * @example
 * checkGradients((x) => tf.tanh(x).mean(), [tf.tensor([0.5, -1, 2])]).pass; // true
 */
export function checkGradients(
  fn: (...inputs: Tensor[]) => Tensor | readonly Tensor[],
  inputs: readonly Tensor[],
  options: GradcheckOptions = {},
  where = 'checkGradients',
): CheckResult<GradcheckDetails> {
  const settings = requireSettings(options, where);
  if (typeof fn !== 'function') {
    throw new SubjectError(`${where}: received must be a function of tensors, got ${describeKind(fn)}.`, {
      argument: 'received',
      expected: 'a function of tensors',
      actual: describeKind(fn),
    });
  }
  const points = requireInputs(inputs, where);
  const places = requirePlaces(options.wrt, points, where);
  requireSomeElements(places, points, where);
  const names = places.map((place) => `input ${place}`);
  const variables = places.map((place) => points[place]).filter(isVariable);
  runListeners()?.gradientsSeen?.('gradient check', variables);
  const call = (tensors: readonly Tensor[]): readonly Tensor[] => callFunction(fn, tensors, where);
  const details = scoped(() => {
    // A function that disposes of what it is given does not get hold of the caller's tensors.
    const copies = points.map((each): Tensor => clone(each));
    const first = judgeGradients(new DifferentiableFunction(call, copies, places, names), settings, where);
    if (settings.order === 1 || !passesGradcheck(first)) return first;
    const gradient = gradientFunction(call, places, settings.seed);
    return judgeGradients(new DifferentiableFunction(gradient, copies, places, names), settings, where);
  });
  return {
    pass: passesGradcheck(details),
    details,
    message: () => gradcheckMessage(details),
  };
}

/** @throws ArgumentError for options that can't be used */
export function requireSettings(options: unknown, where: string): GradcheckSettings {
  const given = requireOptions(options, NAMES, where);
  const { order = 1, probes = 3 } = given;
  if (order !== 1 && order !== 2) {
    throw new ArgumentError(`${where}: order must be 1 or 2, got ${describeKind(order)}.`, {
      argument: 'order',
      expected: '1 or 2',
      actual: order,
    });
  }
  if (typeof probes !== 'number' || !Number.isInteger(probes) || probes < 3) {
    throw new ArgumentError(`${where}: probes must be an integer from 3 up, got ${describeKind(probes)}.`, {
      argument: 'probes',
      expected: 'an integer from 3 up',
      actual: probes,
      hint: 'two errors of the same size cancel in every second direction; three directions rarely let them pass.',
    });
  }
  return {
    order,
    probes,
    rtol: requireTolerance(given.rtol, 'rtol', where, 1e-3),
    atol: requireTolerance(given.atol, 'atol', where, 0),
    seed: requireSeed(given.seed ?? 0, where),
  };
}

function requireInputs(inputs: unknown, where: string): Tensor[] {
  if (!Array.isArray(inputs) || inputs.length === 0) {
    throw new ArgumentError(
      `${where}: inputs must be an array of one or more tensors, got ${describeKind(inputs)}.`,
      {
        argument: 'inputs',
        expected: 'an array of one or more tensors',
        actual: describeKind(inputs),
        ...(isTensor(inputs) && { hint: 'put it in brackets: [x].' }),
      },
    );
  }
  return inputs.map((input: unknown, place) => requireTensor(input, where, `inputs[${place}]`));
}

/** Of an input without elements every gradient is right. */
function requireSomeElements(places: readonly number[], inputs: readonly Tensor[], where: string): void {
  if (places.some((place) => inputs[place]?.size !== 0)) return;
  const actual = places.map((place) => describeKind(inputs[place])).join(', ');
  throw new SubjectError(`${where}: inputs have no elements, so nothing would be checked, got ${actual}.`, {
    argument: 'inputs',
    expected: 'at least one element',
    actual,
  });
}

function requirePlaces(wrt: unknown, inputs: readonly Tensor[], where: string): number[] {
  const differentiable = [...inputs.keys()].filter((place) => inputs[place]?.dtype === 'float32');
  if (wrt === undefined) {
    if (differentiable.length > 0) return differentiable;
    throw new ArgumentError(
      `${where}: none of the inputs is float32, so there is nothing to differentiate by.`,
      {
        argument: 'inputs',
        expected: 'a float32 tensor among the inputs',
        actual: inputs.map(({ dtype }) => dtype),
      },
    );
  }
  const isPlace = (place: unknown): place is number => differentiable.some((each) => each === place);
  if (Array.isArray(wrt) && wrt.length > 0 && wrt.every(isPlace)) return [...new Set(wrt)];
  throw new ArgumentError(
    `${where}: wrt must list float32 inputs by place, of ${differentiable.join(', ')}.`,
    {
      argument: 'wrt',
      expected: differentiable,
      actual: wrt,
    },
  );
}

function callFunction(
  fn: (...inputs: Tensor[]) => Tensor | readonly Tensor[],
  tensors: readonly Tensor[],
  where: string,
): readonly Tensor[] {
  const given: unknown = fn(...tensors);
  const outputs: unknown[] = Array.isArray(given) ? given : [given];
  if (tensors.some((input) => input.isDisposed)) {
    throw new SubjectError(`${where}: the function disposes a tensor that it was given.`, {
      argument: 'received',
      expected: 'a function that leaves its inputs alone',
      actual: `it disposed of input ${tensors.findIndex((input) => input.isDisposed)}`,
      hint: 'inputs belong to the caller; dispose only of what the function made.',
    });
  }
  return outputs.map((output, place) => {
    const argument = outputs.length === 1 ? 'the result of the function' : `result ${place} of the function`;
    const tensor = requireTensor(output, where, argument);
    if (tensor.dtype === 'float32') return tensor;
    throw new SubjectError(
      `${where}: ${argument} must be float32 to have a gradient, got ${describeKind(tensor)}.`,
      {
        argument: 'received',
        expected: 'float32',
        actual: tensor.dtype,
      },
    );
  });
}

/** The function's own gradient, as a function of the same inputs. */
function gradientFunction(
  call: (tensors: readonly Tensor[]) => readonly Tensor[],
  places: readonly number[],
  seed: number | string,
): (tensors: readonly Tensor[]) => readonly Tensor[] {
  return (tensors) => {
    const projected = (): Tensor => {
      const outputs = call(tensors);
      const weights = cotangentsFor(
        outputs.map(({ size }) => size),
        `${seed}/first order`,
      );
      return outputs
        .map((output, k) => sum(mul(output, tensor(weights[k] ?? [], output.shape))))
        .reduce((total, each) => total.add(each));
    };
    const points = places.map((place) => tensors[place] as Tensor); // places were made from the list
    const { grads } = engine().gradients(projected, points, undefined, true);
    // TensorFlow.js leaves a gradient undefined where there is no path, though its types don't say so.
    return (grads as (Tensor | undefined)[]).filter((gradient) => gradient !== undefined);
  };
}

/** Whether nothing was found. */
export function passesGradcheck({ problem, inputs }: GradcheckDetails): boolean {
  return problem === undefined && inputs.every(({ verdict }) => verdict.kind === 'right');
}
