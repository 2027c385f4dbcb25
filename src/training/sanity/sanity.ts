import type { Optimizer } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../checks/check-result.ts';
import { nearestName, requireOptions } from '../../checks/options.ts';
import { ArgumentError } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import type { Loss } from '../../subject/loss.ts';
import type { Tasks } from '../../subject/task.ts';
import { isVariable } from '../../subject/weight-selection.ts';
import { describeKind, hasKeys, isTensor } from '../../tensor/subject.ts';
import { requireSteps } from '../steps/movement.ts';
import { functionParts, type FunctionContext } from './function-parts.ts';
import { modelContext, type ModelSettings } from './model-context.ts';
import { modelParts } from './model-parts.ts';
import type { SanityPart } from './part.ts';
import { runParts, type Verdicts } from './run-parts.ts';
import type { SanityDetails } from './sanity-details.ts';
import { sanityMessage } from './sanity-message.ts';
import { withStepContext } from './step-context.ts';
import { stepParts } from './step-parts.ts';

/** What the battery looks at, and for how long. */
export interface SanityOptions {
  /** `(yTrue, yPred) => scalar`, a name that `compile` takes, or a list or map of those. @defaultValue that of a compiled model */
  readonly loss?: Loss | undefined;
  /** What a model is trained with. @defaultValue that of a compiled model */
  readonly optimizer?: Optimizer | undefined;
  /** What a model's outputs are for: one for all, or one for each in a list or by name. @defaultValue recognised by the targets */
  readonly task?: Tasks | undefined;
  /** Training steps of those parts that train. @defaultValue each part's own */
  readonly steps?: number | undefined;
  /** Names of matchers whose part is left out. */
  readonly except?: readonly string[] | undefined;
  /** Milliseconds after which no further part is begun; what was not begun is listed as not judged. @defaultValue 4000 */
  readonly budget?: number | undefined;
  /** Of everything random. @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/** Below the five seconds after which Vitest gives a test up. */
const BUDGET = 4000;

/**
 * Looks for everything that silently goes wrong in training: the whole battery of checks of a model with a batch, or of a training step.
 *
 * All findings are reported, the likely root cause first. Weights, optimizers, random draws and the number of tensors are as they
 * were afterwards.
 * @param subject a model: a layers model, a module, a function of `xs`; a step of a training loop, which may be asynchronous; or a
 *   function of tensors
 * @param data for a model, a batch `{ xs, ys }`; for a step, the model, module or variables that it trains, by default those its loss
 *   reads; for a function, its inputs in a list
 * @param where who checks, as an error names it
 * @returns passes when nothing was found; `details.findings` has what each part says, `details.notJudged` what it didn't get to
 * @throws SubjectError for a subject or a batch that can't be used; ArgumentError for options that can't
 * @example
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, activation: 'softmax', inputShape: [4] })] });
 * model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
 * const batch = { xs: tf.randomNormal([12, 4]), ys: tf.oneHot(tf.range(0, 12, 1, 'int32').mod(tf.scalar(3, 'int32')), 3).toFloat() };
 * (await checkTrainSanely(model, batch)).pass; // true
 */
export async function checkTrainSanely(
  subject: unknown,
  data?: unknown,
  options: SanityOptions = {},
  where = 'checkTrainSanely',
): Promise<CheckResult<SanityDetails>> {
  const given = requireOptions(
    options,
    ['loss', 'optimizer', 'task', 'steps', 'except', 'budget', 'seed'],
    where,
  );
  const seed = requireSeed(given.seed ?? 0, where);
  const steps = given.steps === undefined ? undefined : requireSteps(given.steps, where);
  const budget = requireBudget(given.budget ?? BUDGET, where);
  const kind = kindOf(subject, data);
  const settings = { ...options, seed, steps };
  const judge = { model: judgeModel, step: judgeStep, function: judgeFunction }[kind];
  const verdicts = await judge(subject, data, settings, budget, where);
  const details: SanityDetails = { subject: kind, tasks: [], ...verdicts, seed };
  return { pass: details.findings.length === 0, details, message: () => sanityMessage(details) };
}

type Settings = ModelSettings & Pick<SanityOptions, 'except'>;

async function judgeModel(
  subject: unknown,
  data: unknown,
  settings: Settings,
  budget: number,
  where: string,
): Promise<Verdicts & Pick<SanityDetails, 'tasks'>> {
  const parts = withoutExcepted(modelParts, settings.except, where);
  const context = await modelContext(subject, data, settings, where);
  const tasks = context.scene.outputs.map(({ name, task, isStated }) => ({ output: name, task, isStated }));
  return { tasks, ...(await runParts(parts, context, budget)) };
}

/** What a subject is, by what stands beside it. */
function kindOf(subject: unknown, data: unknown): SanityDetails['subject'] {
  if (typeof subject !== 'function' || hasKeys(data, 'xs', 'ys')) return 'model';
  // Variables are tensors too, but they are what a step trains.
  const isInputs =
    Array.isArray(data) && data.length > 0 && data.every((each) => isTensor(each) && !isVariable(each));
  return isInputs ? 'function' : 'step';
}

async function judgeFunction(
  fn: unknown,
  inputs: unknown,
  settings: Settings,
  budget: number,
  where: string,
): Promise<Verdicts> {
  refuseTraining(settings, 'function of tensors', where);
  const parts = withoutExcepted(functionParts, settings.except, where);
  // kindOf has looked at both.
  const context = { fn, inputs, seed: settings.seed } as FunctionContext;
  return runParts(parts, context, budget);
}

async function judgeStep(
  step: unknown,
  trained: unknown,
  settings: Settings,
  budget: number,
  where: string,
): Promise<Verdicts> {
  refuseTraining(settings, 'step', where);
  const parts = withoutExcepted(stepParts, settings.except, where);
  const call = step as () => unknown; // kindOf has looked at it
  return withStepContext(call, trained, settings, where, async (context) => {
    const verdicts = await runParts(parts, context, budget);
    // Where nothing explains what the step throws, it is for the user to see as it is.
    if (context.thrown !== undefined && verdicts.findings.length === 0) throw context.thrown.error;
    return verdicts;
  });
}

/** What trains by itself, or does not train, has no use for a loss and an optimizer. */
function refuseTraining({ loss, optimizer, task }: Settings, what: string, where: string): void {
  const uses = { loss: 'a loss', optimizer: 'an optimizer', task: 'a task' };
  for (const [argument, value] of Object.entries({ loss, optimizer, task })) {
    if (value === undefined) continue;
    throw new ArgumentError(
      `${where}: a ${what} has no use for ${uses[argument as keyof typeof uses]} beside it.`,
      {
        argument,
        expected: undefined,
        actual: describeKind(value),
        hint: 'for a function of xs, hand over a batch: { xs, ys }.',
      },
    );
  }
}

/** @throws ArgumentError for a name that no part has */
function withoutExcepted<Context>(
  parts: readonly SanityPart<Context>[],
  except: readonly string[] | undefined,
  where: string,
): readonly SanityPart<Context>[] {
  const names = parts.map(({ check }) => check);
  for (const name of requireList(except ?? [], where)) {
    if (names.includes(name)) continue;
    const nearest = nearestName(name, names);
    throw new ArgumentError(`${where}: except names no part of the battery: ${name}.`, {
      argument: 'except',
      expected: names,
      actual: name,
      hint: nearest === undefined ? `its parts are ${names.join(', ')}.` : `did you mean '${nearest}'?`,
    });
  }
  return parts.filter(({ check }) => !(except ?? []).includes(check));
}

function requireList(except: unknown, where: string): readonly string[] {
  if (Array.isArray(except) && except.every((each) => typeof each === 'string')) return except;
  const expected = 'a list of names of matchers';
  throw new ArgumentError(`${where}: except must be ${expected}, got ${describeKind(except)}.`, {
    argument: 'except',
    expected,
    actual: except,
  });
}

function requireBudget(budget: unknown, where: string): number {
  if (typeof budget === 'number' && budget > 0) return budget;
  const expected = 'a number of milliseconds above 0';
  throw new ArgumentError(`${where}: budget must be ${expected}, got ${describeKind(budget)}.`, {
    argument: 'budget',
    expected,
    actual: budget,
  });
}
