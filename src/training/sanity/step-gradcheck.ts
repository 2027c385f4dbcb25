import type { Scalar } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../checks/check-result.ts';
import type { TakenGradient } from '../../engine/gradient-calls.ts';
import { checkLossGradients, type GradcheckDetails } from '../../gradients/index.ts';
import type { Seed } from '../../random/generator.ts';
import type { StepWeight } from '../steps/step-weights.ts';
import { NoVerdict } from './part.ts';
import { fewWeights } from './few-weights.ts';

/** Checks the gradients that a step takes, each by those of its variables that are trained; gives the first that is wrong. */
export function checkStepGradients(
  taken: readonly [TakenGradient, ...TakenGradient[]],
  weights: readonly StepWeight[],
  seed: Seed,
): CheckResult<GradcheckDetails> {
  const checks = taken.flatMap(({ loss, variables }) => {
    const all = weights.filter(({ trainable, variable }) => trainable && variables.includes(variable));
    const own = all.length === 0 ? [] : fewWeights(all, loss);
    // Whatever a step differentiates is a scalar.
    const compute = loss as () => Scalar;
    return own.length === 0
      ? []
      : [
          checkLossGradients(
            compute,
            own.map(({ variable }) => variable),
            { seed },
          ),
        ];
  });
  const [first] = checks;
  const found = checks.find(({ pass }) => !pass) ?? first;
  if (found === undefined)
    throw new Error('none of what is trained is among what the step differentiates by');
  return unlessInconclusive(found);
}

/**
 * What a gradient check found, where it came to a verdict.
 * @throws NoVerdict where something could not be judged and nothing else was wrong: a limit of the check, not a fault of the model
 */
export function unlessInconclusive(check: CheckResult<GradcheckDetails>): CheckResult<GradcheckDetails> {
  const { problem, inputs } = check.details;
  const open = inputs.filter(({ verdict }) => verdict.kind === 'inconclusive');
  const isOnlyOpen = inputs.every(
    ({ verdict }) => verdict.kind === 'right' || verdict.kind === 'inconclusive',
  );
  const [first] = open;
  if (problem !== undefined || first?.verdict.kind !== 'inconclusive' || !isOnlyOpen) return check;
  throw new NoVerdict(`the gradient by ${first.name}: ${first.verdict.reason}`);
}
