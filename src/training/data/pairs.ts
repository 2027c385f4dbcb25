import type { CheckResult } from '../../checks/check-result.ts';
import { partOf, writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { requireFlag, requireOptions, requireTolerance } from '../../checks/options.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import { SubjectError } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import { requireBatch, type Batch } from '../../subject/batch.ts';
import { disposeReturned, nextTensorId } from '../../tensor/dispose-returned.ts';
import { describeKind } from '../../tensor/subject.ts';
import { rowKeys } from './contradictions.ts';
import { isDataset, requireLimit } from './epochs.ts';
import { eachBatch, SampleIndex, samplesIn, type DatasetReading, type Sample } from './samples.ts';

/** How pairs are followed. */
export interface PairsOptions {
  /** By how much each element of an input may differ from what went in, as after an augmentation. @defaultValue 0, bit for bit */
  readonly tolerance?: number | undefined;
  /** Of a data set, whether its elements are batches, as `fitDataset` takes them, and not single samples. @defaultValue true */
  readonly batched?: boolean | undefined;
  /** So many elements of a data set are read. @defaultValue 1000 */
  readonly limit?: number | undefined;
  /** Of the shuffle. @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/** What became of pairs, as data. */
export interface PairsDetails {
  /** Samples that came out. */
  readonly samples: number;
  /** Samples that came out beside the label of another one. */
  readonly torn: readonly {
    readonly row: number;
    readonly from: number;
    readonly labelFrom: readonly number[];
  }[];
  /** Samples whose input, or label, is none that went in, as after an augmentation: not judged. */
  readonly unknown: number;
}

const SHOWN = 5;

/**
 * Checks that samples keep their labels on the way through a function, or into a data set, that shuffles, filters or batches them.
 *
 * Each sample that comes out is looked up among those that went in, bit for bit or within a tolerance, and its label bit for bit. Where several samples are the same,
 * any of their labels will do.
 * @param shuffle takes a batch `{ xs, ys }` and gives one, or a promise of one; or a data set of `{ xs, ys }`, of which an epoch is read
 * @param batch whose samples differ
 * @param where who checks, as an error names it
 * @returns fails for a sample that comes out with the label of another
 * @throws SubjectError for what can't be used, and where nothing that comes out can be looked up; and what `shuffle` throws
 * @example
 * const batch = { xs: tf.range(0, 8).reshape([8, 1]), ys: tf.range(0, 8).reshape([8, 1]) };
 * const reverse = ({ xs, ys }) => ({ xs: tf.reverse(xs, 0), ys });
 * (await checkPairs(reverse, batch)).pass; // false
 */
export async function checkPairs(
  shuffle: unknown,
  batch: unknown,
  options: PairsOptions = {},
  where = 'checkPairs',
): Promise<CheckResult<PairsDetails>> {
  const given = requireOptions(options, ['tolerance', 'batched', 'limit', 'seed'], where);
  const seed = requireSeed(given.seed ?? 0, where);
  const tolerance = requireTolerance(given.tolerance, 'tolerance', where, 0);
  const reading = {
    batched: requireFlag(given.batched, 'batched', where, true),
    limit: requireLimit(given.limit ?? 1000, where),
  };
  const before = requireBatch(batch, where);
  const after = isDataset(shuffle)
    ? await undisturbed(seed, () => pairsOf(shuffle, reading, where))
    : await undisturbed(seed, () => pairsAfter(requireShuffle(shuffle, where), before, where));
  const details = follow(readBatch(before), after, tolerance);
  if (details.unknown === details.samples) {
    const expected = 'a function that hands samples on as they are';
    throw new SubjectError(
      `${where}: received must be ${expected}; none of what comes out is among what went in.`,
      {
        argument: 'received',
        expected,
        actual: 'a function that changes every sample',
      },
    );
  }
  return { pass: details.torn.length === 0, details, message: () => pairsMessage(details) };
}

/** Samples, and the content of each one's label. */
interface Pairs {
  readonly inputs: Sample[];
  readonly labels: string[];
}

function readBatch({ xs, ys }: Batch): Pairs {
  return { inputs: samplesIn(xs), labels: rowKeys(ys) };
}

function requireShuffle(shuffle: unknown, where: string): (batch: Batch) => unknown {
  if (typeof shuffle === 'function') return shuffle as (batch: Batch) => unknown; // it is called with a batch
  const expected = 'a function of a batch, or a data set';
  throw new SubjectError(`${where}: received must be ${expected}, got ${describeKind(shuffle)}.`, {
    argument: 'received',
    expected: 'a function that takes a batch and gives one, or a data set',
    actual: describeKind(shuffle),
  });
}

async function pairsAfter(
  shuffle: (batch: Batch) => unknown,
  { xs, ys }: Batch,
  where: string,
): Promise<Pairs> {
  const since = nextTensorId() ?? 0;
  const given: unknown = await shuffle({ xs, ys });
  try {
    return readBatch(requireBatch(given, where));
  } finally {
    disposeReturned(given, since);
  }
}

async function pairsOf(dataset: unknown, reading: DatasetReading, where: string): Promise<Pairs> {
  const pairs: Pairs = { inputs: [], labels: [] };
  await eachBatch(dataset, reading, where, (batch) => {
    const { inputs, labels } = readBatch(requireBatch(batch, where));
    for (const input of inputs) pairs.inputs.push(input);
    for (const label of labels) pairs.labels.push(label);
  });
  return pairs;
}

function follow(before: Pairs, after: Pairs, tolerance: number): PairsDetails {
  const known = new SampleIndex(before.inputs, tolerance);
  const labelPlaces = new Map<string, number[]>();
  for (const [row, key] of before.labels.entries()) {
    labelPlaces.set(key, [...(labelPlaces.get(key) ?? []), row]);
  }
  const torn: { row: number; from: number; labelFrom: number[] }[] = [];
  let unknown = 0;
  after.inputs.forEach((input, row) => {
    const from = known.placesOf(input);
    const labelFrom = labelPlaces.get(after.labels[row] ?? '');
    const [first] = from;
    if (first === undefined || labelFrom === undefined) unknown += 1;
    else if (!from.some((place) => labelFrom.includes(place))) torn.push({ row, from: first, labelFrom });
  });
  return { samples: after.inputs.length, torn, unknown };
}

function pairsMessage({ samples, torn, unknown }: PairsDetails): string {
  if (torn.length === 0)
    return `Expected samples to lose their labels, but all ${samples - unknown} keep theirs.`;
  const lines = torn
    .slice(0, SHOWN)
    .map(({ row, from, labelFrom }): EvidenceLine => [
      `row ${row}`,
      `is sample ${from} with the label of sample ${labelFrom.slice(0, 3).join(' or ')}`,
    ]);
  return writeMessage(
    `${partOf(torn.length, samples, 'sample')} come out with the label of another.`,
    [...lines, ...(torn.length > SHOWN ? [['…', `and ${torn.length - SHOWN} more`] as const] : [])],
    'shuffle inputs and labels by the same order.',
  );
}
