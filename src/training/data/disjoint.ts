import type { CheckResult } from '../../checks/check-result.ts';
import { countOf, partOf, writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { ArgumentError } from '../../errors.ts';
import { entriesOf, type TensorGroup } from '../../subject/tensor-group.ts';
import { describeShape } from '../../tensor/describe.ts';
import { hasKeys } from '../../tensor/subject.ts';
import { rowKeys } from './contradictions.ts';

/** Samples that are in both, as data. */
export interface DisjointDetails {
  /** Rows of one that are rows of the other, bit for bit; at most the first 100. */
  readonly shared: readonly { readonly row: number; readonly otherRow: number }[];
  readonly sharedCount: number;
  readonly samples: number;
  readonly otherSamples: number;
}

const KEPT = 100;
const SHOWN = 5;

/**
 * Checks that two sets of samples have none in common: what a model is validated on must not be what it was trained on. Samples are
 * compared bit for bit, of several tensors all together.
 * @param samples a tensor of shape `batch ...`, several in a list or by name, or a batch, whose `xs` count
 * @param others the same, of the same shapes but for the first axis
 * @param where who checks, as an error names it
 * @returns fails for each sample that is in both
 * @throws SubjectError for what are no tensors; ArgumentError for samples of other shapes or dtypes
 * @example
 * const all = tf.randomNormal([10, 3]);
 * checkDisjoint(all.slice([0], [8]), all.slice([7], [3])).pass; // false: row 7 is in both
 */
export function checkDisjoint(
  samples: unknown,
  others: unknown,
  where = 'checkDisjoint',
): CheckResult<DisjointDetails> {
  const one = inputsOf(samples);
  const other = inputsOf(others);
  const [forms, otherForms] = [formOf(one, where, 'received'), formOf(other, where, 'others')];
  if (forms !== otherForms) {
    throw new ArgumentError(
      `${where}: others must hold samples like received, ${forms}, got ${otherForms}.`,
      {
        argument: 'others',
        expected: forms,
        actual: otherForms,
      },
    );
  }
  const keys = rowKeys(one as TensorGroup); // formOf has looked at both
  const otherKeys = rowKeys(other as TensorGroup);
  const rowOf = new Map(keys.map((key, row) => [key, row]));
  const shared = otherKeys.flatMap((key, otherRow) => {
    const row = rowOf.get(key);
    return row === undefined ? [] : [{ row, otherRow }];
  });
  const details: DisjointDetails = {
    shared: shared.slice(0, KEPT),
    sharedCount: shared.length,
    samples: keys.length,
    otherSamples: otherKeys.length,
  };
  return { pass: shared.length === 0, details, message: () => disjointMessage(details) };
}

/** Of a batch its inputs: two samples that differ in their labels only are the same sample. */
function inputsOf(samples: unknown): unknown {
  return hasKeys(samples, 'xs', 'ys') ? samples.xs : samples;
}

/** The parts of a sample: names, shapes and dtypes. */
function formOf(group: unknown, where: string, argument: string): string {
  return entriesOf(group, where, argument)
    .map(
      ([key, { dtype, shape }]) => `${key === '' ? '' : `${key} `}${dtype}${describeShape(shape.slice(1))}`,
    )
    .join(', ');
}

function disjointMessage({ shared, sharedCount, samples, otherSamples }: DisjointDetails): string {
  if (sharedCount === 0) {
    return `Expected some of the ${samples} samples to be among the ${otherSamples} others, but none is.`;
  }
  const lines = shared
    .slice(0, SHOWN)
    .map(({ row, otherRow }): EvidenceLine => [
      `row ${row}`,
      `is row ${otherRow} of the others, bit for bit`,
    ]);
  return writeMessage(
    `${partOf(sharedCount, otherSamples, 'sample')} are among the ${countOf(samples, 'sample')} as well.`,
    [
      ...lines,
      ...(sharedCount > SHOWN ? [['…', `and ${countOf(sharedCount - SHOWN, 'more', 'more')}`] as const] : []),
    ],
  );
}
