import type { Tensor } from '@tensorflow/tfjs-core';
import { constantFrom } from 'fast-check';
import type { LawElements } from '../../src/laws/options.ts';

/** Numbers in nested arrays, as `arraySync` gives them. */
export type Numbers = number | readonly Numbers[];

/**
 * What float32 can hold that is special, and steps between: the simplest first. Subnormal numbers have cases of their own, since native
 * and most processors of neural networks take them for zero in nearly every op.
 */
export const SPECIAL: LawElements = constantFrom(
  ...[
    0,
    1,
    -1,
    NaN,
    Infinity,
    -Infinity,
    2,
    -2,
    0.5,
    -0.5,
    1.5,
    -2.5,
    -0,
    3,
    -8,
    88,
    -88,
    1e-4,
    -1e-4,
    1e-16,
    -1e-16,
    1e10,
    -1e10,
  ],
  ...[1e30, -1e30, 3.4028234663852886e38, -3.4028234663852886e38].map(Math.fround),
).map(Math.fround);

/** One way of calling an op, on inputs that are drawn. */
export interface OpCase {
  /** As the public function is called: `conv2d`. */
  readonly op: string;
  /** What is special about the call: `same, stride 2`; of the kinds of numbers: `int32`. Empty for the plain one. */
  readonly name: string;
  /** Shape specs of the inputs. */
  readonly inputs: readonly string[];
  readonly elements?: readonly (LawElements | undefined)[] | undefined;
  readonly dtype?: readonly (('float32' | 'int32' | 'bool') | undefined)[] | undefined;
  /** Of a sum of integers that cancels, whose rounding their last bits can't show. */
  readonly atol?: number | undefined;
  readonly minSize?: number | undefined;
  readonly maxSize?: number | undefined;
  readonly run: (...inputs: never[]) => Tensor | readonly Tensor[];
  /** The same, in float64 on the host. */
  readonly reference?: ((...inputs: never[]) => Numbers) | undefined;
}

/** What tells a case from all others. */
export function keyOf({ op, name }: Pick<OpCase, 'op' | 'name'>): string {
  return name === '' ? op : `${op}, ${name}`;
}

/** Applies a function to every number. */
export function each(values: Numbers, apply: (value: number) => number): Numbers {
  return typeof values === 'number' ? apply(values) : values.map((value) => each(value, apply));
}
