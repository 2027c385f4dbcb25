import { engine, type Scalar, type Variable } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../checks/check-result.ts';
import { ArgumentError, SubjectError } from '../errors.ts';
import { isVariable } from '../subject/weight-selection.ts';
import { describeKind, isTensor } from '../tensor/subject.ts';
import { passesGradcheck, requireSettings, type GradcheckOptions } from './gradcheck.ts';
import type { GradcheckDetails } from './gradcheck-details.ts';
import { gradcheckMessage } from './gradcheck-message.ts';
import { judgeLoss } from './judge-loss.ts';

/** How closely the gradient of a loss by variables is looked at. */
export type LossGradcheckOptions = Pick<GradcheckOptions, 'order' | 'probes' | 'seed' | 'rtol' | 'atol'>;

/**
 * Checks the gradient of a loss that needs no arguments by some variables against finite differences, at the values that they have: the
 * loss of a custom training loop. Variables and random draws are as they were afterwards.
 * @param loss gives a float32 scalar
 * @param variables by which it is differentiated; all others are held fixed
 * @param where who checks, as an error names it
 * @returns passes when every probe of every variable agrees; `details.inputs` has one report a variable
 * @throws SubjectError for what is no function, for a loss that gives no float32 scalar, and when a variable has been disposed; ArgumentError
 *   for what are no variables, for those that the loss does not read, and for options that can't be used
 * @example
 * const w = tf.variable(tf.randomNormal([3]));
 * checkLossGradients(() => w.tanh().sum(), [w]).pass; // true
 */
export function checkLossGradients(
  loss: () => Scalar,
  variables: readonly Variable[],
  options: LossGradcheckOptions = {},
  where = 'checkLossGradients',
): CheckResult<GradcheckDetails> {
  const settings = requireSettings(options, where);
  if (typeof loss !== 'function') {
    throw new SubjectError(`${where}: received must be a loss () => scalar, got ${describeKind(loss)}.`, {
      argument: 'received',
      expected: 'a function that gives a scalar',
      actual: describeKind(loss),
    });
  }
  if (!Array.isArray(variables) || variables.length === 0 || !variables.every(isVariable)) {
    const expected = 'a list of one or more variables';
    throw new ArgumentError(`${where}: variables must be ${expected}, got ${describeKind(variables)}.`, {
      argument: 'variables',
      expected,
      actual: describeKind(variables),
    });
  }
  requireKept(variables, 'variables', 'variables that are there', where);
  const moved = new Set<Variable>(variables);
  // Whatever else the loss moves by itself, moving averages for one, is put back after every run.
  const weights = Object.values(engine().registeredVariables).map((variable) => ({
    name: nameOf(variable, variables),
    variable,
    owner: '',
    trainable: moved.has(variable),
  }));
  const scalar = (): Scalar => {
    const value: unknown = loss();
    requireKept(variables, 'received', 'a loss that leaves its variables alone', where);
    return requireScalar(value, where);
  };
  const { details, unreached } = judgeLoss(weights, scalar, settings, where);
  // What is wrong with the others is worth more than that it does not read these.
  if (passesGradcheck(details) && unreached.length > 0) {
    throw new ArgumentError(`${where}: the loss does not depend on ${unreached.join(', ')}.`, {
      argument: 'variables',
      expected: 'variables that the loss reads',
      actual: unreached,
      hint: 'leave it out; or, if the loss should read it, look at where its values leave the graph.',
    });
  }
  return { pass: passesGradcheck(details), details, message: () => gradcheckMessage(details) };
}

/** @throws SubjectError when a variable has been disposed */
function requireKept(
  variables: readonly Variable[],
  argument: string,
  expected: string,
  where: string,
): void {
  const gone = variables.findIndex((variable) => variable.isDisposed);
  if (gone === -1) return;
  const actual = `variable ${gone} has been disposed`;
  throw new SubjectError(`${where}: ${argument} must be ${expected}; ${actual}.`, {
    argument,
    expected,
    actual,
  });
}

function requireScalar(value: unknown, where: string): Scalar {
  // What was looked at is what the type says.
  if (isTensor(value) && value.dtype === 'float32' && value.rank === 0) return value as Scalar;
  throw new SubjectError(`${where}: the loss must give a float32 scalar, got ${describeKind(value)}.`, {
    argument: 'received',
    expected: 'a float32 scalar',
    actual: describeKind(value),
    ...(value instanceof Promise && {
      hint: 'gradients are taken synchronously, so the loss can not be async.',
    }),
  });
}

/** Variables without a name are numbered as they are made, which tells nobody which it is. */
function nameOf(variable: Variable, variables: readonly Variable[]): string {
  return /^\d+$/u.test(variable.name) ? `variable ${variables.indexOf(variable)}` : variable.name;
}
