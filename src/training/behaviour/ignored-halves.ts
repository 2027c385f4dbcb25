import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import type { Seed } from '../../random/generator.ts';
import type { IgnoredHalf } from './depends-on-input-details.ts';
import { movableWeights, whileMoved } from './moved-weights.ts';
import { isSame } from './noise.ts';
import { inputsOf, outputsOf, type HostOutput, type HostValues, type Scene } from './scene.ts';
import { mirrored, mixed, redrawn, shifted, withInput, type Variant } from './variants.ts';

/**
 * Finds halves of inputs, the first or the second one along an axis, that never reach an output: whatever stands there, not one bit of it
 * changes. Half of a sequence that has faded from the memory of a recurrent layer reaches it all the same, as NaN does not fade.
 *
 * Ids and masks are left out, and so is what is the same in every sample, which may be padding.
 */
export function ignoredHalves(scene: Scene, seed: Seed, where: string): IgnoredHalf[] {
  const own = inputsOf(scene);
  const base = outputsOf(scene, own, { seed, where });
  if (base.some(({ values }) => !values.every(Number.isFinite))) return [];
  const found = scene.inputs.flatMap(({ name, tensor: input }, at) =>
    isMeasured(input)
      ? halvesOf(name, input).filter((half) => isWithoutEffect(half, at, own, base, { scene, seed, where }))
      : [],
  );
  return found.filter((half) => !reachesOnceTrained(half, own, { scene, seed, where }));
}

interface Run {
  readonly scene: Scene;
  readonly seed: Seed;
  readonly where: string;
}

function isMeasured(input: Tensor): boolean {
  return input.dtype === 'float32' && input.rank >= 2 && !input.dataSync().every(Number.isInteger);
}

function halvesOf(input: string, { shape }: Tensor): IgnoredHalf[] {
  return shape.flatMap((of, axis): IgnoredHalf[] => {
    if (axis === 0 || of < 2) return [];
    const middle = Math.ceil(of / 2);
    return [
      { input, axis, from: 0, to: Math.floor(of / 2), of },
      { input, axis, from: middle, to: of, of },
    ];
  });
}

function isWithoutEffect(
  half: IgnoredHalf,
  at: number,
  own: readonly Tensor[],
  base: readonly HostOutput[],
  { scene, seed, where }: Run,
): boolean {
  const input = own[at];
  if (input === undefined || !variesWithin(half, input)) return false;
  const variants: readonly Variant[] = [mirrored, shifted, redrawn(seed), unknown];
  return variants.every((variant) => {
    const other = within(half, input, variant);
    try {
      return isSame(base, outputsOf(scene, withInput(own, at, other), { seed, where }), true);
    } finally {
      other.dispose();
    }
  });
}

/** Whether it has an effect when some weight is another one: a branch that starts at zero is there to be trained. */
function reachesOnceTrained(half: IgnoredHalf, own: readonly Tensor[], run: Run): boolean {
  const { scene, seed, where } = run;
  const at = scene.inputs.findIndex(({ name }) => name === half.input);
  return movableWeights(scene).some((weight) =>
    whileMoved(weight, seed, () => {
      const base = outputsOf(scene, own, { seed, where });
      return !isWithoutEffect(half, at, own, base, run);
    }),
  );
}

/** NaN everywhere: what is computed from it is NaN, however small its share. */
const unknown: Variant = {
  name: 'NaN',
  make: (input) => tensor(new Float32Array(input.size).fill(NaN), input.shape, 'float32'),
};

/** An input with another content in one half. */
function within(half: IgnoredHalf, input: Tensor, variant: Variant): Tensor {
  const other = variant.make(input);
  try {
    return mixed(input, other, inHalf(half, input.shape));
  } finally {
    other.dispose();
  }
}

function inHalf({ axis, from, to, of }: IgnoredHalf, shape: readonly number[]): (i: number) => boolean {
  const stride = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  return (i) => {
    const position = Math.floor(i / stride) % of;
    return position >= from && position < to;
  };
}

/** Whether samples differ in a half. */
function variesWithin(half: IgnoredHalf, input: Tensor): boolean {
  const values: HostValues = input.dataSync();
  const size = values.length / input.shape[0];
  const isWithin = inHalf(half, input.shape);
  return values.some((value, i) => value !== values[i % size] && isWithin(i));
}
