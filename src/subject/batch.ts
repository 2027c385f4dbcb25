import { SubjectError } from '../errors.ts';
import { describeShape } from '../tensor/describe.ts';
import { describeKind, hasKeys } from '../tensor/subject.ts';
import { entriesOf, type TensorGroup } from './tensor-group.ts';

/** What a model is trained on: inputs and targets, the batch axis first in each. */
export interface Batch {
  readonly xs: TensorGroup;
  readonly ys: TensorGroup;
}

/**
 * Refuses what can't be a batch.
 * @returns the batch, and how many samples it holds
 * @throws SubjectError for anything but `{ xs, ys }` of live tensors that agree on their first axis, and for no samples
 */
export function requireBatch(batch: unknown, where: string): Batch & { readonly samples: number } {
  if (!hasKeys(batch, 'xs', 'ys')) {
    throw new SubjectError(`${where}: batch must be { xs, ys }, got ${describeKind(batch)}.`, {
      argument: 'batch',
      expected: '{ xs, ys }',
      actual: describeKind(batch),
    });
  }
  const entries = [
    ...entriesOf(batch.xs, where, 'batch.xs').map(([key, tensor]) => ({ name: nameOf('xs', key), tensor })),
    ...entriesOf(batch.ys, where, 'batch.ys').map(([key, tensor]) => ({ name: nameOf('ys', key), tensor })),
  ];
  const [first] = entries;
  const samples = first?.tensor.shape[0];
  const other = entries.find(({ tensor }) => tensor.shape[0] !== samples);
  if (other !== undefined || samples === undefined || samples === 0) {
    const shown = entries.map(({ name, tensor }) => `${name} ${describeShape(tensor.shape)}`).join(', ');
    const expected =
      samples === 0 ? 'at least one sample' : 'the same number of samples on the first axis of each tensor';
    throw new SubjectError(`${where}: batch must have ${expected}, got ${shown}.`, {
      argument: 'batch',
      expected,
      actual: shown,
    });
  }
  // entriesOf has looked at every tensor of both.
  return { xs: batch.xs as TensorGroup, ys: batch.ys as TensorGroup, samples };
}

/**
 * Refuses targets that hold NaN or an infinity: with them no loss and no gradient says anything about a model.
 * @returns the batch itself
 * @throws SubjectError that names the target
 */
export function requireFiniteTargets<Given extends Batch>(batch: Given, where: string): Given {
  for (const [key, tensor] of entriesOf(batch.ys, where, 'batch.ys')) {
    if (tensor.dtype !== 'float32' || tensor.dataSync().every(Number.isFinite)) continue;
    const argument = `batch.${nameOf('ys', key)}`;
    throw new SubjectError(
      `${where}: ${argument} holds NaN or an infinity, so that no gradient can be judged.`,
      { argument, expected: 'finite targets', actual: 'NaN or an infinity' },
    );
  }
  return batch;
}

function nameOf(side: string, key: string): string {
  if (key === '') return side;
  return /^\d+$/.test(key) ? `${side}[${key}]` : `${side}.${key}`;
}
