import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { createGenerator } from '../random/generator.ts';
import type { Outcome } from './law.ts';
import type { Parting } from './compare.ts';

/** Two units in the last place: what one operation more or less does to a float32. */
const RELATIVE = 2 ** -22;
/** A difference of so many times what such a change does is not explained by it. */
const EXPLAINS = 8;
const TRIES = 6;

/**
 * Whether a difference is what rounding does. The function is called again with inputs that differ in their last bits: where its
 * own result moves as far as the two results are apart, the law can't be judged in float32. So a sum that cancels, a normalised
 * row of equal numbers and a tie that an `argMax` decides are no breach, however far apart the results are.
 * @param call what gave the result, of inputs like these
 * @param base what it gave for them
 */
export async function explainedByRounding(
  { at, excess, difference }: Parting,
  base: readonly { readonly values: ArrayLike<number> }[],
  inputs: readonly Tensor[],
  call: (given: readonly Tensor[]) => Promise<Outcome>,
): Promise<boolean> {
  const values = base[at]?.values;
  if (difference.kind !== 'values' || values === undefined) return false;
  if (!inputs.some(({ dtype }) => dtype === 'float32')) return false;
  const moved = new Float64Array(excess.length);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const outcome = await call(inputs.map((input, i) => jittered(input, `${attempt}/${i}`)));
    const other = outcome.kind === 'outputs' ? outcome.outputs[at]?.values : undefined;
    if (other?.length !== excess.length) return false;
    for (let i = 0; i < moved.length; i += 1) {
      const apart = Math.abs((other[i] ?? NaN) - (values[i] ?? NaN));
      if (apart > (moved[i] ?? 0)) moved[i] = apart;
    }
  }
  return excess.every((each, i) => each === 0 || each <= EXPLAINS * (moved[i] ?? 0));
}

/** The same numbers but for their last bits; zeros stay zeros. */
function jittered(input: Tensor, seed: string): Tensor {
  if (input.dtype !== 'float32') return input;
  const next = createGenerator(seed);
  const values = Float32Array.from(input.dataSync(), (value) => value * (1 + RELATIVE * (2 * next() - 1)));
  return tensor(values, [...input.shape], 'float32');
}
