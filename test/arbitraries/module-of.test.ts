import { matMul, memory, zeros, type Tensor, type Tensor2D, type Variable } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moduleOf } from '../../src/arbitraries/index.ts';
import { glorotUniform, Module } from '../../src/index.ts';

class Projection extends Module<Tensor2D> {
  readonly units: number;
  #kernel!: Variable;
  constructor(units: number) {
    super();
    this.units = units;
  }
  protected override build(): void {
    this.#kernel = this.addWeight('kernel', [3, this.units], glorotUniform);
  }
  protected override forward(x: Tensor2D): Tensor {
    return matMul(x, this.#kernel);
  }
}

test('a module is made, disposed of, shrunk and printed', () => {
  const before = memory().numTensors;
  const details = fc.check(
    fc.property(moduleOf(Projection, fc.integer({ min: 1, max: 9 })), fc.nat(), (projection, n) => {
      expect(projection.isDisposed).toBe(false);
      return (projection.apply(zeros([2, 3])).shape[1] ?? 0) < 4 || n < 3;
    }),
    { seed: 1 },
  );
  expect(fc.stringify(details.counterexample)).toBe('[new Projection(4),3]');
  expect(memory().numTensors).toBe(before);
});

test('what is no class is refused', () => {
  expect(() => moduleOf({} as never)).toThrow('moduleOf: Module must be a class, got an object.');
});
