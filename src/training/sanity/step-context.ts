import type { Variable } from '@tensorflow/tfjs-core';
import type { TakenGradient } from '../../engine/gradient-calls.ts';
import { runListeners } from '../../engine/run-listeners.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import { checkGradientFlow } from '../../gradients/flow/gradient-flow.ts';
import { namingDisposals } from '../../memory/naming-disposals.ts';
import type { Seed } from '../../random/generator.ts';
import { registeredVariables } from '../../subject/weight-selection.ts';
import { takeStep } from '../steps/movement.ts';
import { stepLosses, takesNoGradient, type StepLosses } from '../steps/step-losses.ts';
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

/** The second of two steps meets what the first has done away with. */
const AGAIN = 2;

/**
 * Takes a step, undoes it, and hands over what is known of it then.
 * @param trained what it trains, `undefined` for whatever its losses read
 * @throws SubjectError for a step that takes no gradient and for what can't be trained; DisposedTensorError where it uses a
 * tensor that is gone; and what else `step` throws
 */
export async function withStepContext<Result>(
  step: () => unknown,
  trained: unknown,
  { steps, seed }: { readonly steps: number | undefined; readonly seed: Seed },
  where: string,
  run: (context: StepContext) => Promise<Result>,
): Promise<Result> {
  const given = trained === undefined ? undefined : stepWeights(trained, where);
  const { taken, thrown, release } = await namingDisposals(async () => {
    const losses = await stepLosses(step, seed);
    if (losses.thrown === undefined) await takeAgain(step, seed, losses);
    return losses;
  });
  try {
    const [first, ...others] = taken;
    if (first === undefined) throw takesNoGradient(where);
    const losses = [first, ...others] as const;
    // What was given has been read as such by stepWeights.
    const read = given === undefined ? await readVariables(losses, seed) : (trained as Trained);
    const weights = given ?? stepWeights(read, where);
    const trainable = weights.filter((weight) => weight.trainable).map(({ variable }) => variable);
    runListeners()?.gradientsSeen?.('sanity run', trainable);
    return await run({ step, trained: read, weights, taken: losses, thrown, steps, seed });
  } finally {
    release();
  }
}

/** A step must do more than once, and while nothing of what it disposes of is held: what it throws then is for the user to see. */
async function takeAgain(step: () => unknown, seed: Seed, { release }: StepLosses): Promise<void> {
  try {
    await undisturbed(seed, async () => {
      for (let i = 0; i < AGAIN; i++) await takeStep(step);
    });
  } catch (error) {
    release();
    throw error;
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
