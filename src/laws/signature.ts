import type { CheckResult } from '../checks/check-result.ts';
import { ArgumentError } from '../errors.ts';
import { describeTensor } from '../tensor/describe.ts';
import { describeKind } from '../tensor/subject.ts';
import {
  describeFailure,
  Environment,
  matchShapes,
  parseSignature,
  printShape,
  printSignature,
  type Bindings,
  type ParsedSignature,
  type ShapeEntry,
} from '../tensor/shape-spec/index.ts';
import type { HostOutput } from '../training/behaviour/scene.ts';
import { callText, calleeOf, type Callee } from './callee.ts';
import { checkLaw, type LawCheck } from './check-law.ts';
import { planSlots } from './input-plan.ts';
import type { Breach, LawCase, LawDetails, LawResult, Outcome } from './law.ts';
import { DRAW_OPTIONS, readSettings, type DrawOptions } from './options.ts';
import { resultOf, thrown } from './results.ts';
import { NOTHING_DRAWN } from './subject-of-law.ts';

/** How a signature is tried. */
export type SignatureOptions = DrawOptions;

/**
 * Checks that a function or a model gives what its signature says, for inputs of many sizes: so a batch size that is written into it shows. A
 * name that stands on the right only, such as `classes`, must be the same for all inputs; a size that the data decide is written `_kept`.
 * @param subject a function, a model or a module; a function takes its inputs one after the other
 * @param signature e.g. `'b h w 3 -> b classes'`, with names where outputs or the inputs of a model have any:
 *   `'image: b h w 3 -> boxes: b n 4, scores: b n'`
 * @param options `bindings` for sizes that are known, e.g. `{ h: 28, w: 28 }` of a model that takes no others
 * @param where who checks, as an error names it
 * @returns fails with the smallest input whose output is another, or that it throws at
 * @throws SubjectError for what can't be called; ShapeSpecError for a signature that does not parse; ArgumentError for options that can't
 *   be used; MissingPackageError where fast-check is not installed
 * @example
 * (await checkSignature((x) => tf.reshape(x, [32, -1]), 'b h w -> b h*w')).pass; // false
 */
export async function checkSignature(
  subject: unknown,
  signature: string,
  options: SignatureOptions = {},
  where = 'checkSignature',
): Promise<CheckResult<LawDetails>> {
  return checkLaw(signatureLaw(subject, signature, options, where), where);
}

/** The sizes of names on the right only, and for what input they were seen. */
type Constants = Map<string, { readonly value: string; readonly inputs: string }>;

/** The law behind {@link checkSignature}. */
export function signatureLaw(subject: unknown, given: unknown, options: unknown, where: string): LawCheck {
  const callee = calleeOf(subject, where);
  if (typeof given !== 'string') {
    throw new ArgumentError(`${where}: signature must be a text with an arrow, got ${describeKind(given)}.`, {
      argument: 'signature',
      expected: "e.g. 'b h w 3 -> b classes'",
      actual: given,
    });
  }
  const signature = parseSignature(given);
  const settings = readSettings(options, where, { shared: DRAW_OPTIONS });
  const own = bindingsOfInputs(signature, settings.shapes.bindings);
  const plan = planSlots(signature.inputs, callee);
  const bindings = settings.shapes.bindings as Bindings | undefined; // looked at by Environment
  const constants: Constants = new Map();
  const sizes: string[][] = [];
  const text = ({ names, form }: Pick<LawCase, 'names' | 'form'>): string => callText(callee, names, form);
  const call = (one: LawCase): Promise<Outcome> => callee.call(one.inputs, one.form, settings.seed);
  const printed = printSignature(signature);
  return {
    plan,
    settings: { ...settings, shapes: { ...settings.shapes, bindings: own } },
    callees: [callee],
    throwingBreaks: true,
    words: {
      broken: `${callee.name} does not satisfy '${printed}'`,
      holds: `${callee.name} not to satisfy '${printed}', but it does`,
    },
    law: {
      ...NOTHING_DRAWN,
      claim: printed,
      judge: async (one) => {
        const outcome = await call(one);
        if (outcome.kind === 'error') {
          const hint = modelHint(callee, outcome);
          return {
            ...thrown(outcome, text(one)),
            reason: `it throws ${outcome.message}`,
            ...(hint !== undefined && { hint }),
          };
        }
        sizes.push([String(one.inputs[0]?.shape[0]), String(outcome.outputs[0]?.shape[0])]);
        const breach = judgeShapes(outcome, one, { signature, bindings, constants, callee, text });
        const hint = breach && sizeHint(sizes);
        return breach && { ...breach, ...(hint !== undefined && { hint }) };
      },
    },
  };
}

/** The bindings that are about inputs: those of outputs alone are for the match, not for the draw. */
function bindingsOfInputs({ inputs, outputs }: ParsedSignature, bindings: unknown): unknown {
  if (typeof bindings !== 'object' || bindings === null) return bindings;
  const [left, right] = [namesOf(inputs), namesOf(outputs)];
  return Object.fromEntries(Object.entries(bindings).filter(([name]) => left.has(name) || !right.has(name)));
}

function namesOf(slots: ParsedSignature['inputs']): Set<string> {
  return new Set(
    slots.flatMap(({ shape }) =>
      shape.axes.flatMap((axis) => {
        if (axis.kind === 'name' || axis.kind === 'variadic') return [axis.name];
        return axis.kind === 'expression' ? axis.names : [];
      }),
    ),
  );
}

interface Judging {
  readonly signature: ParsedSignature;
  readonly bindings: Bindings | undefined;
  readonly constants: Constants;
  readonly callee: Callee;
  readonly text: (one: LawCase) => string;
}

function judgeShapes(
  outcome: Outcome & { kind: 'outputs' },
  one: LawCase,
  { signature, bindings, constants, callee, text }: Judging,
): Breach | undefined {
  const { inputs, outputs } = signature;
  const given = inOrderOf(outcome.outputs, signature, callee);
  const results: readonly LawResult[] = [
    {
      expression: text(one),
      outputs: given.map((output, i) => `${describeTensor(output)}  '${label(signature, i)}'`),
    },
  ];
  if (given.length !== outputs.length) {
    const reason = `it gives ${given.length} ${given.length === 1 ? 'output' : 'outputs'}, not ${outputs.length}`;
    return { kind: 'shape', reason, results: [resultOf(text(one), outcome)] };
  }
  const entry = (tensor: string, shape: readonly number[], parsed: ShapeEntry['parsed']): ShapeEntry => ({
    tensor,
    shape,
    parsed,
  });
  const environment = new Environment(bindings);
  const read = one.inputs.flatMap(({ shape }, i) => {
    const parsed = inputs[i]?.shape;
    return parsed === undefined ? [] : [entry(one.names[i] ?? 'x', shape, parsed)];
  });
  const returned = given.flatMap(({ name, shape }, i) => {
    const slot = outputs[i];
    const called = slot?.name ?? (outputs.length === 1 ? 'the result' : `result ${name === '' ? i : name}`);
    return slot === undefined ? [] : [entry(called, shape, slot.shape)];
  });
  const match = matchShapes([...read, ...returned], environment);
  if (!match.matches) {
    const at = returned.findIndex(({ tensor }) => tensor === match.failure.tensor);
    const parsed = returned[at]?.parsed ?? outputs[0]?.shape;
    const reason =
      parsed === undefined ? 'another shape' : describeFailure(match.failure, parsed, printShape(parsed));
    return { kind: 'shape', reason, results };
  }
  return judgeConstants(environment, one, { signature, constants, results });
}

/** Names that no input binds must stand for one size whatever goes in. */
function judgeConstants(
  environment: Environment,
  one: LawCase,
  {
    signature,
    constants,
    results,
  }: { signature: ParsedSignature; constants: Constants; results: readonly LawResult[] },
): Breach | undefined {
  const left = namesOf(signature.inputs);
  const inputs = one.inputs.map(describeTensor).join(', ');
  for (const name of namesOf(signature.outputs)) {
    if (left.has(name)) continue;
    const bound = environment.sizes.get(name)?.size ?? environment.runs.get(name)?.sizes;
    if (bound === undefined) continue;
    const value = typeof bound === 'number' ? String(bound) : `[${bound.join(', ')}]`;
    const known = constants.get(name);
    if (known === undefined) constants.set(name, { value, inputs });
    else if (known.value !== value) {
      return {
        kind: 'varies',
        reason: `${name} is ${value} here, but was ${known.value} for ${known.inputs}`,
        results,
        hint: `a size that the data decide is written _${name}.`,
      };
    }
  }
  return undefined;
}

/** By name, where the signature names all outputs and they have these names; else as they come. */
function inOrderOf(
  given: readonly HostOutput[],
  { outputs }: ParsedSignature,
  { outputNames }: Callee,
): readonly HostOutput[] {
  const named = given.map((output, i) =>
    given.length === outputNames?.length ? { ...output, name: outputNames[i] ?? output.name } : output,
  );
  const found = outputs.map(({ name }) => named.find((each) => name !== undefined && each.name === name));
  return found.every((each) => each !== undefined) && found.length === given.length ? found : given;
}

function label({ outputs }: ParsedSignature, index: number): string {
  const slot = outputs[index];
  return slot === undefined
    ? ''
    : `${slot.name === undefined ? '' : `${slot.name}: `}${printShape(slot.shape)}`;
}

/** The first axis of the output is the same whatever that of the input is. */
function sizeHint(sizes: readonly (readonly string[])[]): string | undefined {
  const inputs = new Set(sizes.map(([input]) => input));
  const outputs = new Set(sizes.map(([, output]) => output));
  const [only] = outputs;
  if (outputs.size !== 1 || inputs.size < 2 || only === undefined || only === '1') return undefined;
  return `axis 0 of the result was ${only} for every input, as if the size of a batch were written into it.`;
}

/** A model that takes one size only says so itself. */
function modelHint({ isFunction }: Callee, { message }: { readonly message: string }): string | undefined {
  if (isFunction || !/shape/iu.test(message)) return undefined;
  return 'sizes that the model takes only as they are belong into the signature, or into { bindings }.';
}
