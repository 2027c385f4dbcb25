import { ArgumentError } from '../errors.ts';
import {
  parseShapeSpec,
  parseSignature,
  printShape,
  type ParsedShape,
  type SignatureSlot,
} from '../tensor/shape-spec/index.ts';
import { describeKind } from '../tensor/subject.ts';
import { declaredTensors } from '../training/inside/shapes/model-inputs.ts';
import type { Callee } from './callee.ts';
import type { Drawable, InputForm } from './law.ts';

/** One input whose shape is known. */
export interface PlannedInput {
  /** As messages and code call it: `x`, or its name. */
  readonly name: string;
  readonly shape: ParsedShape;
  readonly dtype: string | undefined;
  readonly optional: boolean;
}

/** Where the inputs of a law come from. */
export type InputPlan =
  | { readonly kind: 'specs'; readonly inputs: readonly PlannedInput[]; readonly form: InputForm }
  | { readonly kind: 'arbitrary'; readonly arbitrary: Drawable };

const NAMES = ['x', 'y', 'z'];

/** What an input without a name is called. */
export function inputName(index: number, count: number): string {
  return count === 1 ? 'x' : count <= NAMES.length ? (NAMES[index] ?? 'x') : `x${index}`;
}

/**
 * Reads what a law is tried on.
 * @param inputs what the user gave; `undefined` where the subject may declare it
 * @throws ShapeSpecError for a spec that does not parse; ArgumentError for anything that is no inputs
 */
export function planInputs(inputs: unknown, callee: Callee, where: string): InputPlan {
  if (inputs === undefined) {
    const declared = declaredPlan(callee);
    if (declared !== undefined) return declared;
    throw new ArgumentError(`${where}: inputs is needed, since ${callee.name} does not say what it takes.`, {
      argument: 'inputs',
      expected: "a shape spec, such as { inputs: 'batch 3' }",
      actual: undefined,
      hint: "write { inputs: 'batch 3' }, with a comma between several; names stand for any size.",
    });
  }
  if (typeof inputs === 'string') {
    if (inputs.trim() === '') return planList([''], ['x'], { kind: 'arguments' });
    const text = inputs.includes('->') ? inputs : `${inputs} -> _`;
    return planSlots(parseSignature(text).inputs, callee);
  }
  if (isDrawable(inputs)) return { kind: 'arbitrary', arbitrary: inputs };
  if (Array.isArray(inputs) && inputs.length > 0 && inputs.every((each) => typeof each === 'string')) {
    const names = inputs.map((_, i) => inputName(i, inputs.length));
    return planList(inputs, names, { kind: 'arguments' });
  }
  const entries = entriesOf(inputs);
  if (entries !== undefined && entries.length > 0) {
    const names = entries.map(([name]) => name);
    return planList(
      entries.map(([, spec]) => spec),
      names,
      { kind: 'object', names },
    );
  }
  throw new ArgumentError(
    `${where}: inputs must be shape specs or an arbitrary, got ${describeKind(inputs)}.`,
    {
      argument: 'inputs',
      expected: "'b t d, b s d', a list or an object of specs, or an arbitrary of fast-check",
      actual: inputs,
    },
  );
}

/** The inputs of a signature. Models take them by name, where every one has the name of an input of the model. */
export function planSlots(slots: readonly SignatureSlot[], callee: Callee): InputPlan {
  const names = slots.map(({ name }) => name).filter((name) => name !== undefined);
  const declared = callee.isFunction ? undefined : inputNamesOf(callee);
  const byName =
    names.length === slots.length && declared !== undefined && names.every((name) => declared.includes(name));
  return specs(
    slots.map(({ name, optional, shape }, i) => ({
      name: name ?? inputName(i, slots.length),
      shape,
      dtype: callee.isFunction ? undefined : declaredDtype(callee, name, i),
      optional,
    })),
    byName ? { kind: 'object', names } : { kind: 'arguments' },
  );
}

function specs(inputs: readonly PlannedInput[], form: InputForm): InputPlan {
  return { kind: 'specs', inputs, form };
}

/** Specs that were written one by one. A name means one thing in all of them, as in a signature. */
function planList(given: readonly string[], names: readonly string[], form: InputForm): InputPlan {
  const shapes = given.map(parseShapeSpec);
  parseSignature(`${shapes.map(printShape).join(', ')} -> _`);
  return specs(
    shapes.map((shape, i) => ({ name: names[i] ?? 'x', shape, dtype: undefined, optional: false })),
    form,
  );
}

/** What a layers model, a graph model or a module says that it reads. */
function declaredPlan({ subject }: Callee): InputPlan | undefined {
  const module = declarationOf(subject);
  if (module !== undefined) {
    const names = module.map(({ name }) => name).filter((name) => name !== undefined);
    return specs(
      module.map(({ name, shape, dtype }, i) => ({
        name: name ?? inputName(i, module.length),
        shape,
        dtype,
        optional: false,
      })),
      names.length === module.length ? { kind: 'object', names } : { kind: 'arguments' },
    );
  }
  const declared = declaredTensors(subject, 'inputs');
  if (declared === undefined) return undefined;
  return specs(
    declared.map(({ shape, dtype }, i) => {
      const spec = shape.map((size, axis) => size ?? (axis === 0 ? 'batch' : `size${axis}`)).join(' ');
      const name = inputName(i, declared.length);
      return { name, shape: parseShapeSpec(spec), dtype, optional: false };
    }),
    { kind: 'arguments' },
  );
}

interface DeclaredInput {
  readonly name: string | undefined;
  readonly shape: ParsedShape;
  readonly dtype: string;
}

/** What a module of this library reads, by structure. */
function declarationOf(subject: unknown): readonly DeclaredInput[] | undefined {
  try {
    if (typeof subject !== 'object' || subject === null || !('declaration' in subject)) return undefined;
    const { declaration } = subject;
    if (typeof declaration !== 'object' || declaration === null || !('reads' in declaration))
      return undefined;
    const { reads } = declaration;
    return Array.isArray(reads) && reads.every(isDeclaredInput) ? reads : undefined;
  } catch {
    return undefined; // what it declares contradicts itself, which it says when it is called
  }
}

function isDeclaredInput(value: unknown): value is DeclaredInput {
  return (
    typeof value === 'object' && value !== null && 'shape' in value && 'dtype' in value && 'name' in value
  );
}

function inputNamesOf({ subject }: Callee): readonly string[] | undefined {
  return (
    declarationOf(subject)?.flatMap(({ name }) => name ?? []) ??
    declaredTensors(subject, 'inputs')?.map(({ name }) => name)
  );
}

function declaredDtype({ subject }: Callee, name: string | undefined, index: number): string | undefined {
  const declared = declarationOf(subject) ?? declaredTensors(subject, 'inputs');
  return (declared?.find((each) => name !== undefined && each.name === name) ?? declared?.[index])?.dtype;
}

/** Whether something draws values as fast-check's arbitraries do. */
export function isDrawable(value: unknown): value is Drawable {
  try {
    return (
      typeof value === 'object' &&
      value !== null &&
      'generate' in value &&
      typeof value.generate === 'function' &&
      'shrink' in value &&
      'canShrinkWithoutContext' in value
    );
  } catch {
    return false;
  }
}

function entriesOf(value: unknown): [string, string][] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  try {
    const entries = Object.entries(value) as [string, unknown][];
    return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
      ? entries
      : undefined;
  } catch {
    return undefined;
  }
}
