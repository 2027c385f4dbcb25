import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors.ts';
import type { HostOutput } from '../training/behaviour/scene.ts';
import { describeKind } from '../tensor/subject.ts';
import { describeTensor } from '../tensor/describe.ts';
import type { InputPlan } from './input-plan.ts';
import type { LawCase, Passed } from './law.ts';
import { hostInputs, tensorOf } from './results.ts';
import { chosenInputs } from './subject-of-law.ts';
import type { Symmetry } from './symmetries.ts';

/** Where a transformation acts. */
export interface TransformedOptions {
  /** Which input it is done to, by index or name; or several. @defaultValue the first, and with it what has the same axis by name in the spec; `'batch permutation'`: all */
  readonly input?: number | string | readonly (number | string)[] | undefined;
  /** Along which axis of the inputs, and of the outputs. @defaultValue by the names of the spec (`width`, `w`, …) and the rank */
  readonly axis?: number | undefined;
}

/** A case with the transformation done to it. */
export interface Transformed {
  readonly inputs: readonly Tensor[];
  /** Of each input, along which axis; -1 where it was left alone or has no axis. */
  readonly axes: readonly number[];
  /** Each input as a program writes it. */
  readonly codes: readonly string[];
  /** What was drawn, in words. */
  readonly drawn: string;
}

/** The names of the axes of an input, where it is known; empty for one of arithmetic, and behind a run of axes. */
function axisNames(plan: InputPlan, input: number): readonly string[] {
  if (plan.kind === 'arbitrary') return [];
  const axes = plan.inputs[input]?.shape.axes ?? [];
  const run = axes.findIndex(({ kind }) => kind === 'ellipsis' || kind === 'variadic');
  return axes
    .slice(0, run < 0 ? axes.length : run)
    .map((axis) => (axis.kind === 'name' || axis.kind === 'documented' ? axis.name : ''));
}

/** Reads along which axis; `undefined` where the transformation knows. */
export function requireAxisOption(axis: unknown, where: string): number | undefined {
  if (axis === undefined || (typeof axis === 'number' && Number.isInteger(axis))) return axis;
  throw new ArgumentError(`${where}: axis must be a whole number, got ${describeKind(axis)}.`, {
    argument: 'axis',
    expected: 'a whole number, negative ones from the end',
    actual: axis,
  });
}

/** How a transformation is aimed; see {@link TransformedOptions}. */
interface Aim {
  readonly input: unknown;
  readonly axis: number | undefined;
  /** How far a step of the output is in the input, for a shift. */
  readonly steps?: number;
}

/**
 * Does a transformation to the inputs of a case.
 * @throws ArgumentError for an axis that an input has not, and for an input that there is not
 */
export function transformInputs(
  symmetry: Symmetry,
  one: LawCase,
  plan: InputPlan,
  aim: Aim,
  where: string,
): Transformed | Passed {
  const { steps = 1 } = aim;
  const hosts = hostInputs(one.inputs);
  const axes = axesOf(symmetry, one, hosts, plan, aim, where);
  const inputs = [...one.inputs];
  const codes = [...one.names];
  let drawn = '';
  hosts.forEach((host, i) => {
    const axis = axes[i];
    if (axis === undefined) return;
    if (symmetry.axisOf === undefined && host.dtype === 'bool') {
      throw new ArgumentError(
        `${where}: ${one.names[i] ?? 'x'} holds true and false, which are not ${symmetry.name}.`,
        { argument: 'input', expected: 'an input of numbers', actual: describeTensor(host) },
      );
    }
    const made = symmetry.applyIn(host, axis, one.drawn, steps);
    if (made === 'nothing') return;
    const size = host.shape[axis] ?? 1;
    inputs[i] = tensorOf(made);
    codes[i] = symmetry.code(
      one.names[i] ?? 'x',
      axis,
      size,
      steps === 1 ? one.drawn : Number(one.drawn) * steps,
    );
    drawn = symmetry.describe(one.drawn, size);
  });
  const isChanged = inputs.some((input, i) => input !== one.inputs[i]);
  return isChanged
    ? { inputs, axes: axes.map((axis) => axis ?? -1), codes, drawn }
    : { unjudged: `there is nothing in them to be ${symmetry.name}` };
}

/**
 * Along which axis each input is transformed, -1 for values; `undefined` for one that stays. Where the spec names the axis of the first, the
 * axes of that name in the others go with it: a mask with its image, labels with their batch.
 */
function axesOf(
  { axisOf, isOfBatch }: Symmetry,
  one: LawCase,
  hosts: readonly HostOutput[],
  plan: InputPlan,
  { input, axis }: Aim,
  where: string,
): (number | undefined)[] {
  const own = (i: number): number => {
    const host = hosts[i];
    if (axisOf === undefined || host === undefined) return -1;
    return axisIn(host, axis ?? axisOf(host.shape.length, axisNames(plan, i)), where);
  };
  if (input !== undefined) {
    const chosen = chosenInputs(input, one, [], where);
    return hosts.map((_, i) => (chosen.includes(i) ? own(i) : undefined));
  }
  const first = Math.max(
    0,
    hosts.findIndex(({ shape }) => axisOf === undefined || shape.length > 0),
  );
  const along = own(first);
  const name = axisNames(plan, first)[along] ?? '';
  return hosts.map(({ shape }, i) => {
    if (i === first) return along;
    if (axisOf === undefined) return undefined;
    if (name !== '') {
      const same = axisNames(plan, i).indexOf(name);
      return same < 0 ? undefined : same;
    }
    return isOfBatch && shape.length > 0 ? along : undefined;
  });
}

/** An axis of a tensor, counted from the front. */
export function axisIn(
  { shape, dtype }: Pick<HostOutput, 'shape' | 'dtype'>,
  axis: number,
  where: string,
): number {
  const at = axis < 0 ? axis + shape.length : axis;
  if (at >= 0 && at < shape.length) return at;
  throw new ArgumentError(`${where}: ${describeTensor({ shape, dtype })} has no axis ${axis}.`, {
    argument: 'axis',
    expected: `an axis of ${describeTensor({ shape, dtype })}`,
    actual: axis,
  });
}
