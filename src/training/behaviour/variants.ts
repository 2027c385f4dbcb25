import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { createGenerator, type Seed } from '../../random/generator.ts';

/** Another content for an input. */
export interface Variant {
  readonly name: string;
  /** A tensor of the same shape and dtype. The caller disposes of it. */
  make(input: Tensor): Tensor;
}

/** How an element is made of what was there. */
type Change = (value: number, facts: Facts, i: number) => number;

interface Facts {
  readonly min: number;
  readonly max: number;
  /** Whether all are whole numbers: classes, tokens, a mask. They stay among what was there, since they may be indices. */
  readonly isWhole: boolean;
  readonly values: ArrayLike<number>;
  readonly samples: number;
}

/** Every element on the other side of the middle of the range. */
export const mirrored: Variant = variant('mirrored', (value, { min, max }) => min + max - value);

/** The largest element everywhere; where that may be no index, twice as much. */
export const raised: Variant = variant('raised', (value, { max, min, isWhole }) =>
  isWhole ? max : 2 * max + Math.abs(value) + (max - min),
);

export const zeroed: Variant = variant('zeros', (_value, { min, isWhole }) => (isWhole ? min : 0));

/** Each sample with the input of another. */
export const shifted: Variant = variant('those of other samples', (value, { values, samples }, i) => {
  const size = values.length / samples;
  return values[(i + size) % values.length] ?? value;
});

/** Elements drawn from those that there are. */
export function redrawn(seed: Seed): Variant {
  const random = createGenerator(seed);
  return variant('elements redrawn', (value, { values, min, max, isWhole }) => {
    const at = Math.floor(random() * values.length);
    return isWhole || min !== max ? (values[at] ?? value) : value + random() + 0.5;
  });
}

function variant(name: string, change: Change): Variant {
  return {
    name,
    make: (input) => {
      const values = input.dataSync();
      let [min, max, isWhole] = [Infinity, -Infinity, true];
      for (const value of values) {
        if (!Number.isFinite(value)) continue;
        if (value < min) min = value;
        if (value > max) max = value;
        if (!Number.isInteger(value)) isWhole = false;
      }
      const facts: Facts = { min, max, isWhole, values, samples: input.shape.at(0) ?? 1 };
      return tensor(
        Float32Array.from(values, (value, i) => change(value, facts, i)),
        input.shape,
        input.dtype,
      );
    },
  };
}

/** Elements of one tensor where `from` says so, of the other elsewhere. Both have the same shape. */
export function mixed(own: Tensor, other: Tensor, from: (element: number) => boolean): Tensor {
  const others = other.dataSync();
  return tensor(
    Float32Array.from(own.dataSync(), (value, i) => (from(i) ? (others[i] ?? value) : value)),
    own.shape,
    own.dtype,
  );
}

/** The same by rows. */
export function mixedRows(own: Tensor, other: Tensor, from: (row: number) => boolean): Tensor {
  const size = own.size / (own.shape.at(0) ?? 1);
  return mixed(own, other, (i) => from(Math.floor(i / size)));
}

/** The inputs of a subject with another one at a place. */
export function withInput(own: readonly Tensor[], at: number, other: Tensor): Tensor[] {
  return own.map((each, i) => (i === at ? other : each));
}
