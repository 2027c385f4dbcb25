import { watchingGradients, type TakenGradient } from '../../engine/gradient-calls.ts';
import { holdingTensors } from '../../engine/held-tensors.ts';
import { freeingTape } from '../../engine/abandoned-tape.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import { SubjectError } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';
import { disposeReturned, nextTensorId } from '../../tensor/dispose-returned.ts';

/** The losses that a training step differentiated, ready to be computed again. */
export interface StepLosses {
  readonly taken: readonly TakenGradient[];
  /** What the step threw after it began to differentiate. */
  readonly thrown: { readonly error: unknown } | undefined;
  /** Frees the tensors that the losses read. */
  readonly release: () => void;
}

/**
 * Takes one step, undoes it, and gives the losses that it differentiated; what these read stays alive until it is released.
 * @throws what the step throws before it differentiates anything
 */
export async function stepLosses(step: () => unknown, seed: Seed): Promise<StepLosses> {
  const since = nextTensorId() ?? 0;
  const { result, release } = await holdingTensors(() =>
    undisturbed(seed, () => watchingGradients(() => caught(step))),
  );
  const { taken, result: outcome } = result;
  const free = (): void => {
    release();
    if ('value' in outcome) disposeReturned(outcome.value, since);
  };
  const thrown = 'error' in outcome ? outcome : undefined;
  if (thrown !== undefined && taken.length === 0) {
    free();
    throw thrown.error;
  }
  return { taken, thrown, release: free };
}

/** A step that takes no gradient trains nothing. */
export function takesNoGradient(where: string): SubjectError {
  const expected = 'a step that takes the gradient of a loss by variables';
  return new SubjectError(`${where}: received must be ${expected}, but it takes none.`, {
    argument: 'received',
    expected,
    actual: 'a step that takes no gradient',
    hint: 'optimizer.minimize(), tf.variableGrads() and model.trainOnBatch() take one.',
  });
}

async function caught(
  step: () => unknown,
): Promise<{ readonly value: unknown } | { readonly error: unknown }> {
  try {
    return { value: await freeingTape(step) };
  } catch (error) {
    return { error };
  }
}
