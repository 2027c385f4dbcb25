import type { Variable } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../checks/check-result.ts';
import type { TakenGradient } from '../../engine/gradient-calls.ts';
import { checkGradientFlow, type GradientFlowDetails } from '../../gradients/index.ts';
import type { Seed } from '../../random/generator.ts';

/**
 * Checks the flow of the gradients that a step takes. Where it takes several (one loss for a generator, one for a discriminator) a weight
 * is healthy when one of them reaches it.
 * @param trained what the step trains: a model or module, or variables; by default what the losses read
 * @param variables the same, as variables
 */
export async function checkStepFlow(
  taken: readonly [TakenGradient, ...TakenGradient[]],
  trained: unknown,
  variables: readonly Variable[],
  seed: Seed,
): Promise<CheckResult<GradientFlowDetails>> {
  const [only, ...others] = taken;
  if (others.length === 0) return checkGradientFlow(only.loss, trained, { seed });
  const healthy = new Set<string>();
  const failing: CheckResult<GradientFlowDetails>[] = [];
  for (const { loss, variables: differentiated } of taken) {
    const own = variables.filter((variable) => differentiated.includes(variable));
    const check = await checkGradientFlow(loss, own, { seed });
    for (const { name, verdict } of check.details.weights) {
      if (verdict.kind === 'healthy') healthy.add(name);
    }
    failing.push(check);
  }
  const sick = ({ details }: CheckResult<GradientFlowDetails>): boolean =>
    details.weights.some(({ name, verdict }) => verdict.kind !== 'healthy' && !healthy.has(name));
  const [first] = failing;
  const found = failing.find(sick) ?? first;
  // There were two losses or more, and each was checked.
  return { ...(found as CheckResult<GradientFlowDetails>), pass: !failing.some(sick) };
}
