import { train, type Optimizer, type Tensor } from '@tensorflow/tfjs-core';
import { cloneMethod, constantFrom, toStringMethod, tuple, type Arbitrary } from 'fast-check';
import { requireOptions } from '../checks/options.ts';
import { requireSome } from './programs/model-options.ts';
import { belongsToRun, watchRuns } from './runs/watch-runs.ts';

/** The optimizers of TensorFlow.js. */
export type OptimizerName = 'sgd' | 'momentum' | 'adam' | 'rmsprop' | 'adagrad' | 'adadelta' | 'adamax';

/** Which optimizers are wanted. */
export interface OptimizerOptions {
  /** @defaultValue all of them */
  readonly names?: readonly OptimizerName[];
  /** @defaultValue 0.01, 0.1 and 0.001 */
  readonly learningRates?: readonly number[];
}

const MAKE: Readonly<Record<OptimizerName, (learningRate: number) => Optimizer>> = {
  sgd: (rate) => train.sgd(rate),
  momentum: (rate) => train.momentum(rate, 0.9),
  adam: (rate) => train.adam(rate),
  rmsprop: (rate) => train.rmsprop(rate),
  adagrad: (rate) => train.adagrad(rate),
  adadelta: (rate) => train.adadelta(rate),
  adamax: (rate) => train.adamax(rate),
};

const NAMES = Object.keys(MAKE) as OptimizerName[]; // MAKE is a literal with exactly these keys

/**
 * Optimizers, all kinds that TensorFlow.js has, whose slots are freed when the run ends.
 * @returns an arbitrary of fresh optimizers; it shrinks to the first of the names and of the rates
 * @throws ArgumentError for a name that there isn't
 * @example
 * import fc from 'fast-check';
 * import { optimizer } from 'tensorproof/arbitraries';
 *
 * fc.assert(fc.property(optimizer({ names: ['sgd', 'adam'] }), (each) => each.getClassName() !== ''));
 */
export function optimizer(options: OptimizerOptions = {}): Arbitrary<Optimizer> {
  watchRuns();
  const { names, learningRates } = requireOptions(options, ['names', 'learningRates'], 'optimizer');
  const rates = (learningRates ?? [0.01, 0.1, 0.001]) as readonly number[]; // constantFrom refuses an empty list below
  return tuple(constantFrom(...requireSome(names, NAMES, 'names', 'optimizer')), constantFrom(...rates)).map(
    ([name, rate]) => make(name, rate),
  );
}

function make(name: OptimizerName, learningRate: number): Optimizer {
  const made = MAKE[name](learningRate);
  belongsToRun(() => {
    made.dispose();
    // tfjs-core's momentum optimizer forgets the rate, which it has from sgd; a second dispose does nothing.
    (made as unknown as { readonly c?: Tensor }).c?.dispose(); // protected in sgd's type, absent in the others
  });
  return Object.defineProperties(made, {
    [toStringMethod]: {
      value: () => `tf.train.${name}(${learningRate}${name === 'momentum' ? ', 0.9' : ''})`,
    },
    [cloneMethod]: { value: () => make(name, learningRate) },
  });
}
