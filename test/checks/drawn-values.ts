import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';

/** A tensor as plain data, so that a counterexample can be read. */
export interface Drawn {
  readonly shape: number[];
  readonly values: number[];
}

/** Numbers that float32 holds exactly, special ones often among them, and few enough to repeat. */
export const element = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 2, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, -0, 0.5, 255, 1e-30) },
  { weight: 2, arbitrary: fc.float({ noDefaultInfinity: true, noNaN: true, min: -1000, max: 1000 }) },
);

/** Tensors of rank `least` to 4, of up to a hundred elements or so, and sometimes none. */
export function drawn(elements: fc.Arbitrary<number> = element, least = 0): fc.Arbitrary<Drawn> {
  return fc.array(fc.nat(3), { minLength: least, maxLength: 4 }).chain((shape) => {
    const size = shape.reduce((product, each) => product * each, 1);
    return fc
      .array(elements, { minLength: size, maxLength: size })
      .map((values) => ({ shape, values: values.map(Math.fround) }));
  });
}

/** Makes the tensor, hands it on, frees it, and expects nothing else to be left behind. */
export function withTensor<Result>(
  { shape, values }: Drawn,
  use: (tensor: tf.Tensor) => Result,
  dtype: 'float32' | 'int32' | 'bool' = 'float32',
): Result {
  const before = tf.memory().numTensors;
  const tensor = tf.tensor(values, shape, dtype);
  try {
    const result = use(tensor);
    if (tf.memory().numTensors !== before + 1) throw new Error('a check left tensors behind');
    return result;
  } finally {
    tensor.dispose();
  }
}

/** The rows along an axis, copied out one element at a time by their indices: slow, and hard to get wrong. */
export function naiveRows({ shape, values }: Drawn, axis: number): number[][] {
  const rows = new Map<string, number[]>();
  const visit = (index: number[], place: number): void => {
    if (index.length === shape.length) {
      const key = index.map((at, each) => (each === axis ? '_' : at)).join(',');
      rows.set(key, [...(rows.get(key) ?? []), values[place] ?? NaN]);
      return;
    }
    const size = shape[index.length] ?? 0;
    for (let at = 0; at < size; at += 1) visit([...index, at], place * size + at);
  };
  visit([], 0);
  return [...rows.values()];
}
