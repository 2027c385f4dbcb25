import type { Tensor } from '@tensorflow/tfjs-core';
import { constantFrom, nat, tuple, type Arbitrary } from 'fast-check';
import { requireOptions } from '../checks/options.ts';
import { Environment, matchShape, parseShapeSpec, type Bindings } from '../tensor/shape-spec/index.ts';
import type { BadInputKind, Rules } from './data/spoil.ts';
import { KINDS, spoilAs, type BadInput } from './data/spoil-input.ts';
import { chooseSource } from './elements/choose-source.ts';
import type { TensorOptions } from './tensor.ts';
import type { PlainTensor } from './tensors/plain-tensor.ts';
import { readData } from './tensors/known-data.ts';
import { structured, TENSOR_OPTIONS } from './tensors/structured.ts';
import { requireSome } from './programs/model-options.ts';

export type { BadInput } from './data/spoil-input.ts';

/** Around which right inputs the bad ones lie, and in which ways they are bad. */
export interface BadInputOptions extends TensorOptions {
  /** @defaultValue all that the spec and the elements allow */
  readonly kinds?: readonly BadInputKind[];
}

/**
 * Everything that is almost right for a spec: one axis off by one, axes swapped, the batch axis missing or doubled, other channels,
 * another dtype, nothing, NaN, an infinity, a value out of the range of the elements, a disposed tensor, a nested array, a
 * promise, `undefined`, `null`. Each says what is wrong with it.
 *
 * A shape is only bad if the spec refuses it: `'h w'` takes any matrix, so that none of its axes is ever off.
 * @param spec of the right inputs, e.g. `'batch height width 3'`
 * @param options `kinds`, and as of {@link tensor}: elements such as `'unit'` say what is out of range
 * @returns an arbitrary of `{ input, wrong, detail }`; it shrinks to small inputs that are wrong in the same way
 * @throws ArgumentError for kinds that there aren't, and as {@link tensor} does
 * @example
 * import fc from 'fast-check';
 * import { parseShapeSpec, checkShape } from 'tensorproof';
 * import { badInput } from 'tensorproof/arbitraries';
 *
 * const kinds = ['axis off by one', 'missing batch axis'] as const;
 * fc.assert(
 *   fc.property(badInput('batch 3', { kinds }), ({ input }) => !checkShape(input as { shape: number[] }, 'batch 3').pass),
 * );
 */
export function badInput(spec: string, options: BadInputOptions = {}): Arbitrary<BadInput> {
  const { kinds, ...others } = requireOptions(options, [...TENSOR_OPTIONS, 'kinds'], 'badInput');
  const wanted = requireSome(kinds, KINDS, 'kinds', 'badInput');
  const parsed = parseShapeSpec(spec);
  const source = chooseSource(others.elements, others.dtype, 'badInput');
  const rules: Rules = {
    admits: (value) => source.admits(value),
    fits: (shape) => {
      try {
        return matchShape(shape, parsed, new Environment(others.bindings as Bindings | undefined)).matches; // read by structured
      } catch {
        return true; // a spec that leaves something open refuses nothing
      }
    },
  };
  const good = structured(spec, others, { where: 'badInput' }) as unknown as Arbitrary<Tensor>; // whatever the spec says of it
  return tuple(good, constantFrom(...wanted), nat(1000)).map(([tensor, kind, pick]) => {
    const plain = readData(tensor);
    // Only the spoilt one is handed out.
    tensor.dispose();
    if (plain === undefined) throw new Error('a generated tensor holds what it was drawn as');
    return spoil(plain, kind, pick, rules, wanted);
  });
}

/** Spoils a tensor in the way that is asked for, or in the next one that its shape and dtype allow. */
function spoil(
  plain: PlainTensor,
  kind: BadInputKind,
  pick: number,
  rules: Rules,
  wanted: readonly BadInputKind[],
): BadInput {
  const first = wanted.indexOf(kind);
  for (const wrong of [...wanted.slice(first), ...wanted.slice(0, first), ...KINDS]) {
    const made = spoilAs(wrong, plain, pick, rules);
    if (made !== undefined) return made;
  }
  throw new Error('undefined is always a bad input');
}
