import type { Tensor } from '@tensorflow/tfjs-core';
import { nat, tuple, type Arbitrary } from 'fast-check';
import { requireOptions } from '../checks/options.ts';
import { Environment, matchShapes, type Bindings, type SignatureSlot } from '../tensor/shape-spec/index.ts';
import type { BadInputKind, Rules } from './data/spoil.ts';
import { spoilAs, type BadInput } from './data/spoil-input.ts';
import { chooseSource } from './elements/choose-source.ts';
import type { ElementDType } from './elements/element-source.ts';
import { ShapeModel } from './shapes/shape-model.ts';
import { requireLimits } from './shapes/shape-options.ts';
import { TensorGroupArbitrary } from './tensors/group-arbitrary.ts';
import { readData } from './tensors/known-data.ts';
import { TENSOR_OPTIONS } from './tensors/structured.ts';

/** The right inputs of a function, one after the other. */
export interface GoodInputs {
  readonly arbitrary: Arbitrary<Tensor[]>;
  /** For one of them, what makes a tensor right beside the others. */
  readonly rules: (inputs: readonly Tensor[], at: number) => Rules;
}

/** The inputs of a call, of which one is bad. */
export interface BadCall {
  readonly good: readonly Tensor[];
  readonly at: number;
  /** `undefined` where it can't be bad in this way. */
  readonly bad: BadInput | undefined;
}

/**
 * Inputs that suit a signature.
 * @param options of all of them; a list of `dtype` or `elements` has one for each
 * @throws ArgumentError for options that can't be used
 */
export function goodInputs(inputs: readonly SignatureSlot[], options: unknown, where: string): GoodInputs {
  const given = requireOptions(options, TENSOR_OPTIONS, where);
  const each = (value: unknown, i: number): unknown =>
    Array.isArray(value) ? (value as readonly unknown[])[i] : value;
  const dtypes = inputs.map((_, i) => each(given.dtype, i));
  const sources = inputs.map((_, i) => chooseSource(each(given.elements, i), dtypes[i], where));
  const shapes = inputs.map(({ shape }) => shape);
  const arbitrary = new TensorGroupArbitrary<Tensor[]>({
    model: new ShapeModel(shapes, requireLimits(given, where), where),
    sources,
    dtypes: sources.map((source, i) => (dtypes[i] ?? source.dtype) as ElementDType), // chooseSource has refused all others
    join: (all) => [...all],
    split: () => undefined,
  });
  const rules = (tensors: readonly Tensor[], at: number): Rules => ({
    admits: (value) => sources[at]?.admits(value) ?? true,
    fits: (shape) => {
      const entries = inputs.map(({ shape: parsed }, i) => ({
        tensor: '',
        shape: i === at ? shape : (tensors[i]?.shape ?? []),
        parsed,
      }));
      try {
        return matchShapes(entries, new Environment(given.bindings as Bindings | undefined)).matches; // read by requireLimits
      } catch {
        return true; // a spec that leaves something open refuses nothing
      }
    },
  });
  return { arbitrary, rules };
}

/** Calls in which one input is bad in one way, the others right. */
export function badCalls(
  { arbitrary, rules }: GoodInputs,
  at: number,
  kind: BadInputKind,
): Arbitrary<BadCall> {
  return tuple(arbitrary, nat(1000)).map(([good, pick]) => {
    const spoilt = good[at];
    const plain = spoilt && readData(spoilt);
    return { good, at, bad: plain && spoilAs(kind, plain, pick, rules(good, at)) };
  });
}
