import { clone, engine, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { SubjectError, TensorproofError } from '../../errors.ts';
import { asTrainee } from '../../subject/as-trainee.ts';
import { requireBatch } from '../../subject/batch.ts';
import { resolveLoss, type Loss } from '../../subject/loss.ts';
import { entriesOf, mapGroup, type TensorGroup } from '../../subject/tensor-group.ts';
import type { Trainee, TraineeWeight } from '../../subject/trainee.ts';
import { describeKind, isTensor, isThenable } from '../../tensor/subject.ts';

/** A tensor that a program is run on. */
export interface ProgramInput {
  /** As messages call it: `xs`, `xs.image`, `input 0`, `yPred`. */
  readonly name: string;
  /** Inputs are what it predicts from, targets what its predictions are compared with. */
  readonly side: 'input' | 'target';
  readonly tensor: Tensor;
}

/** Anything that can be run and looked into: a model with a batch, a function with its inputs, a loss. */
export interface Program {
  readonly kind: Trainee['kind'] | 'loss';
  readonly name: string;
  /** Whose layers or modules are watched at work. */
  readonly watched: unknown;
  /** All weights; for a function, the variables that there are. */
  readonly weights: readonly TraineeWeight[];
  readonly inputs: readonly ProgramInput[];
  /** What it predicts or returns; `undefined` for a loss. The caller tidies up. @param given in the order of `inputs` */
  readonly forward: ((given: readonly Tensor[], training: boolean) => TensorGroup) | undefined;
  /** The loss; `undefined` where there is none. The caller tidies up. */
  readonly loss: ((given: readonly Tensor[], training: boolean) => Scalar) | undefined;
  /** The loss of predictions alone; `undefined` where it can't be had. @param targets in the order of `inputs` */
  readonly lossOf: ((targets: readonly Tensor[], predictions: TensorGroup) => Scalar) | undefined;
}

/** What a program is made of, beside its subject. */
export type ProgramData = unknown;

/**
 * Makes a program of whatever a check is given.
 * @param subject a model or module; a function of tensors; a loss
 * @param data for a model, a batch `{ xs, ys }`, or inputs alone where no loss is needed; for a function, its inputs in a list; for a
 *   loss `{ yTrue, yPred }`; nothing for a function without arguments, and where `loss` has none
 * @param options `takesSteps`: whether it is enough that a function without arguments runs, whatever it returns
 * @throws SubjectError and ArgumentError for what can't be used
 */
export async function asProgram(
  subject: unknown,
  data: ProgramData,
  loss: Loss | undefined,
  where: string,
  { takesSteps = false }: { readonly takesSteps?: boolean } = {},
): Promise<Program> {
  const has = (key: string): boolean => hasField(data, key);
  if (typeof subject === 'function' && !has('xs')) {
    const call = subject as (...given: readonly unknown[]) => unknown; // what it takes shows when it is called
    if (has('yPred')) return lossAlone(call, data, where);
    return functionAlone(call, data, where, takesSteps && data === undefined);
  }
  if (typeof loss === 'function' && loss.length === 0 && data === undefined) {
    const trainee = await asTrainee(subject, loss, where);
    const compute = loss as () => unknown;
    return {
      ...partsOf(trainee, subject),
      inputs: [],
      forward: undefined,
      loss: () => requireScalar(calling(compute, where)(), where),
      lossOf: undefined,
    };
  }
  if (has('ys') || has('xs')) return modelOnBatch(subject, data, loss, where);
  const trainee = await asTrainee(subject, NO_LOSS, where);
  const entries = entriesOf(data, where, 'batch');
  return {
    ...partsOf(trainee, subject),
    inputs: inputsOf(entries, 'xs', 'input'),
    // entriesOf has looked at every part.
    forward: (given, training) => trainee.predict(regrouped(data as TensorGroup, given), training),
    loss: undefined,
    lossOf: undefined,
  };
}

/** Also of an object that throws when it is looked at. */
function hasField(value: unknown, key: string): boolean {
  try {
    return typeof value === 'object' && value !== null && key in value;
  } catch {
    return false;
  }
}

/** Never called. */
const NO_LOSS: Loss = () => {
  throw new Error('there is no loss');
};

async function modelOnBatch(
  subject: unknown,
  data: unknown,
  loss: Loss | undefined,
  where: string,
): Promise<Program> {
  const isWithoutTargets = !hasField(data, 'ys');
  const trainee = await asTrainee(subject, isWithoutTargets ? NO_LOSS : loss, where);
  const batch = isWithoutTargets
    ? { xs: (data as { xs: TensorGroup }).xs, ys: [] as TensorGroup } // looked at below
    : requireBatch(data, where);
  const xs = entriesOf(batch.xs, where, 'batch.xs');
  const ys = isWithoutTargets ? [] : entriesOf(batch.ys, where, 'batch.ys');
  for (const [key, target] of ys) requireFinite(target, key === '' ? 'batch.ys' : `batch.ys.${key}`, where);
  const groups = (given: readonly Tensor[]): { xs: TensorGroup; ys: TensorGroup } => ({
    xs: regrouped(batch.xs, given),
    ys: isWithoutTargets ? [] : regrouped(batch.ys, given.slice(xs.length)),
  });
  const hasLoss = !isWithoutTargets && (loss !== undefined || trainee.kind === 'layers');
  const needsPredictions = !(typeof loss === 'function' && loss.length === 0);
  return {
    ...partsOf(trainee, subject),
    inputs: [...inputsOf(xs, 'xs', 'input'), ...inputsOf(ys, 'ys', 'target')],
    forward: (given, training) => trainee.predict(groups(given).xs, training),
    loss: hasLoss ? (given, training) => trainee.loss(groups(given), training) : undefined,
    lossOf:
      hasLoss && needsPredictions
        ? (targets, predictions) => trainee.compare(regrouped(batch.ys, targets), predictions)
        : undefined,
  };
}

function partsOf(
  { kind, name, weights }: Trainee,
  watched: unknown,
): Pick<Program, 'kind' | 'name' | 'weights' | 'watched'> {
  return { kind, name, watched, weights: kind === 'function' ? registeredWeights() : weights };
}

/** A function of tensors; its outputs are what it returns. */
function functionAlone(
  call: (...given: readonly unknown[]) => unknown,
  data: unknown,
  where: string,
  isStep: boolean,
): Program {
  const entries = data === undefined ? [] : entriesOf(data, where, 'inputs');
  const run = calling(call, where);
  return {
    kind: 'function',
    name: call.name === '' ? 'the function' : call.name,
    watched: undefined,
    weights: registeredWeights(),
    inputs: entries.map(([key, tensor], i) => ({
      name: /^\d*$/.test(key) ? `input ${i}` : key,
      side: 'input',
      tensor,
    })),
    forward: (given) => {
      const value =
        isTensor(data) || Array.isArray(data) || data === undefined
          ? run(...given)
          : run(regrouped(data as TensorGroup, given)); // entriesOf has looked at it
      if (isStep && !isTensor(value)) return notAsync(value, where);
      entriesOf(value, where, 'the result');
      return value as TensorGroup; // entriesOf has looked at each part
    },
    loss: undefined,
    lossOf: undefined,
  };
}

/** A step gives a loss, a number or nothing; but what it computes must have been computed when it returns. */
function notAsync(value: unknown, where: string): TensorGroup {
  if (!isThenable(value)) return [];
  throw new SubjectError(`${where}: received must run synchronously, but it gives a promise.`, {
    argument: 'received',
    expected: 'a synchronous function',
    actual: 'a promise',
    hint: 'hand over the model and a batch instead.',
  });
}

async function lossAlone(
  call: (...given: readonly unknown[]) => unknown,
  data: unknown,
  where: string,
): Promise<Program> {
  const { yTrue, yPred } = data as { yTrue?: unknown; yPred: unknown }; // entriesOf looks at both
  const targets = entriesOf(yTrue, where, 'yTrue');
  const predictions = entriesOf(yPred, where, 'yPred');
  for (const [key, target] of targets) requireFinite(target, key === '' ? 'yTrue' : `yTrue.${key}`, where);
  const lossOf = await resolveLoss(call as never, undefined, where); // it is a function
  return {
    kind: 'loss',
    name: call.name === '' ? 'the loss' : call.name,
    watched: undefined,
    weights: [],
    inputs: [...inputsOf(predictions, 'yPred', 'input'), ...inputsOf(targets, 'yTrue', 'target')],
    forward: undefined,
    loss: (given) =>
      // entriesOf has looked at both.
      lossOf(
        regrouped(yTrue as TensorGroup, given.slice(predictions.length)),
        regrouped(yPred as TensorGroup, given),
      ),
    lossOf: (given, predicted) => lossOf(regrouped(yTrue as TensorGroup, given), predicted),
  };
}

function inputsOf(
  entries: readonly (readonly [key: string, tensor: Tensor])[],
  group: string,
  side: ProgramInput['side'],
): ProgramInput[] {
  return entries.map(([key, tensor]) => ({
    name: key === '' ? group : /^\d+$/.test(key) ? `${group}[${key}]` : `${group}.${key}`,
    side,
    tensor,
  }));
}

/** A group of the same form, with the tensors of a list in its order. */
function regrouped(group: TensorGroup, given: readonly Tensor[]): TensorGroup {
  let at = 0;
  return mapGroup(group, (tensor) => given[at++] ?? tensor);
}

/** Calls what the user wrote; what it throws is told as what it is. */
function calling(
  call: (...given: readonly unknown[]) => unknown,
  where: string,
): (...given: readonly unknown[]) => unknown {
  return (...given) => {
    try {
      return call(...given);
    } catch (error) {
      throw asSubjectError(error, where);
    }
  };
}

/** What a subject throws, as an error that says who asked. */
export function asSubjectError(error: unknown, where: string): TensorproofError {
  if (error instanceof TensorproofError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new SubjectError(`${where}: received throws: ${message}`, {
    argument: 'received',
    expected: 'something that runs on what it is given',
    actual: message,
    cause: error,
  });
}

function requireScalar(value: unknown, where: string): Scalar {
  if (isTensor(value) && value.rank === 0 && value.dtype === 'float32') return value as Scalar; // its rank is 0
  throw new SubjectError(`${where}: the loss must be a float32 scalar, got ${describeKind(value)}.`, {
    argument: 'loss',
    expected: 'a float32 scalar',
    actual: describeKind(value),
  });
}

function requireFinite(target: Tensor, argument: string, where: string): void {
  if (target.dtype !== 'float32' || target.dataSync().every(Number.isFinite)) return;
  throw new SubjectError(`${where}: ${argument} holds NaN or an infinity.`, {
    argument,
    expected: 'finite targets',
    actual: 'NaN or an infinity',
    hint: 'find where the targets are made: expect(ys).toBeAllFinite().',
  });
}

function registeredWeights(): TraineeWeight[] {
  return Object.values(engine().registeredVariables).map((variable) => ({
    name: variable.name,
    variable,
    trainable: variable.trainable,
    owner: '',
  }));
}

/** The tensors a program is run on; a program that disposes of what it gets does not get hold of the caller's. */
export function copiesOf(tensors: readonly Tensor[]): Tensor[] {
  return tensors.map((tensor): Tensor => clone(tensor));
}
