/** Type tests: `tsc` fails where one of them does. */
import { expectTypeOf } from 'expect-type';
import { checkShapes } from '../../src/contracts/index.ts';
import type { BindingsOf } from '../../src/contracts/index.ts';
import type { Bindings } from '../../src/tensor/shape-spec/index.ts';

expectTypeOf<BindingsOf<'b h w 3'>>().toEqualTypeOf<{
  readonly b: number;
  readonly h: number;
  readonly w: number;
}>();
expectTypeOf<BindingsOf<'*batch #*more n'>>().toEqualTypeOf<{
  readonly n: number;
  readonly batch: readonly number[];
  readonly more: readonly number[];
}>();
// What binds nothing, and what may bind nothing.
expectTypeOf<keyof BindingsOf<'b 3 _ _time ... *_rest rows=3 #4 2*n n+1'>>().toEqualTypeOf<'b'>();
expectTypeOf<BindingsOf<'#h'>>().toEqualTypeOf<{ readonly h?: number }>();
expectTypeOf<BindingsOf<['#h', 'h']>>().toEqualTypeOf<{ readonly h: number }>();
expectTypeOf<BindingsOf<{ readonly x: 'b'; readonly 'mask?': 'm' }>>().toEqualTypeOf<{
  readonly b: number;
}>();
expectTypeOf<BindingsOf<string>>().toEqualTypeOf<Bindings>();

declare const spec: string;
export function uses(): void {
  const bound = checkShapes({ images: [0, 'b h w 3'], boxes: [0, ['b n 4', 'b *rest']] }, { k: 3 });
  expectTypeOf(bound.b).toEqualTypeOf<number>();
  expectTypeOf(bound.n).toEqualTypeOf<number>();
  expectTypeOf(bound.rest).toEqualTypeOf<readonly number[]>();
  expectTypeOf(bound.k).toExtend<number>();
  expectTypeOf(bound).toExtend<Bindings>();
  // @ts-expect-error no axis is called so
  expectTypeOf(bound.m).toBeNumber();
  expectTypeOf(checkShapes({ images: [0, spec] })).toExtend<Bindings>();
  // @ts-expect-error a tensor without a spec
  checkShapes({ images: [0] });
}
