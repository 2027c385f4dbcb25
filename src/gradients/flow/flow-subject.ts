import { type Scalar, type Variable } from '@tensorflow/tfjs-core';
import { ArgumentError, SubjectError, TensorproofError } from '../../errors.ts';
import { describeKind, hasKeys, isTensor, isThenable } from '../../tensor/subject.ts';
import { asTrainee } from '../../subject/as-trainee.ts';
import { requireBatch, requireFiniteTargets } from '../../subject/batch.ts';
import type { Loss } from '../../subject/loss.ts';
import type { TraineeWeight } from '../../subject/trainee.ts';
import { isVariable, registeredVariables, variablesOf } from '../../subject/weight-selection.ts';

/** A loss, and the weights whose gradients are looked at. */
export interface FlowSubject {
  /** All weights, frozen ones included. */
  readonly weights: readonly TraineeWeight[];
  /** Whether only those count that the loss turns out to read. */
  readonly onlyRead: boolean;
  /** Computes the loss; the caller tidies up. */
  loss(): Scalar;
  /** Whose layers or modules are watched at work. */
  readonly watched: unknown;
}

/**
 * Reads what a check of gradients was given: a model and a batch, a model and a loss that needs neither, or a loss alone.
 * @param data a batch; for a loss alone, the variables, or a model that holds them
 * @throws SubjectError and ArgumentError for what can't be used
 */
export async function flowSubject(
  subject: unknown,
  data: unknown,
  loss: Loss | undefined,
  where: string,
): Promise<FlowSubject> {
  if (typeof subject === 'function' && !hasKeys(data, 'xs', 'ys'))
    return lossAlone(subject as () => unknown, data, loss, where);
  const trainee = await asTrainee(subject, loss, where);
  if (data === undefined && typeof loss === 'function' && loss.length === 0) {
    const compute = loss as () => unknown;
    return {
      weights: trainee.weights,
      onlyRead: false,
      watched: subject,
      loss: () => callLoss(compute, where),
    };
  }
  const batch = requireFiniteTargets(requireBatch(data, where), where);
  const isFunction = trainee.kind === 'function';
  return {
    weights: isFunction ? registeredWeights() : trainee.weights,
    onlyRead: isFunction,
    watched: subject,
    // A regularizer reaches every weight by a way of its own, on which nothing is learnt from the data.
    loss: () => trainee.loss(batch, true, false),
  };
}

function lossAlone(
  subject: () => unknown,
  data: unknown,
  loss: Loss | undefined,
  where: string,
): FlowSubject {
  if (loss !== undefined) {
    throw new ArgumentError(
      `${where}: received is a function, so it is the loss itself; there is no other.`,
      {
        argument: 'loss',
        expected: undefined,
        actual: describeKind(loss),
        hint: 'for a function of xs, hand over a batch: { xs, ys }.',
      },
    );
  }
  return {
    weights: data === undefined ? registeredWeights() : givenWeights(data, where),
    onlyRead: data === undefined,
    watched: data,
    loss: () => callLoss(subject, where),
  };
}

function registeredWeights(): TraineeWeight[] {
  return registeredVariables().map((variable) => asWeight(variable, variable.name));
}

function givenWeights(data: unknown, where: string): TraineeWeight[] {
  const whole = variablesOf(data);
  if (whole !== undefined) return whole.map((variable) => asWeight(variable, variable.name));
  const entries = typeof data === 'object' && data !== null ? Object.entries(data) : [];
  const named = entries.flatMap(([key, value]) =>
    (variablesOf(value) ?? []).map((variable) =>
      asWeight(variable, Array.isArray(data) || !isVariable(value) ? variable.name : key),
    ),
  );
  if (named.length > 0 && entries.every(([, value]) => variablesOf(value) !== undefined)) return named;
  const expected = 'the variables that the loss is to move, or a model or module that holds them';
  throw new ArgumentError(`${where}: beside a loss there must be ${expected}, got ${describeKind(data)}.`, {
    argument: 'variables',
    expected,
    actual: describeKind(data),
  });
}

function asWeight(variable: Variable, name: string): TraineeWeight {
  const owner = name.split('/').slice(0, -1).join('/');
  return { name, variable, trainable: variable.trainable, owner: owner === '' ? name : owner };
}

function callLoss(loss: () => unknown, where: string): Scalar {
  let value: unknown;
  try {
    value = loss();
  } catch (error) {
    if (error instanceof TensorproofError) throw error;
    const cause = error instanceof Error ? error.message : String(error);
    throw new SubjectError(`${where}: the loss throws: ${cause}`, {
      argument: 'received',
      expected: 'a loss that can be computed',
      actual: cause,
      cause: error,
    });
  }
  if (isTensor(value) && value.rank === 0 && value.dtype === 'float32') return value as Scalar; // its rank is 0
  const actual = describeKind(value);
  throw new ArgumentError(`${where}: the loss must be a float32 scalar, got ${actual}.`, {
    argument: 'loss',
    expected: 'a float32 scalar',
    actual,
    ...(isThenable(value) && { hint: 'gradients are taken synchronously, so the loss can not be async.' }),
    ...(isTensor(value) && value.rank > 0 && { hint: 'reduce it to one number: tf.mean(loss).' }),
  });
}
