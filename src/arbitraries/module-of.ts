import { cloneMethod, stringify, toStringMethod, tuple, type Arbitrary } from 'fast-check';
import { ArgumentError } from '../errors.ts';
import { describeKind } from '../tensor/subject.ts';
import { belongsToRun, watchRuns } from './runs/watch-runs.ts';

/** What `moduleOf` makes: a module of ours, or anything else that can be disposed of. */
export interface Disposes {
  dispose(): unknown;
}

/**
 * Modules made of generated arguments: backbones, heads, whole compositions. Each is disposed of when its run ends, and prints
 * as the call that made it.
 * @param Module the class, whose instances have a `dispose`
 * @param parameters an arbitrary for each argument of its constructor
 * @returns an arbitrary of instances; it shrinks as the arguments do
 * @throws ArgumentError for what is no class
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { glorotUniform, Module } from 'tensorproof';
 * import { moduleOf } from 'tensorproof/arbitraries';
 *
 * class Projection extends Module<tf.Tensor2D, tf.Tensor> {
 *   #kernel!: tf.Variable<tf.Rank.R2>;
 *   readonly #units: number;
 *   constructor(units: number) {
 *     super();
 *     this.#units = units;
 *   }
 *   protected override build(): void {
 *     this.#kernel = this.addWeight('kernel', [3, this.#units], glorotUniform);
 *   }
 *   protected override forward(x: tf.Tensor2D): tf.Tensor {
 *     return tf.matMul(x, this.#kernel);
 *   }
 * }
 *
 * fc.assert(
 *   fc.property(moduleOf(Projection, fc.integer({ min: 1, max: 9 })), (projection) => {
 *     return projection.apply(tf.zeros([2, 3])).shape[1]! <= 9;
 *   }),
 * );
 */
export function moduleOf<Parameters extends unknown[], Made extends Disposes>(
  Module: new (...parameters: Parameters) => Made,
  ...parameters: { [Index in keyof Parameters]: Arbitrary<Parameters[Index]> }
): Arbitrary<Made> {
  const given: unknown = Module;
  if (typeof given !== 'function') {
    throw new ArgumentError(`moduleOf: Module must be a class, got ${describeKind(given)}.`, {
      argument: 'Module',
      expected: 'a class whose instances have a dispose()',
      actual: given,
    });
  }
  watchRuns();
  const make = (values: Parameters): Made => {
    const made = new Module(...values);
    belongsToRun(() => {
      made.dispose();
    });
    return Object.defineProperties(made, {
      [toStringMethod]: {
        value: () => `new ${Module.name}(${values.map((value) => stringify(value)).join(', ')})`,
      },
      [cloneMethod]: { value: () => make(values) },
    });
  };
  return tuple<Parameters>(...parameters).map((values) => make(values));
}
