/** Type tests: `tsc` fails where one of them does. What each refusal says is in test/contracts/shaped.test.ts. */
import { expectTypeOf } from 'expect-type';
import type { Rank, Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { ShapeSpecProblem, Shaped, SizesOf } from '../../src/contracts/index.ts';

// What the compiler knows of a spec.
expectTypeOf<SizesOf<''>>().toEqualTypeOf<readonly []>();
expectTypeOf<SizesOf<'batch 28 28 1'>>().toEqualTypeOf<readonly [number, 28, 28, 1]>();
expectTypeOf<SizesOf<'rows=3 #4 _ _time 2*h #rows=3'>>().toEqualTypeOf<
  readonly [3, number, number, number, number, number]
>();
expectTypeOf<SizesOf<'... 3'>>().toEqualTypeOf<readonly number[]>();
expectTypeOf<SizesOf<'a *batch'>>().toEqualTypeOf<readonly number[]>();
expectTypeOf<SizesOf<string>>().toEqualTypeOf<readonly number[]>();

// A shaped tensor is a tensor of its rank.
expectTypeOf<Shaped<''>>().toExtend<Scalar>();
expectTypeOf<Shaped<'b h w 3'>>().toExtend<Tensor4D>();
expectTypeOf<Shaped<'b h w 3'>>().toExtend<Tensor>();
expectTypeOf<Shaped<'b h w 3'>>().not.toExtend<Tensor2D>();
expectTypeOf<Shaped<'a b c d e f'>>().toExtend<Tensor<Rank.R6>>();
expectTypeOf<Shaped<'b h w 3'>['shape']>().toEqualTypeOf<[number, number, number, number]>();

// And a plain tensor of its rank is a shaped one.
expectTypeOf<Tensor4D>().toExtend<Shaped<'b h w 3'>>();
expectTypeOf<Tensor4D>().toExtend<Shaped<'b h w 3', 'int32'>>();
expectTypeOf<Tensor1D>().not.toExtend<Shaped<'b h w 3'>>();
expectTypeOf<Tensor>().not.toExtend<Shaped<'b'>>();

// A run of axes, more axes than TensorFlow.js has types for, and a spec that is not known are plain tensors.
expectTypeOf<Shaped<'...'>>().toEqualTypeOf<Tensor>();
expectTypeOf<Shaped<'*batch 3'>>().toEqualTypeOf<Tensor>();
expectTypeOf<Shaped<'a b c d e f g'>>().toExtend<Tensor>();
expectTypeOf<Tensor>().toExtend<Shaped<'a b c d e f g'>>();
expectTypeOf<Shaped<string>>().toEqualTypeOf<Tensor>();

// Sizes agree with names, and with themselves.
expectTypeOf<Shaped<'n 10'>>().toExtend<Shaped<'n 10'>>();
expectTypeOf<Shaped<'n 10'>>().toExtend<Shaped<'3 k'>>();
expectTypeOf<Shaped<'n 10'>>().toExtend<Shaped<'n classes=10'>>();
expectTypeOf<Shaped<'n k'>>().toExtend<Shaped<'n 10'>>();
expectTypeOf<Shaped<'n 10'>>().not.toExtend<Shaped<'n 20'>>();
expectTypeOf<Shaped<'n 10'>>().not.toExtend<Shaped<'10 20'>>();
expectTypeOf<Shaped<'n 10'>>().not.toExtend<Shaped<'n 10 1'>>();

// Dtypes.
expectTypeOf<Shaped<'n', 'int32'>>().toExtend<Shaped<'n'>>();
expectTypeOf<Shaped<'n', 'int32'>>().toExtend<Shaped<'n', 'integer'>>();
expectTypeOf<Shaped<'n', 'int32'>>().toExtend<Shaped<'n', 'number'>>();
expectTypeOf<Shaped<'n', 'int32'>>().toExtend<Shaped<'...', 'int32'>>();
expectTypeOf<Shaped<'n', 'int32'>>().not.toExtend<Shaped<'n', 'float'>>();
expectTypeOf<Shaped<'n', 'bool'>>().not.toExtend<Shaped<'n', 'number'>>();
expectTypeOf<Shaped<'...', 'int32'>>().not.toExtend<Shaped<'n', 'int32'>>();

// Nested and optional uses.
interface Batch {
  readonly images: Shaped<'batch height width channels'>;
  readonly masks?: Shaped<'batch height width', 'bool'>;
  readonly boxes: readonly Shaped<'n 4'>[];
}
interface Grey extends Batch {
  readonly images: Shaped<'batch 28 28 1'>;
}
expectTypeOf<Grey>().toExtend<Batch>();
expectTypeOf<Grey>().not.toExtend<{ readonly images: Shaped<'batch 28 28 3'> }>();
expectTypeOf<{ images: Tensor4D; boxes: Tensor2D[] }>().toExtend<Batch>();
expectTypeOf<{ images: Tensor4D; boxes: Tensor2D[]; masks: Tensor2D }>().not.toExtend<Batch>();
expectTypeOf<(x: Tensor4D) => Shaped<'b 10'>>().toExtend<(x: Shaped<'b 28 28 1'>) => Tensor2D>();

// Specs that can't be read say so.
expectTypeOf<Shaped<'b, h'>>().toExtend<ShapeSpecProblem<string>>();
expectTypeOf<Shaped<'b h'>>().not.toExtend<ShapeSpecProblem<string>>();

declare const ten: Shaped<'n 10'>;
declare const image: Shaped<'b h w 3'>;
declare const labels: Shaped<'n', 'int32'>;

// @ts-expect-error another size
export const size: Shaped<'n 20'> = ten;
// @ts-expect-error another rank
export const rank: Shaped<'n h w'> = image;
// @ts-expect-error another dtype
export const dtype: Shaped<'n', 'float32'> = labels;
// @ts-expect-error another size, nested
export const nested: Pick<Batch, 'boxes'> = { boxes: [ten] };
// @ts-expect-error a comma between axes
export const comma: Shaped<'b, h'> = ten;
// @ts-expect-error a dtype that TensorFlow.js has not
export type Float64 = Shaped<'n', 'float64'>;
