import type { TensorOptions } from '../arbitraries/tensor.ts';
import type { BadInputKind } from '../arbitraries/data/spoil.ts';
import type { CheckResult } from '../checks/check-result.ts';
import { requireOptions } from '../checks/options.ts';
import { coverKernels } from '../engine/cover-kernels.ts';
import { VariableSnapshot } from '../engine/variable-snapshot.ts';
import { undisturbed } from '../engine/undisturbed.ts';
import { ArgumentError, SubjectError } from '../errors.ts';
import { requireRuns } from '../memory/leaks.ts';
import type { Survivors } from '../memory/survivors.ts';
import { createGenerator, type Seed } from '../random/generator.ts';
import { requireSeed } from '../random/seeded.ts';
import { parseShapeSpec, parseSignature, type SignatureSlot } from '../tensor/shape-spec/index.ts';
import { describeTensor } from '../tensor/describe.ts';
import { describeKind } from '../tensor/subject.ts';
import { unclearness } from './bad-input/clarity.ts';
import type { RejectsBadInputDetails } from './bad-input/details.ts';
import { loadTrials } from './bad-input/load-trials.ts';
import { badInputMessage } from './bad-input/message.ts';
import { describeAccepted, outputOf, type Output } from './bad-input/output.ts';
import type { Trial, Verdict } from './bad-input/trials.ts';
import { describeError, lineOf } from './describe-error.ts';
import { noteAsserted } from './note-asserted.ts';
import { parameterNames } from './parameter-names.ts';
import { requireFunction, type AnyFunction } from './require-function.ts';
import { watchedCall } from './watched-call.ts';

/** Around which right inputs the bad ones lie, and which of them a function may take. */
export interface RejectBadInputOptions extends Omit<TensorOptions, 'dtype' | 'elements'> {
  /** Kinds of bad input that the function may take; where it refuses them, it must do so well. @defaultValue none */
  readonly allow?: readonly BadInputKind[] | undefined;
  /** Kinds that are tried. @defaultValue all that the signature admits */
  readonly kinds?: readonly BadInputKind[] | undefined;
  /** Of the right inputs; a list has one for each. @defaultValue 'float32' */
  readonly dtype?: TensorOptions['dtype'] | readonly TensorOptions['dtype'][];
  /** Of the right inputs, which say what is out of range; a list has one for each. */
  readonly elements?: TensorOptions['elements'] | readonly TensorOptions['elements'][];
  /** Calls for each kind of bad input and each argument. @defaultValue 10 */
  readonly runs?: number | undefined;
  /** @defaultValue 1 */
  readonly seed?: Seed | undefined;
}

const OWN = ['allow', 'kinds', 'runs', 'seed'] as const;
const INPUT = ['minSize', 'maxSize', 'minRank', 'maxRank', 'bindings', 'dtype', 'elements'] as const;

/**
 * Checks that a function meets bad input well: with an error that comes before any weight has changed, from a look at the input and
 * not from the depths of a kernel, that says which argument or what about it is wrong, and that leaves no tensor behind. The bad inputs
 * are generated round the right ones: one axis off by one, axes swapped, another dtype, NaN, a disposed tensor, `undefined`, …
 * @param subject a function of tensors, which may be asynchronous
 * @param signature a spec of its only input, `'batch 3'`, or a signature: `'query: b t d, key: b s d -> b t s'`
 * @param options which kinds it may take, and what the right inputs look like
 * @param where who checks, as an error names it
 * @returns passes when every bad input is refused well; `details.findings` has the others, each as simple as it gets
 * @throws SubjectError for what is no function, and for one that refuses right inputs, too; ShapeSpecError for a signature that does
 * not parse; ArgumentError for options that can't be used; MissingPackageError where fast-check is not installed
 * @example
 * import { checked, checkRejectsBadInput } from 'tensorproof';
 *
 * const double = (x: tf.Tensor) => tf.mul(x, 2);
 * (await checkRejectsBadInput(double, 'batch 3')).pass; // false: it takes almost anything
 * const kinds = ['axis off by one', 'missing batch axis', 'disposed', 'undefined'] as const;
 * (await checkRejectsBadInput(checked('batch 3 -> batch 3', double), 'batch 3', { kinds })).pass; // true
 */
export async function checkRejectsBadInput(
  subject: unknown,
  signature: string,
  options: RejectBadInputOptions = {},
  where = 'checkRejectsBadInput',
): Promise<CheckResult<RejectsBadInputDetails>> {
  const given = requireOptions(options, [...OWN, ...INPUT], where);
  const seed = given.seed === undefined ? 1 : requireSeed(given.seed, where);
  const runs = requireRuns(given.runs ?? 10, 'runs', 1, where);
  const fn = requireFunction(subject, where);
  const slots = requireSlots(signature, where);
  const names = slots.map(({ name }, i) => name ?? parameterNames(fn)[i] ?? `argument ${i + 1}`);
  const tryBadInputs = await loadTrials(where);
  const ofKernel = new WeakSet();
  const report = await undisturbed(seed, async () => {
    const uncover = coverKernels((_name, run) => {
      try {
        return run();
      } catch (error) {
        if (typeof error === 'object' && error !== null) ofKernel.add(error);
        throw error;
      }
    });
    try {
      return await tryBadInputs({
        slots,
        names,
        options: Object.fromEntries(INPUT.flatMap((name) => (name in given ? [[name, given[name]]] : []))),
        kinds: given.kinds,
        allow: given.allow,
        runs,
        seed: Math.trunc(createGenerator(seed)() * 2 ** 31),
        accept: (inputs) => requireAccepts(fn, inputs, where),
        judge: (trial) => judge(fn, trial, [...names, ...parameterNames(fn)], ofKernel),
        where,
      });
    } finally {
      uncover();
    }
  });
  const details = { signature, seed, ...report };
  return { pass: report.findings.length === 0, details, message: () => badInputMessage(details) };
}

function requireSlots(signature: unknown, where: string): readonly SignatureSlot[] {
  if (typeof signature !== 'string') {
    throw new ArgumentError(
      `${where}: signature must be a shape spec or a signature, got ${describeKind(signature)}.`,
      { argument: 'signature', expected: "'batch 3', or 'b t d, b s d -> b t s'", actual: signature },
    );
  }
  if (signature.includes('->')) {
    const { inputs } = parseSignature(signature);
    if (inputs.length > 0) return inputs;
    throw new ArgumentError(`${where}: the signature '${signature}' has no inputs that could be bad.`, {
      argument: 'signature',
      expected: 'at least one input',
      actual: signature,
    });
  }
  if (signature.includes(',') || signature.includes(':')) return parseSignature(`${signature} -> ...`).inputs;
  return [{ name: undefined, optional: false, shape: parseShapeSpec(signature) }];
}

/** Refuses a function that takes no right inputs either: its refusals would say nothing. */
async function requireAccepts(
  fn: AnyFunction,
  inputs: readonly Parameters<typeof describeTensor>[0][],
  where: string,
): Promise<void> {
  const variables = new VariableSnapshot();
  const { outcome } = await watchedCall(() => fn(...inputs));
  variables.restore();
  if (outcome.returned) return;
  const shown = inputs.map(describeTensor).join(', ');
  throw new SubjectError(
    `${where}: the function refuses right inputs, too, so that its refusing bad ones says nothing: ${shown} gives ${describeError(outcome.error)}`,
    {
      argument: 'received',
      expected: 'a function that takes inputs of the signature',
      actual: describeError(outcome.error),
      cause: outcome.error,
      hint: 'see that the signature, and dtype and elements in the options, say what it takes.',
    },
  );
}

async function judge(
  fn: AnyFunction,
  { inputs, good, wrong }: Trial,
  names: readonly string[],
  ofKernel: WeakSet<object>,
): Promise<readonly Verdict[]> {
  const variables = new VariableSnapshot();
  let output: Output | undefined;
  const { outcome, left } = await watchedCall(() => fn(...inputs), {
    returned: (value) => (output = outputOf(value)),
  });
  const changed = variables.changed();
  variables.restore();
  if (outcome.returned) {
    const right = await outputFor(fn, good);
    return [
      {
        problem: 'is accepted',
        outcome: output === undefined ? 'nothing' : describeAccepted(output, right),
        line: undefined,
      },
    ];
  }
  const { error } = outcome;
  const thrown = describeError(error);
  const line = lineOf(error);
  const isOfKernel = typeof error === 'object' && error !== null && ofKernel.has(error);
  const unclear = unclearness(error, wrong, names, isOfKernel);
  const verdicts: Verdict[] = [];
  if (unclear !== undefined) verdicts.push({ problem: unclear, outcome: thrown, line });
  if (changed.length > 0) {
    verdicts.push({
      problem: 'changes state first',
      outcome: `${changed.length === 1 ? 'variable' : 'variables'} ${listNames(changed)} changed, then ${thrown}`,
      line,
    });
  }
  if (left.length > 0) {
    verdicts.push({
      problem: 'leaves tensors behind',
      outcome: `${listGroups(left)} left, then ${thrown}`,
      line: left[0]?.line,
    });
  }
  // It says what is wrong, which is what was asked.
  if (verdicts.length === 0) noteAsserted(error, 'message');
  return verdicts;
}

async function outputFor(fn: AnyFunction, inputs: Trial['good']): Promise<Output | undefined> {
  const variables = new VariableSnapshot();
  let output: Output | undefined;
  await watchedCall(() => fn(...inputs), { returned: (value) => (output = outputOf(value)) });
  variables.restore();
  return output;
}

function listNames(names: readonly string[]): string {
  return names.length > 2
    ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`
    : names.join(' and ');
}

function listGroups(left: readonly Survivors[]): string {
  return left
    .slice(0, 2)
    .map((group) => `${group.count} × ${describeTensor(group)}`)
    .join(', ');
}
