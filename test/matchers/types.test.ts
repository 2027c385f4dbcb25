// What is returned is what is tested here, void or not, and one call does not resolve on purpose.
/* eslint-disable @typescript-eslint/no-confusing-void-expression, @typescript-eslint/no-invalid-void-type, @typescript-eslint/no-unsafe-call */
import type { Tensor } from '@tensorflow/tfjs-core';
import { expectTypeOf } from 'expect-type';
import { expect, test, type Assertion } from 'vitest';
import type * as matchers from '../../matchers/index.ts';
import type { TensorMatchers } from '../../matchers/tensor-matchers.ts';
import '../../matchers/vitest.ts';

/** As Jest's and Vitest 5's assertions are: what they return is a type parameter. */
interface AssertionOf<R> extends TensorMatchers {
  toBe(expected: unknown): R;
}

declare const tensor: Tensor;
declare const later: AssertionOf<Promise<void>>;
declare const now: AssertionOf<void>;

/** Checked by the compiler, never run. */
export function typesOfAssertions(assertion: Assertion<Tensor>): void {
  expectTypeOf(assertion.toHaveShape('b 3', { b: 2 })).toEqualTypeOf<void>();
  expectTypeOf(assertion.not.toBeAllClose(tensor, { rtol: 1e-3 })).toEqualTypeOf<void>();
  expectTypeOf(assertion.resolves.toHaveShape('b 3')).toEqualTypeOf<Promise<void>>();
  expectTypeOf(expect.soft(tensor).toHaveDtype('float')).toEqualTypeOf<void>();
  expectTypeOf(later.toHaveShape('b 3')).toEqualTypeOf<Promise<void>>();
  expectTypeOf(now.toHaveShape('b 3')).toEqualTypeOf<void>();
  expectTypeOf(expect.tensor('b 3', { dtype: 'int32' })).toBeUnknown();
  expectTypeOf(expect.not.tensorCloseTo(tensor, { atol: 1 })).toBeUnknown();
  expectTypeOf(expect.toHaveShape('b 3')).toBeUnknown();
  expectTypeOf<Parameters<TensorMatchers['toHaveShape']>[0]>().toBeString();

  // @ts-expect-error a spec is a string
  assertion.toHaveShape(3);
  // @ts-expect-error a spec is needed
  assertion.toHaveShape();
  // @ts-expect-error the option is misspelt
  assertion.toBeAllClose(tensor, { rtoll: 1e-3 });
  // @ts-expect-error there is no such dtype
  assertion.toHaveDtype('float64');
  // @ts-expect-error there is no such dtype
  expect.tensor('b 3', { dtype: 'float64' });
  // @ts-expect-error it only makes sense inside an expected value
  assertion.tensor('b 3');
}

test('every matcher of the list is registered', async () => {
  const list: typeof matchers = await import('../../matchers/index.ts');
  const asymmetric = expect as unknown as Record<string, unknown>;
  const assertion = expect(1) as unknown as Record<string, unknown>;
  for (const name of Object.keys(list)) {
    expect(typeof asymmetric[name], name).toBe('function');
    expect(typeof assertion[name], name).toBe('function');
  }
});
