import { engine, type Scalar, type Variable } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../checks/check-result.ts';
import { ArgumentError, SubjectError } from '../errors.ts';
import { isVariable } from '../subject/weight-selection.ts';
import { describeKind } from '../tensor/subject.ts';
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
 * @throws SubjectError for what is no function; ArgumentError for what are no variables, and for options that can't be used
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
  const moved = new Set<Variable>(variables);
  // Whatever else the loss moves by itself, moving averages for one, is put back after every run.
  const weights = Object.values(engine().registeredVariables).map((variable) => ({
    name: nameOf(variable, variables),
    variable,
    owner: '',
    trainable: moved.has(variable),
  }));
  const details = judgeLoss(weights, loss, settings, where);
  return { pass: passesGradcheck(details), details, message: () => gradcheckMessage(details) };
}

/** Variables without a name are numbered as they are made, which tells nobody which it is. */
function nameOf(variable: Variable, variables: readonly Variable[]): string {
  return /^\d+$/u.test(variable.name) ? `variable ${variables.indexOf(variable)}` : variable.name;
}
