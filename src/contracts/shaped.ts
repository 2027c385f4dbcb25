import type { Rank, Tensor } from '@tensorflow/tfjs-core';
import type { DType, DTypeFamily } from '../tensor/dtypes.ts';
import type { Words } from './words.ts';

/** Where the compiler keeps what it knows of a shape. No value ever has this property. */
declare const shapeOf: unique symbol;

/** What a spec that can't be read becomes: a type that nothing is assignable to, whose name says why. */
export interface ShapeSpecProblem<Why extends string> {
  readonly [shapeOf]: Why;
}

type Problem<Word extends string> = Word extends `${string}->${string}` | `${string},${string}`
  ? 'a shape of one tensor has neither commas nor an arrow; axes are separated by spaces'
  : Word extends `${string}[${string}` | `${string}]${string}`
    ? 'axes are written without brackets, separated by spaces'
    : Word extends '*' | '+' | '-' | '/' | '//' | '=' | '#'
      ? 'arithmetic is written without spaces, as in 2*height'
      : Word extends `-${string}` | `${string}?${string}`
        ? 'an axis of any size is written _'
        : never;

/** `3` and `rows=3` are the number; a name, `_`, `#3` and arithmetic any number. */
type SizeOf<Word extends string> = Word extends `${infer Size extends number}`
  ? Size
  : Word extends `${string}=${infer Size extends number}`
    ? Word extends `#${string}`
      ? number
      : Size
    : number;

type Sizes<
  Read extends readonly string[],
  Done extends readonly number[] = readonly [],
> = Read extends readonly [infer Word extends string, ...infer Rest extends readonly string[]]
  ? Word extends `...` | `*${string}` | `#*${string}`
    ? readonly number[]
    : Sizes<Rest, readonly [...Done, SizeOf<Word>]>
  : Done;

/**
 * The sizes of a spec as the compiler knows them.
 * @example type Image = SizesOf<'height width channels=3'>; // readonly [number, number, 3]
 */
export type SizesOf<S extends string> = string extends S ? readonly number[] : Sizes<Words<S>>;

type Ranks = [Rank.R0, Rank.R1, Rank.R2, Rank.R3, Rank.R4, Rank.R5, Rank.R6];

type TensorOf<Count extends number> = Count extends 0 | 1 | 2 | 3 | 4 | 5 | 6 ? Tensor<Ranks[Count]> : Tensor;

/** What is known of a property of a tensor, by the property's name in an error of the compiler; `never` where nothing is. */
type NameOf<All extends readonly number[], D extends DType, Key> = Key extends 'dtype'
  ? [DType] extends [D]
    ? never
    : 'dtype'
  : Key extends 'length'
    ? 'rank'
    : Key extends keyof All & string
      ? number extends All[Key]
        ? never
        : `axis${Key}`
      : never;

/**
 * Literal sizes and a dtype under names that read well in an error. An axis that is left out agrees with any, which is what
 * makes the typing gradual; `rank` is always there, since TypeScript refuses optional properties of which none is shared.
 */
type Known<S extends string, D extends DType> = {
  readonly [
    Key in Extract<keyof SizesOf<S>, `${number}` | 'length'> | 'dtype' as NameOf<SizesOf<S>, D, Key>
  ]?: Key extends keyof SizesOf<S> ? SizesOf<S>[Key] : D;
};

interface Families {
  readonly float: 'float32';
  readonly integer: 'int32';
  readonly number: 'float32' | 'int32' | 'complex64';
}

type Members<D extends DType | DTypeFamily> = D extends DTypeFamily ? Families[D] : D;

/** Takes the spec as it was written, since the compiler prints this name with its arguments. */
type ShapedTensor<S extends string, D extends DType> = TensorOf<SizesOf<S>['length']> & {
  readonly [shapeOf]?: Known<S, D>;
};

/**
 * A tensor whose shape the compiler checks as far as it can: its rank, its literal sizes and, where it is given, its dtype.
 * Typing is gradual: names and arithmetic agree with anything, a plain `tf.Tensor4D` flows in and out, and a spec with a run of
 * axes (`...`, `*batch`) is a plain `tf.Tensor`. It costs nothing at run time; `checked` checks the same spec there.
 * @typeParam S a shape spec, e.g. `'batch height width 3'`
 * @typeParam D a dtype or a family ('float', 'integer', 'number'); any when left out
 * @example
 * function meanColour(images: Shaped<'batch height width 3'>): Shaped<'batch 3'> {
 *   return tf.mean(images, [1, 2]);
 * }
 * meanColour(tf.zeros([2, 8, 8, 3])).shape // [2, 3]
 * @see https://github.com/tensorflow/tfjs/issues/8549
 */
export type Shaped<S extends string, D extends DType | DTypeFamily = DType> = string extends S
  ? Tensor
  : [Problem<Words<S>[number]>] extends [never]
    ? [number, DType] extends [SizesOf<S>['length'], D]
      ? Tensor
      : ShapedTensor<S, Members<D>>
    : ShapeSpecProblem<Problem<Words<S>[number]>>;
