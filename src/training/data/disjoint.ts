import type { CheckResult } from '../../checks/check-result.ts';
import { countOf, partOf, writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { requireFlag, requireOptions, requireTolerance } from '../../checks/options.ts';
import { ArgumentError } from '../../errors.ts';
import { entriesOf, type TensorGroup } from '../../subject/tensor-group.ts';
import { describeShape } from '../../tensor/describe.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import { hasKeys } from '../../tensor/subject.ts';
import { requireLimit, type DatasetLike } from './epochs.ts';
import { eachBatch, SampleIndex, samplesIn, type Sample } from './samples.ts';

/** How samples are compared. */
export interface DisjointOptions {
  /** By how much each element of a sample may differ from that of another which counts as the same. @defaultValue 0, bit for bit */
  readonly tolerance?: number | undefined;
}

/** How two data sets are compared. */
export interface DisjointDatasetOptions extends DisjointOptions {
  /** Whether their elements are batches, as `fitDataset` takes them, and not single samples. @defaultValue true */
  readonly batched?: boolean | undefined;
  /** So many elements of each are read. @defaultValue 1000 */
  readonly limit?: number | undefined;
}

/** Samples that are in both, as data. */
export interface DisjointDetails {
  /** Rows of one that are rows of the other; at most the first 100. `apart` is the largest difference of an element. */
  readonly shared: readonly { readonly row: number; readonly otherRow: number; readonly apart: number }[];
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
  options: DisjointOptions = {},
  where = 'checkDisjoint',
): CheckResult<DisjointDetails> {
  const given = requireOptions(options, ['tolerance'], where);
  const tolerance = requireTolerance(given.tolerance, 'tolerance', where, 0);
  const one = inputsOf(samples);
  const other = inputsOf(others);
  requireSameForm(formOf(one, where, 'received'), formOf(other, where, 'others'), where);
  // formOf has looked at both.
  return compared(samplesIn(one as TensorGroup), samplesIn(other as TensorGroup), tolerance);
}

/**
 * Checks that two data sets have no sample in common, as `checkDisjoint` does for tensors: one epoch of each is read. What is read is
 * disposed of.
 * @param samples a `tf.data.Dataset` of tensors, of lists or objects of tensors, or of `{ xs, ys }`, whose `xs` count
 * @param others the same
 * @param where who checks, as an error names it
 * @returns fails for each sample that is in both
 * @throws SubjectError for what can't be read; ArgumentError for samples of other shapes or dtypes, and options that can't be used
 * @example
 * const all = tf.data.array([[1, 2], [3, 4], [5, 6]]);
 * (await checkDisjointDatasets(all.take(2).batch(2), all.skip(1).batch(2))).pass; // false: [3, 4] is in both
 */
export async function checkDisjointDatasets(
  samples: DatasetLike,
  others: DatasetLike,
  options: DisjointDatasetOptions = {},
  where = 'checkDisjointDatasets',
): Promise<CheckResult<DisjointDetails>> {
  const given = requireOptions(options, ['tolerance', 'batched', 'limit'], where);
  const tolerance = requireTolerance(given.tolerance, 'tolerance', where, 0);
  const batched = requireFlag(given.batched, 'batched', where, true);
  const limit = requireLimit(given.limit ?? 1000, where);
  const read = async (dataset: DatasetLike, argument: string): Promise<{ rows: Sample[]; form: string }> => {
    const rows: Sample[] = [];
    let form = '';
    await eachBatch(dataset, { batched, limit }, where, (batch) => {
      const inputs = inputsOf(batch);
      form = formOf(inputs, where, `an element of ${argument}`);
      for (const sample of samplesIn(inputs as TensorGroup)) rows.push(sample); // formOf has looked at it
    });
    return { rows, form };
  };
  const one = await read(samples, 'received');
  const other = await read(others, 'others');
  if (one.rows.length > 0 && other.rows.length > 0) requireSameForm(one.form, other.form, where);
  return compared(one.rows, other.rows, tolerance);
}

function requireSameForm(form: string, otherForm: string, where: string): void {
  if (form === otherForm) return;
  throw new ArgumentError(`${where}: others must hold samples like received, ${form}, got ${otherForm}.`, {
    argument: 'others',
    expected: form,
    actual: otherForm,
  });
}

function compared(
  samples: readonly Sample[],
  others: readonly Sample[],
  tolerance: number,
): CheckResult<DisjointDetails> {
  const index = new SampleIndex(samples, tolerance);
  const shared = others.flatMap((other, otherRow) => {
    const row = index.placesOf(other).at(-1);
    const found = row === undefined ? undefined : samples[row];
    return row === undefined || found === undefined
      ? []
      : [{ row, otherRow, apart: largestDifference(found.values, other.values) }];
  });
  const details: DisjointDetails = {
    shared: shared.slice(0, KEPT),
    sharedCount: shared.length,
    samples: samples.length,
    otherSamples: others.length,
  };
  return { pass: shared.length === 0, details, message: () => disjointMessage(details) };
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? NaN)) || 0), 0);
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
    .map(({ row, otherRow, apart }): EvidenceLine => [
      `row ${row}`,
      apart === 0
        ? `is row ${otherRow} of the others, bit for bit`
        : `is row ${otherRow} of the others, but for ${formatRounded(apart)} at most`,
    ]);
  return writeMessage(
    `${partOf(sharedCount, otherSamples, 'sample')} are among the ${countOf(samples, 'sample')} as well.`,
    [
      ...lines,
      ...(sharedCount > SHOWN ? [['…', `and ${countOf(sharedCount - SHOWN, 'more', 'more')}`] as const] : []),
    ],
  );
}
