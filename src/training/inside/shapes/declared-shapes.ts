import type { Tensor } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../../checks/check-result.ts';
import { countOf, writeMessage, type EvidenceLine } from '../../../checks/evidence.ts';
import { requireOptions } from '../../../checks/options.ts';
import { followParts, type PartWork } from '../../../engine/follow-parts.ts';
import { scoped } from '../../../engine/scoped.ts';
import { undisturbed } from '../../../engine/undisturbed.ts';
import { InteractionError, SubjectError } from '../../../errors.ts';
import { entriesOf } from '../../../subject/tensor-group.ts';
import { describeShape } from '../../../tensor/describe.ts';
import { isTensor } from '../../../tensor/subject.ts';
import { asProgram, asSubjectError } from '../program.ts';
import { declaredTensors, describeOpen, fits, zeroInputs } from './model-inputs.ts';

/** The check takes no options. */
export type DeclaredShapesOptions = Readonly<Record<string, never>>;

/** A layer whose real output is not what it declares, as data. */
export interface ShapeContradiction {
  /** The layer or module; for an output of the whole model, its name. */
  readonly layer: string;
  readonly inputs: readonly (readonly number[])[];
  readonly declared: readonly (readonly (number | null)[])[];
  readonly actual: readonly (readonly number[])[];
  /** Whether the layer says what it gives; otherwise it inherits that it gives the shape that it reads. */
  readonly hasOwnDeclaration: boolean;
  /** What a module, or the declaration, said when it threw. */
  readonly reason: string | undefined;
}

/** How what a model declares compares with what it does, as data. */
export interface DeclaredShapesDetails {
  readonly contradictions: readonly ShapeContradiction[];
  readonly judged: number;
}

type Shape = readonly (number | null)[];

/**
 * Checks that every layer gives the shape that its `computeOutputShape` declares: the layers after it, `summary()` and a converted model are built
 * on that. A layer without one that changes the shape is found by it. Of a module, what it declares; of a graph model, its signature.
 * @param subject a layers model, a module or a graph model
 * @param data a batch `{ xs, … }` or inputs alone; by default zeros, where the model declares its inputs
 * @param where who checks, as an error names it
 * @returns passes when all real shapes are those that were declared
 * @throws SubjectError for a subject that declares nothing, and for what can't be run
 * @throws ArgumentError where inputs are needed
 * @example
 * const model = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [2, 3] })] });
 * (await checkDeclaredShapes(model)).pass; // true
 */
export async function checkDeclaredShapes(
  subject: unknown,
  data?: unknown,
  options: DeclaredShapesOptions = {},
  where = 'checkDeclaredShapes',
): Promise<CheckResult<DeclaredShapesDetails>> {
  requireOptions(options, [], where);
  const made: Tensor[] = [];
  const contradictions: ShapeContradiction[] = [];
  let judged = 0;
  try {
    if (data === undefined && declaredTensors(subject, 'inputs') !== undefined) {
      made.push(...zeroInputs(subject, 2, where, 'batch'));
    }
    const program = await asProgram(
      subject,
      data ?? (made.length === 1 ? made[0] : made),
      undefinedLoss(data),
      where,
    );
    if (program.kind === 'function') {
      throw new SubjectError(`${where}: received must declare shapes, and a function does not.`, {
        argument: 'received',
        expected: 'a layers model, a module or a graph model',
        actual: 'a function',
      });
    }
    const seen = (work: PartWork): void => {
      const found = judgeLayer(work);
      if (found === undefined) return;
      judged += 1;
      if (found !== 'sound') contradictions.push(found);
    };
    const given = program.inputs.map(({ tensor }) => tensor);
    const shapes = await undisturbed(0, () =>
      followParts(
        subject,
        () =>
          scoped(() => entriesOf(program.forward?.(given, false), where, '').map(([, { shape }]) => shape)),
        seen,
      ),
    );
    for (const [i, declared] of (declaredTensors(subject, 'outputs') ?? []).entries()) {
      const actual = shapes[i];
      judged += 1;
      // The output of a model follows from its layers.
      if (actual === undefined || fits(actual, declared.shape) || contradictions.length > 0) continue;
      contradictions.push({
        layer: declared.name,
        inputs: given.map(({ shape }) => shape),
        declared: [declared.shape],
        actual: [actual],
        hasOwnDeclaration: true,
        reason: undefined,
      });
    }
    if (program.kind === 'module') judged += 1;
  } catch (error) {
    // What comes after a wrong declaration often can't be run: that is what it does.
    if (error instanceof InteractionError) contradictions.push(ofModule(error));
    else if (contradictions.length === 0) throw asSubjectError(error, where);
  } finally {
    for (const each of made) each.dispose();
  }
  const details: DeclaredShapesDetails = { contradictions: onceEach(contradictions), judged };
  return {
    pass: contradictions.length === 0,
    details,
    message: () => declaredShapesMessage(details),
  };
}

/** A batch with targets has a loss as a rule, which isn't needed here. */
function undefinedLoss(data: unknown): (() => never) | undefined {
  return typeof data === 'object' && data !== null && 'xs' in data
    ? (): never => {
        throw new Error('there is no loss');
      }
    : undefined;
}

function judgeLayer({ path, host, input, output }: PartWork): ShapeContradiction | 'sound' | undefined {
  const compute: unknown = Reflect.get(host, 'computeOutputShape');
  if (typeof compute !== 'function') return undefined;
  const inputs = shapesOf(input);
  const actual = shapesOf(output);
  if (inputs.length === 0 || actual.length === 0) return undefined;
  const hasOwnDeclaration = compute !== inheritedDeclaration(host);
  let declared: readonly Shape[] = [];
  let reason: string | undefined;
  try {
    const given: unknown = Reflect.apply(compute, host, [inputs.length === 1 ? inputs[0] : inputs]);
    declared = asShapes(given);
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
  }
  // A layer that returns its states says so for each, or for none.
  const fitsAll =
    reason === undefined &&
    declared.length <= actual.length &&
    declared.length > 0 &&
    declared.every((shape, i) => fits(actual[i] ?? [], shape));
  return fitsAll ? 'sound' : { layer: path, inputs, declared, actual, hasOwnDeclaration, reason };
}

function shapesOf(value: unknown): (readonly number[])[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.flatMap((each) => (isTensor(each) ? [each.shape] : []));
}

function asShapes(value: unknown): Shape[] {
  if (!Array.isArray(value)) return [];
  const lists: readonly unknown[] = value.some((each) => Array.isArray(each)) ? value : [value];
  return lists.map((each) =>
    (Array.isArray(each) ? each : []).map((size: unknown) =>
      typeof size === 'number' && size >= 0 ? size : null,
    ),
  );
}

/** What the class of all layers says: that the shape stays as it is. */
function inheritedDeclaration(host: object): unknown {
  let inherited: unknown;
  for (let at: unknown = host; typeof at === 'object' && at !== null; at = Object.getPrototypeOf(at)) {
    const own = Object.getOwnPropertyDescriptor(at, 'computeOutputShape');
    if (own !== undefined) inherited = own.value;
  }
  return inherited;
}

function ofModule({ message, parts }: InteractionError): ShapeContradiction {
  return {
    layer: parts.at(-1) ?? '',
    inputs: [],
    declared: [],
    actual: [],
    hasOwnDeclaration: true,
    reason: message,
  };
}

/** A layer that is used several times says the same each time. */
function onceEach(all: readonly ShapeContradiction[]): ShapeContradiction[] {
  return all.filter(({ layer }, i) => all.findIndex((each) => each.layer === layer) === i);
}

const SHOWN = 6;

function declaredShapesMessage({ contradictions, judged }: DeclaredShapesDetails): string {
  const [first] = contradictions;
  if (first === undefined) {
    return `Expected a layer to give another shape than it declares, but all ${countOf(judged, 'shape')} are as declared.`;
  }
  const lines = contradictions.slice(0, SHOWN).flatMap((each): EvidenceLine[] =>
    each.reason === undefined || each.actual.length > 0
      ? [
          [each.layer, `reads ${each.inputs.map(describeShape).join(' and ')}`],
          [
            '',
            `declares ${each.reason ?? each.declared.map(describeOpen).join(' and ')}${each.hasOwnDeclaration ? '' : ', by inheritance: it has no computeOutputShape of its own'}`,
          ],
          ['', `gives ${each.actual.map(describeShape).join(' and ')}`],
        ]
      : [[each.layer, each.reason]],
  );
  const missing = contradictions.find(({ hasOwnDeclaration }) => !hasOwnDeclaration);
  return writeMessage(
    `${countOf(contradictions.length, 'layer')} of the model ${contradictions.length === 1 ? 'gives another shape than it declares' : 'give other shapes than they declare'}.`,
    lines,
    missing === undefined
      ? undefined
      : `override computeOutputShape(inputShape) in ${missing.layer}, so that the layers after it are built for what it gives.`,
  );
}
