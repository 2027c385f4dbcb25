import { argMax, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { SubjectError } from '../errors.ts';
import { describeTensor } from '../tensor/describe.ts';
import type { Batch } from './batch.ts';
import { isOneHot } from './task.ts';
import { entriesOf, mapGroup, type TensorGroup } from './tensor-group.ts';
import type { Trainee } from './trainee.ts';

/**
 * What a model and a batch say that do not fit each other, in place of what is thrown from deep inside.
 * @param error what computing the loss threw
 */
export function cannotRun(trainee: Trainee, batch: Batch, error: unknown, where: string): SubjectError {
  const cause = error instanceof Error ? error.message : String(error);
  const hint = shapesThatDiffer(trainee, batch) ?? numbersWanted(trainee, batch);
  return new SubjectError(`${where}: the loss of ${trainee.name} can't be computed on this batch: ${cause}`, {
    argument: 'received',
    expected: 'a model that can be run on the batch, with a loss that takes what it gives',
    actual: cause,
    cause: error,
    ...(hint !== undefined && { hint }),
  });
}

/** What the model gives beside what it should, where they have different shapes: most losses throw from deep inside then. */
function shapesThatDiffer(trainee: Trainee, { xs, ys }: Batch): string | undefined {
  try {
    const given = tidy(() => ({
      shapes: entriesOf(trainee.predict(xs, false), 'predict', 'the prediction').map(([, each]) =>
        describeTensor(each),
      ),
    })) as unknown as { readonly shapes: readonly string[] }; // plain data
    const wanted = entriesOf(ys, 'ys', 'batch.ys').map(([, each]) => describeTensor(each));
    return given.shapes.join() === wanted.join()
      ? undefined
      : `it predicts ${given.shapes.join(', ')} where the targets are ${wanted.join(', ')}.`;
  } catch {
    return undefined; // predicting throws as well, and that is the cause
  }
}

/** Whether the targets are one-hot rows, which the loss does not take, while it takes the same as class numbers. */
function numbersWanted(trainee: Trainee, { xs, ys }: Batch): string | undefined {
  const isTaken = (targets: () => TensorGroup): boolean => {
    try {
      tidy(() => {
        trainee.compare(targets(), trainee.predict(xs, false)).dataSync();
      });
      return true;
    } catch {
      return false;
    }
  };
  const isOfRows = entriesOf(ys, 'ys', 'batch.ys').every(([, each]) => {
    const classes = each.shape.at(-1) ?? 0;
    return each.rank >= 2 && classes >= 2 && isOneHot(each.dataSync(), classes);
  });
  return isOfRows &&
    !isTaken(() => ys) &&
    isTaken(() => mapGroup(ys, (each): Tensor => argMax(each, -1).toFloat()))
    ? 'the targets are one-hot rows, and the loss takes class numbers: ys.argMax(-1).'
    : undefined;
}
