import type { Tensor } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../../checks/check-result.ts';
import { writeMessage, type EvidenceLine } from '../../../checks/evidence.ts';
import { requireOptions } from '../../../checks/options.ts';
import { checkShape } from '../../../checks/shape.ts';
import { scoped } from '../../../engine/scoped.ts';
import { undisturbed } from '../../../engine/undisturbed.ts';
import { ArgumentError } from '../../../errors.ts';
import { entriesOf, mapGroup, type TensorGroup } from '../../../subject/tensor-group.ts';
import { parseShapeSpec, type Bindings, type ShapeSpec } from '../../../tensor/shape-spec/index.ts';
import { describeShape } from '../../../tensor/describe.ts';
import { describeKind } from '../../../tensor/subject.ts';
import { asProgram, asSubjectError } from '../program.ts';
import { declaredTensors, describeOpen, fits, withSamples, zeroInputs } from './model-inputs.ts';

/** Shapes of one output, of several in order, or by name. */
export type OutputShapes = ShapeSpec | readonly ShapeSpec[] | Readonly<Record<string, ShapeSpec>>;

/** How a model's output is looked at. */
export interface OutputShapeOptions {
  /** What it reads, the batch axis first; needed where the model does not declare the sizes. @defaultValue zeros */
  readonly input?: TensorGroup | undefined;
  /** Sizes that are known already, e.g. `{ classes: 10 }`. */
  readonly bindings?: Bindings | undefined;
}

/** One output of a model at one batch size, as data. */
export interface OutputAt {
  readonly samples: number;
  readonly output: string;
  readonly shape: readonly number[];
  readonly spec: ShapeSpec;
  /** What disagrees; `undefined` where it fits. */
  readonly failure: string | undefined;
}

/** What a model gives, as data. */
export interface OutputShapeDetails {
  readonly outputs: readonly OutputAt[];
  /** What it declares, `null` for an open size; by output. */
  readonly declared: Readonly<Record<string, readonly (number | null)[]>>;
  /** A batch of another size at which it throws. */
  readonly throwsAt: { readonly samples: number; readonly reason: string } | undefined;
}

/**
 * Checks the shape that a model gives, at two sizes of the batch, against a spec and against what it declares. So a size that is the batch's
 * can't pass as a fixed one.
 * @param subject a model or module, or a function of tensors (which is run once, on `input`)
 * @param spec e.g. `'batch 10'`; for several outputs a list, or an object by their names
 * @param where who checks, as an error names it
 * @returns passes when every output fits at both sizes
 * @throws ArgumentError for a spec that does not fit the outputs in number, and for a missing `input`
 * @throws SubjectError for what can't be run; ShapeSpecError for a spec that can't be read
 * @example
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 10, inputShape: [4] })] });
 * (await checkOutputShape(model, 'batch 10')).pass; // true
 */
export async function checkOutputShape(
  subject: unknown,
  spec: OutputShapes,
  options: OutputShapeOptions = {},
  where = 'checkOutputShape',
): Promise<CheckResult<OutputShapeDetails>> {
  const given = requireOptions(options, ['input', 'bindings'], where);
  const specs = requireSpecs(spec, where);
  const declared = declaredTensors(subject, 'outputs') ?? [];
  const sizes = typeof subject === 'function' ? [undefined] : sizesOf(subject, given.input, where);
  const outputs: OutputAt[] = [];
  let throwsAt: OutputShapeDetails['throwsAt'];
  for (const [run, samples] of sizes.entries()) {
    const made: Tensor[] = [];
    try {
      const input = inputAt(subject, given.input as TensorGroup | undefined, samples, made, where); // asProgram looks at it
      const program = await asProgram(subject, input, undefined, where);
      const shapes = await undisturbed(0, () =>
        scoped(() => {
          const predicted = program.forward?.(
            program.inputs.map(({ tensor }) => tensor),
            false,
          );
          return entriesOf(predicted, where, 'the prediction').map(([key, { shape }]) => ({ key, shape }));
        }),
      );
      const size = samples ?? program.inputs[0]?.tensor.shape[0] ?? 1;
      outputs.push(...judge(shapes, specs, declared, size, given.bindings as Bindings | undefined, where)); // checkShape looks at them
    } catch (error) {
      const known = asSubjectError(error, where);
      if (run === 0 || known.cause === undefined) throw known;
      throwsAt = { samples: samples ?? 0, reason: String(known.actual).split('\n')[0] ?? '' };
    } finally {
      for (const each of made) each.dispose();
    }
  }
  const details: OutputShapeDetails = {
    outputs,
    declared: Object.fromEntries(declared.map(({ name, shape }) => [name, shape])),
    throwsAt,
  };
  return {
    pass: throwsAt === undefined && outputs.every(({ failure }) => failure === undefined),
    details,
    message: () => outputShapeMessage(details),
  };
}

function judge(
  shapes: readonly { readonly key: string; readonly shape: readonly number[] }[],
  specs: readonly (readonly [name: string, spec: ShapeSpec])[],
  declared: NonNullable<ReturnType<typeof declaredTensors>>,
  samples: number,
  given: Bindings | undefined,
  where: string,
): OutputAt[] {
  if (shapes.length !== specs.length) {
    throw new ArgumentError(`${where}: spec must have one shape for each of ${shapes.length} outputs.`, {
      argument: 'spec',
      expected: shapes.length,
      actual: specs.length,
    });
  }
  let bindings = given;
  return shapes.map(({ key, shape }, i) => {
    const name = key === '' || /^\d+$/.test(key) ? (declared[i]?.name ?? key) : key;
    const found = specs.find(([of]) => of === name) ?? specs[i];
    if (
      found === undefined ||
      (found[0] !== '' && !specs.some(([of]) => of === name) && !/^\d+$/.test(found[0]))
    ) {
      throw new ArgumentError(`${where}: spec has no shape for the output '${name}'.`, {
        argument: 'spec',
        expected: name,
        actual: specs.map(([of]) => of),
      });
    }
    const [, spec] = found;
    const check = checkShape({ shape }, spec, bindings);
    bindings = { ...bindings, ...check.details.bindings };
    const says = declared[i];
    const contradicts = says !== undefined && !fits(shape, says.shape);
    const failure = check.pass
      ? contradicts
        ? `it declares ${describeOpen(says.shape)}`
        : undefined
      : check.message().split('\n')[0];
    return { samples, output: name, shape: [...shape], spec, failure };
  });
}

function requireSpecs(spec: unknown, where: string): (readonly [name: string, spec: ShapeSpec])[] {
  const entries: [string, unknown][] = typeof spec === 'string' ? [['', spec]] : entriesOfObject(spec);
  if (entries.length === 0 || !entries.every(([, each]) => typeof each === 'string')) {
    throw new ArgumentError(
      `${where}: spec must be a shape such as 'batch 10', or several in a list or by name, got ${describeKind(spec)}.`,
      { argument: 'spec', expected: 'a shape spec', actual: describeKind(spec) },
    );
  }
  for (const [, each] of entries) parseShapeSpec(each as string); // looked at above; it throws for what it can't read
  return entries as [string, string][];
}

/** None of an object that throws when it is looked at. */
function entriesOfObject(value: unknown): [string, unknown][] {
  try {
    return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)
      ? Object.entries(value)
      : [];
  } catch {
    return [];
  }
}

/** Two sizes of the batch, or one where the model fixes it. */
function sizesOf(subject: unknown, input: unknown, where: string): number[] {
  const fixed = declaredTensors(subject, 'inputs')?.[0]?.shape[0];
  if (typeof fixed === 'number') return [fixed];
  if (input === undefined) return [2, 3];
  const samples = entriesOf(input, where, 'input')[0]?.[1].shape[0] ?? 1;
  return [samples, samples + 1];
}

function inputAt(
  subject: unknown,
  input: TensorGroup | undefined,
  samples: number | undefined,
  made: Tensor[],
  where: string,
): TensorGroup | undefined {
  if (input === undefined) {
    if (samples === undefined) return undefined;
    made.push(...zeroInputs(subject, samples, where, 'input'));
    const [only] = made;
    return made.length === 1 ? only : made;
  }
  if (samples === undefined) return input;
  return mapGroup(input, (each) => {
    if (each.rank === 0 || each.shape[0] === samples) return each;
    const other = withSamples(each, samples);
    made.push(other);
    return other;
  });
}

function outputShapeMessage({ outputs, declared, throwsAt }: OutputShapeDetails): string {
  const failing = outputs.filter(({ failure }) => failure !== undefined);
  const [first] = failing;
  const lines = outputs.map(({ samples, output, shape, spec }): EvidenceLine => [
    `batch of ${samples}`,
    `${output === '' ? '' : `${output}  `}${describeShape(shape)}  '${spec}'`,
  ]);
  const says = Object.entries(declared).map(([name, shape]): EvidenceLine => [
    'declared',
    `${name}  ${describeOpen(shape)}`,
  ]);
  if (throwsAt !== undefined) {
    return writeMessage(`The model can not read a batch of ${throwsAt.samples}: ${throwsAt.reason}`, [
      ...lines,
      ...says,
    ]);
  }
  if (first === undefined) {
    return writeMessage('Expected another output shape, but every output fits.', [...lines, ...says]);
  }
  const name = first.output === '' ? 'The output' : `The output ${first.output}`;
  return writeMessage(`${name} has another shape for a batch of ${first.samples}: ${first.failure}.`, [
    ...lines,
    ...says,
  ]);
}
