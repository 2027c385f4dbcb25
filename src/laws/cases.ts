import type { Tensor } from '@tensorflow/tfjs-core';
import { constant, constantFrom, nat, tuple, type Arbitrary } from 'fast-check';
import { chooseSource } from '../arbitraries/elements/choose-source.ts';
import type { ElementDType } from '../arbitraries/elements/element-source.ts';
import { ShapeModel } from '../arbitraries/shapes/shape-model.ts';
import { requireLimits } from '../arbitraries/shapes/shape-options.ts';
import { TensorGroupArbitrary } from '../arbitraries/tensors/group-arbitrary.ts';
import { ArgumentError, SubjectError } from '../errors.ts';
import { isTensor } from '../tensor/subject.ts';
import type { Axis, ParsedShape } from '../tensor/shape-spec/index.ts';
import { entriesOf } from '../subject/tensor-group.ts';

import { inputName, type InputPlan, type PlannedInput } from './input-plan.ts';
import type { Drawable, Law, LawCase, InputForm } from './law.ts';
import type { Settings } from './options.ts';

/**
 * The arbitrary of a law's cases.
 * @throws ArgumentError and ShapeSpecError for inputs that can't be drawn
 */
export function casesOf(
  plan: InputPlan,
  { isOfPairs, draws }: Pick<Law, 'isOfPairs' | 'draws'>,
  settings: Settings,
  where: string,
): Arbitrary<LawCase> {
  const drawn = drawsOf(draws);
  if (plan.kind === 'arbitrary') {
    refuseUnused(settings, where);
    // It is an arbitrary by all that can be seen; what it draws is looked at below.
    const arbitrary = plan.arbitrary as unknown as Arbitrary<unknown>;
    const second: Arbitrary<unknown> = isOfPairs ? arbitrary : constant(undefined);
    return tuple(arbitrary, second, drawn).map(([first, other, extra]) => {
      const { tensors, names, form } = readDrawn(first, where);
      const others = isOfPairs ? readDrawn(other, where).tensors : [];
      return { inputs: tensors, others, names, form, drawn: extra };
    });
  }
  const { inputs, form } = plan;
  const group = groupOf(isOfPairs ? twice(inputs) : inputs, settings, inputs.length, where);
  const optional = inputs.filter((each) => each.optional).length;
  return tuple(group, drawn, nat(optional)).map(([tensors, extra, left]) => {
    const count = inputs.length;
    // The last of those that may be left out goes first.
    const given = count - left;
    return {
      inputs: tensors.slice(0, given),
      others: tensors.slice(count, count + (isOfPairs ? given : 0)),
      names: inputs.slice(0, given).map(({ name }) => name),
      form: form.kind === 'object' ? { ...form, names: form.names.slice(0, given) } : form,
      drawn: extra,
    };
  });
}

function drawsOf(draws: readonly unknown[] | Drawable | undefined): Arbitrary<unknown> {
  if (draws === undefined) return constant(undefined);
  // What is no list is an arbitrary, as its law has made sure.
  return Array.isArray(draws)
    ? constantFrom(...(draws as unknown[]))
    : (draws as unknown as Arbitrary<unknown>);
}

/** Options of the shapes and elements say nothing of an arbitrary that is given. */
function refuseUnused({ elements, dtype, shapes }: Settings, where: string): void {
  const given = { elements, dtype, ...shapes };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    throw new ArgumentError(`${where}: ${name} is of no use where inputs is an arbitrary.`, {
      argument: name,
      expected: 'left out',
      actual: value,
      hint: 'say it to the arbitrary itself.',
    });
  }
}

function groupOf(
  inputs: readonly PlannedInput[],
  { elements, dtype, shapes }: Settings,
  count: number,
  where: string,
): Arbitrary<readonly Tensor[]> {
  const ofEach = (given: unknown, name: string): unknown[] => {
    if (!Array.isArray(given)) return inputs.map(() => given);
    if (given.length === count) return inputs.map((_, i) => given[i % count] as unknown);
    throw new ArgumentError(`${where}: ${name} must be one for all or one for each of ${count} inputs.`, {
      argument: name,
      expected: `a list of ${count}`,
      actual: `a list of ${given.length}`,
    });
  };
  const dtypes = ofEach(dtype, 'dtype');
  const sources = ofEach(elements, 'elements').map((each, i) =>
    chooseSource(each, dtypes[i] ?? (each === undefined ? inputs[i]?.dtype : undefined), where),
  );
  const model = new ShapeModel(
    inputs.map(({ shape }) => shape),
    requireLimits(shapes, where),
    where,
  );
  return new TensorGroupArbitrary<readonly Tensor[]>({
    model,
    sources,
    // chooseSource has refused all others.
    dtypes: sources.map((source, i) => (dtypes[i] ?? inputs[i]?.dtype ?? source.dtype) as ElementDType),
    join: (tensors) => [...tensors],
    split: (value) => (Array.isArray(value) && value.every(isTensor) ? value : undefined),
  });
}

/** The same inputs once more. Axes without a name get one, so that both have the same shape. */
function twice(inputs: readonly PlannedInput[]): PlannedInput[] {
  const named = inputs.map((input, i) => ({ ...input, shape: withNames(input.shape, i) }));
  return [...named, ...named];
}

function withNames(parsed: ParsedShape, input: number): ParsedShape {
  const axes = parsed.axes.map((axis, i): Axis => {
    // No spec can have such a name.
    const name = `?${input}.${i}`;
    if (axis.kind === 'any') return { kind: 'name', name, broadcast: false, offset: axis.offset };
    if (axis.kind === 'ellipsis') return { kind: 'variadic', name, broadcast: false, offset: axis.offset };
    return axis;
  });
  return { ...parsed, axes };
}

/** What a user's arbitrary drew: a tensor, a list of arguments, or an object. */
function readDrawn(
  value: unknown,
  where: string,
): { tensors: readonly Tensor[]; names: readonly string[]; form: InputForm } {
  let entries;
  try {
    entries = entriesOf(value, where, 'inputs');
  } catch (cause) {
    if (!(cause instanceof SubjectError)) throw cause;
    throw new ArgumentError(`${where}: the arbitrary must draw tensors, a list or an object of them.`, {
      argument: 'inputs',
      expected: 'an arbitrary of tensors',
      actual: cause.actual,
      cause,
    });
  }
  const tensors = entries.map(([, tensor]) => tensor);
  if (isTensor(value) || Array.isArray(value)) {
    return {
      tensors,
      names: tensors.map((_, i) => inputName(i, tensors.length)),
      form: { kind: 'arguments' },
    };
  }
  const names = entries.map(([name]) => name);
  return { tensors, names, form: { kind: 'object', names } };
}
