import * as tf from '@tensorflow/tfjs';
import type { ModelProgram, Program, StepProgram } from '../../../fixtures/faults/programs/program.ts';
import { stepWeights } from '../../../src/training/steps/step-weights.ts';
import { failed, PASSED, type Outcome } from '../outcome.ts';

/**
 * The checks of the mltest suite, ported: one training step changes each trainable variable; outputs lie in the range that the author
 * states; none is NaN or infinite. It knows models and training steps, and nothing else.
 * @see https://github.com/Thenerdstation/mltest
 */
export async function mltest(program: Program): Promise<Outcome> {
  if (program.kind !== 'model' && program.kind !== 'step') return PASSED;
  try {
    const outputs = program.kind === 'model' ? ofOutputs(program) : PASSED;
    return outputs.kind === 'passed' ? await ofVariables(program) : outputs;
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}

function ofOutputs({ model, batch, outputRange }: ModelProgram): Outcome {
  // The inputs of these programs' models are tensors.
  const predicted = [model.predict(batch.xs as tf.Tensor)].flat();
  const values = predicted.flatMap((tensor) => [...tensor.dataSync()]);
  tf.dispose(predicted);
  if (values.some((value) => Number.isNaN(value))) return failed('an output is NaN');
  if (values.some((value) => !Number.isFinite(value))) return failed('an output is infinite');
  if (outputRange === undefined) return PASSED;
  const [least, greatest] = outputRange;
  return values.every((value) => value >= least && value <= greatest)
    ? PASSED
    : failed(`an output is outside of [${least}, ${greatest}]`);
}

async function ofVariables(program: ModelProgram | StepProgram): Promise<Outcome> {
  const trained = program.kind === 'model' ? program.model : program.trained;
  if (trained === undefined) return PASSED;
  const variables = stepWeights(trained, 'mltest').filter(({ trainable }) => trainable);
  const before = variables.map(({ variable }) => variable.dataSync().slice());
  if (program.kind === 'step') tf.dispose((await program.step()) as tf.TensorContainer);
  else await program.model.trainOnBatch(program.batch.xs as tf.Tensor, program.batch.ys as tf.Tensor);
  const same = variables.filter(({ variable }, i) => {
    const was = before[i];
    return variable.dataSync().every((value, at) => value === was?.[at]);
  });
  const [first] = same;
  return first === undefined ? PASSED : failed(`${first.name} did not change`);
}
