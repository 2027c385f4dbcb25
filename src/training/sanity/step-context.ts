import type { Variable } from '@tensorflow/tfjs-core';
import type { TakenGradient } from '../../engine/gradient-calls.ts';
import { checkGradientFlow } from '../../gradients/flow/gradient-flow.ts';
import type { Seed } from '../../random/generator.ts';
import { registeredVariables } from '../../subject/weight-selection.ts';
import { stepLosses, takesNoGradient } from '../steps/step-losses.ts';
import { stepWeights, type StepWeight, type Trained } from '../steps/step-weights.ts';

/** A training step, and what is known of it. */
export interface StepContext {
  readonly step: () => unknown;
  /** What it trains. */
  readonly trained: Trained;
  readonly weights: readonly StepWeight[];
  /** The losses that it differentiates, each with its variables. */
  readonly taken: readonly [TakenGradient, ...TakenGradient[]];
  /** What the step threw after it began to differentiate: it can be looked at, and not be taken. */
  readonly thrown: { readonly error: unknown } | undefined;
  readonly steps: number | undefined;
  readonly seed: Seed;
}

/**
 * Takes a step, undoes it, and hands over what is known of it then.
 * @param trained what it trains, `undefined` for whatever its losses read
 * @throws SubjectError for a step that takes no gradient and for what can't be trained; and what `step` throws
 */
export async function withStepContext<Result>(
  step: () => unknown,
  trained: unknown,
  { steps, seed }: { readonly steps: number | undefined; readonly seed: Seed },
  where: string,
  run: (context: StepContext) => Promise<Result>,
): Promise<Result> {
  const given = trained === undefined ? undefined : stepWeights(trained, where);
  const { taken, thrown, release } = await stepLosses(step, seed);
  try {
    const [first, ...others] = taken;
    if (first === undefined) throw takesNoGradient(where);
    const losses = [first, ...others] as const;
    // What was given has been read as such by stepWeights.
    const read = given === undefined ? await readVariables(losses, seed) : (trained as Trained);
    const weights = given ?? stepWeights(read, where);
    return await run({ step, trained: read, weights, taken: losses, thrown, steps, seed });
  } finally {
    release();
  }
}

async function readVariables(taken: readonly TakenGradient[], seed: Seed): Promise<Variable[]> {
  const names = new Set<string>();
  for (const { loss } of taken) {
    const { details } = await checkGradientFlow(loss, undefined, { seed });
    for (const { name } of details.weights) names.add(name);
  }
  return registeredVariables().filter(({ name }) => names.has(name));
}
