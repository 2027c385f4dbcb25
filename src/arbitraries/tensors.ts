import type { Tensor } from '@tensorflow/tfjs-core';
import { requireOptions } from '../checks/options.ts';
import type { Shaped } from '../contracts/shaped.ts';
import { ArgumentError } from '../errors.ts';
import { parseShapeSpec, parseSignature, type ParsedShape } from '../tensor/shape-spec/index.ts';
import { describeKind, isTensor } from '../tensor/subject.ts';
import { chooseSource } from './elements/choose-source.ts';
import type { ElementDType } from './elements/element-source.ts';
import { requireLimits } from './shapes/shape-options.ts';
import { ShapeModel } from './shapes/shape-model.ts';
import type { TensorOptions } from './tensor.ts';
import { TensorGroupArbitrary, type TensorGroup } from './tensors/group-arbitrary.ts';
import { TENSOR_OPTIONS } from './tensors/structured.ts';

/**
 * Several tensors whose shapes share names: an axis that is called `batch` in two of them has one size in both.
 * @param specs a shape spec for each name
 * @param options hold for all of them
 * @returns an arbitrary of objects with a tensor for each name; their memory is freed when the run ends
 * @throws ShapeSpecError when a spec does not parse
 * @throws ArgumentError as {@link tensor} does
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { tensors } from 'tensorproof/arbitraries';
 *
 * fc.assert(
 *   fc.property(tensors({ query: 'b t d', key: 'b s d' }), ({ query, key }) => {
 *     return tf.matMul(query, key, false, true).rank === 3;
 *   }),
 * );
 */
export function tensors<const Specs extends Readonly<Record<string, string>>>(
  specs: Specs,
  options: TensorOptions = {},
): TensorGroupArbitrary<{ [Name in keyof Specs]: Shaped<Specs[Name]> }> {
  const given: unknown = specs;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ArgumentError(
      `tensors: specs must be an object of shape specs by name, got ${describeKind(given)}.`,
      {
        argument: 'specs',
        expected: "an object such as { query: 'b t d', key: 'b s d' }",
        actual: describeKind(given),
      },
    );
  }
  const names = Object.keys(specs);
  return new TensorGroupArbitrary({
    ...groupOf(Object.values(specs).map(parseShapeSpec), options, 'tensors'),
    join: (all) =>
      Object.fromEntries(names.map((name, i) => [name, all[i]])) as {
        [Name in keyof Specs]: Shaped<Specs[Name]>;
      }, // one of each name
    split: (value) => {
      if (typeof value !== 'object' || value === null || Object.keys(value).length !== names.length)
        return undefined;
      return allTensors(names.map((name): unknown => Reflect.get(value, name)));
    },
  });
}

/**
 * The inputs of a function whose signature is known.
 * @param signature e.g. `'batch h w 3, batch 4 -> batch classes'`; what follows the arrow constrains nothing here. A
 *   signature of NumPy's generalised functions is one too: `'(m,n),(n,p)->(m,p)'`
 * @param options hold for all inputs
 * @returns an arbitrary of lists, one tensor for each input; their memory is freed when the run ends
 * @throws ShapeSpecError when the signature does not parse
 * @throws ArgumentError as {@link tensor} does
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { tensorsFor } from 'tensorproof/arbitraries';
 *
 * fc.assert(
 *   fc.property(tensorsFor('n k, k m -> n m'), ([a, b]) => tf.matMul(a!, b!).shape[0] === a!.shape[0]),
 * );
 */
export function tensorsFor(signature: string, options: TensorOptions = {}): TensorGroupArbitrary<Tensor[]> {
  const { inputs } = parseSignature(fromNumpy(signature));
  return new TensorGroupArbitrary<Tensor[]>({
    ...groupOf(
      inputs.map(({ shape }) => shape),
      options,
      'tensorsFor',
    ),
    join: (all) => [...all],
    split: (value) => (Array.isArray(value) ? allTensors(value) : undefined),
  });
}

/** `(m,n),(n)->(m)` in our own grammar: the axes in front of the parentheses broadcast. */
function fromNumpy(signature: string): string {
  if (typeof signature !== 'string' || !/^\s*\(/.test(signature)) return signature;
  const side = (text: string, batch: string): string =>
    [...text.matchAll(/\(([^()]*)\)/g)]
      .map(([, axes = '']) =>
        [batch, ...axes.split(',').map((axis) => axis.trim().replace(/\?$/, ''))].join(' ').trim(),
      )
      .join(', ');
  const [inputs = '', outputs = ''] = signature.split('->');
  return `${side(inputs, '#*batch')} -> ${side(outputs, '*batch')}`;
}

function groupOf(
  parsed: readonly ParsedShape[],
  options: unknown,
  where: string,
): Pick<TensorGroup<unknown>, 'model' | 'sources' | 'dtypes'> {
  const given = requireOptions(options, TENSOR_OPTIONS, where);
  const source = chooseSource(given.elements, given.dtype, where);
  const model = new ShapeModel(parsed, requireLimits(given, where), where);
  const dtype = (given.dtype ?? source.dtype) as ElementDType; // chooseSource has refused all others
  return { model, sources: parsed.map(() => source), dtypes: parsed.map(() => dtype) };
}

function allTensors(values: readonly unknown[]): readonly Tensor[] | undefined {
  return values.every(isTensor) ? values : undefined;
}
