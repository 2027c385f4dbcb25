import { FiniteDifferences, type ProbedInput } from './finite-differences.ts';
import type { ProbeSettings } from './judge-probe.ts';
import { norm, rademacher } from './probes.ts';

/** An axis of an output along which an input has one value for all places. */
export interface BroadcastAxis {
  /** Which output. */
  readonly output: number;
  readonly axis: number;
  readonly size: number;
}

/** The axes along which an input of some shape is repeated, if it is broadcast to outputs. */
export function broadcastAxes(
  shape: readonly number[],
  outputShapes: readonly (readonly number[])[],
): readonly BroadcastAxis[] {
  return outputShapes.flatMap((outputShape, output) => {
    const missing = outputShape.length - shape.length;
    const own = outputShape.map((_, axis) => (axis < missing ? 1 : (shape[axis - missing] ?? 1)));
    if (missing < 0 || own.some((size, axis) => size !== 1 && size !== outputShape[axis])) return [];
    return outputShape.flatMap((size, axis) => (size > 1 && own[axis] === 1 ? [{ output, axis, size }] : []));
  });
}

/**
 * The axis over which a gradient of the right shape was not summed: it follows what comes in at one place of that axis alone, where the
 * function itself follows others too.
 * @param outputShapes of what the function gives
 * @returns the axis and the place; `undefined` where that is not what is wrong
 */
export function notReducedOver(
  input: ProbedInput,
  shape: readonly number[],
  outputShapes: readonly (readonly number[])[],
  { next }: ProbeSettings,
): (BroadcastAxis & { readonly at: number }) | undefined {
  const { subject, place, gradient, cotangents } = input;
  for (const each of broadcastAxes(shape, outputShapes)) {
    const { output, axis, size } = each;
    const inner = (outputShapes[output] ?? []).slice(axis + 1).reduce((total, length) => total * length, 1);
    const incoming = (isLeft: (at: number) => boolean): Float32Array[] =>
      cotangents.map((weights, k) =>
        k === output
          ? weights.map((weight, i) => (isLeft(Math.floor(i / inner) % size) ? weight : 0))
          : Float32Array.from(weights),
      );
    for (const at of [0, size - 1]) {
      const alone = subject.differentiate(incoming((index) => index === at)).gradients[place];
      if (alone === undefined) continue;
      const difference = norm(gradient.map((value, i) => value - (alone[i] ?? NaN)));
      if (!(difference <= 1e-4 * norm(gradient))) continue;
      const others = new FiniteDifferences({
        ...input,
        cotangents: incoming((index) => index !== at).map((weights, k) =>
          k === output ? weights : weights.fill(0),
        ),
        gradient: new Float32Array(gradient.length),
      });
      const { value, noise } = others.residual(rademacher(gradient.length, next));
      if (Math.abs(value) > 8 * noise) return { ...each, at };
    }
  }
  return undefined;
}
