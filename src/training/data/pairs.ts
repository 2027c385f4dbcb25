import type { CheckResult } from '../../checks/check-result.ts';
import { partOf, writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { requireOptions } from '../../checks/options.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import { SubjectError } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import { requireBatch, type Batch } from '../../subject/batch.ts';
import { disposeReturned, nextTensorId } from '../../tensor/dispose-returned.ts';
import { describeKind } from '../../tensor/subject.ts';
import { rowKeys } from './contradictions.ts';

/** How pairs are followed. */
export interface PairsOptions {
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
 * Checks that samples keep their labels on the way through a function that shuffles, filters or batches them.
 *
 * Each sample that comes out is looked up among those that went in, bit for bit, and so is its label. Where several samples are the same,
 * any of their labels will do.
 * @param shuffle takes a batch `{ xs, ys }` and gives one, or a promise of one
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
  const given = requireOptions(options, ['seed'], where);
  const seed = requireSeed(given.seed ?? 0, where);
  if (typeof shuffle !== 'function') {
    throw new SubjectError(
      `${where}: received must be a function of a batch, got ${describeKind(shuffle)}.`,
      {
        argument: 'received',
        expected: 'a function that takes a batch and gives one',
        actual: describeKind(shuffle),
      },
    );
  }
  const before = requireBatch(batch, where);
  const copy: Batch = { xs: before.xs, ys: before.ys };
  const since = nextTensorId() ?? 0;
  const after = await undisturbed(seed, async () => {
    const given: unknown = await (shuffle as (batch: Batch) => unknown)(copy);
    try {
      const { xs, ys, samples } = requireBatch(given, where);
      return { inputs: rowKeys(xs), labels: rowKeys(ys), samples };
    } finally {
      disposeReturned(given, since);
    }
  });
  const details = follow(rowKeys(before.xs), rowKeys(before.ys), after);
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

function follow(
  inputs: readonly string[],
  labels: readonly string[],
  after: { readonly inputs: readonly string[]; readonly labels: readonly string[]; readonly samples: number },
): PairsDetails {
  const placesOf = (keys: readonly string[]): Map<string, number[]> => {
    const places = new Map<string, number[]>();
    for (const [row, key] of keys.entries()) places.set(key, [...(places.get(key) ?? []), row]);
    return places;
  };
  const [inputPlaces, labelPlaces] = [placesOf(inputs), placesOf(labels)];
  const torn: { row: number; from: number; labelFrom: number[] }[] = [];
  let unknown = 0;
  after.inputs.forEach((input, row) => {
    const from = inputPlaces.get(input);
    const labelFrom = labelPlaces.get(after.labels[row] ?? '');
    if (from === undefined || labelFrom === undefined) unknown += 1;
    else if (!from.some((place) => labelFrom.includes(place)))
      torn.push({ row, from: from[0] ?? 0, labelFrom });
  });
  return { samples: after.samples, torn, unknown };
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
