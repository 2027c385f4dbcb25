import * as tf from '@tensorflow/tfjs';
import type { Program } from '../../../fixtures/faults/programs/program.ts';
import { failed, PASSED, type Outcome } from '../outcome.ts';

/** What such a test asks for: shapes, as its author knows them. */
export type KnownShapes = readonly (readonly number[])[];

/**
 * The shapes that come out of a program: those of predictions, of what a function gives, of what a step returns, of a data set's first
 * element, of a split.
 */
export async function shapesOf(program: Program): Promise<KnownShapes> {
  const tensors = tf.tensor_util.getTensorsInContainer((await outputsOf(program)) as tf.NamedTensorMap);
  const shapes = tensors.map((tensor) => [...tensor.shape]);
  if (program.kind !== 'split') tf.dispose(tensors);
  return shapes;
}

/**
 * What a careful developer writes by hand: `expect(t.shape).toEqual(…)` on what comes out, and `tf.memory().numTensors` before and
 * after, once warm.
 * @param known the shapes of the clean twin, which the author of the test knows
 */
export async function handWrittenShapes(program: Program, known: KnownShapes): Promise<Outcome> {
  try {
    const shapes = await shapesOf(program);
    if (JSON.stringify(shapes) !== JSON.stringify(known)) {
      return failed(`expected shapes ${JSON.stringify(known)}, got ${JSON.stringify(shapes)}`);
    }
    await shapesOf(program); // warm: an optimizer has its slots then
    const before = tf.memory().numTensors;
    await shapesOf(program);
    const growth = tf.memory().numTensors - before;
    return growth === 0 ? PASSED : failed(`${growth} tensors more after each call`);
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}

function outputsOf(program: Program): unknown {
  switch (program.kind) {
    case 'model':
      // The inputs of these programs' models are tensors.
      return program.model.predict(program.batch.xs as tf.Tensor);
    case 'step':
      return program.step();
    case 'function':
      return tf.tidy(() => program.fn(...program.inputs));
    case 'predictor':
      return tf.tidy(() => program.predict(program.xs));
    case 'dataset':
      return firstOf(program.dataset);
    case 'shuffle':
      return program.shuffle(program.batch);
    case 'split':
      return [program.training, program.validation];
    case 'boxes':
      return tf.tidy(() => program.iou(tf.tensor2d([[0, 0, 1, 1]]), tf.tensor2d([[0, 0, 1, 1]])));
  }
}

async function firstOf(dataset: tf.data.Dataset<tf.TensorContainer>): Promise<unknown> {
  const iterator = await dataset.iterator();
  const next = await iterator.next();
  return next.value as unknown;
}
