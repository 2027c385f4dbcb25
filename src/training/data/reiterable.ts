import type { CheckResult } from '../../checks/check-result.ts';
import { countOf, writeMessage } from '../../checks/evidence.ts';
import { requireOptions } from '../../checks/options.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed, seeded } from '../../random/seeded.ts';
import type { TensorGroup } from '../../subject/tensor-group.ts';
import { rowKeys } from './contradictions.ts';
import { isTensor } from '../../tensor/subject.ts';
import { explaining, readEpoch, requireLimit, requireReadable, type Readable } from './epochs.ts';

/** How a data set is read. */
export interface ReiterableOptions {
  /** So many elements of an epoch are read. @defaultValue 1000 */
  readonly limit?: number | undefined;
  /** Of a shuffle. @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/** Two epochs of a data set, as data. */
export interface ReiterableDetails {
  /** How many elements each epoch gave, up to the limit. */
  readonly counts: readonly [first: number, second: number];
  /** What the second epoch threw. */
  readonly thrown: string | undefined;
  /** Elements of the first epoch that the second one did not give, in whatever order. */
  readonly missing: number;
  /** Whether the limit was reached, so that the contents of a shuffled epoch can't be compared. */
  readonly isPartial: boolean;
}

/**
 * Checks that a data set can be read again: that a second epoch gives as many elements as the first, and the same ones, in any order. A
 * generator that has run dry, and tensors that went with the first epoch, give an empty or a broken second one. What is read is disposed of.
 * @param dataset a `tf.data.Dataset`; anything that can be iterated again; or a function that gives an iterator
 * @param where who checks, as an error names it
 * @returns passes when both epochs are equal and not empty
 * @throws SubjectError for what can't be read; ArgumentError for options that can't be used; and what the first epoch throws
 * @example
 * const numbers = [1, 2, 3].values();
 * (await checkReiterable(() => numbers)).pass; // false: the second epoch is empty
 */
export async function checkReiterable(
  dataset: unknown,
  options: ReiterableOptions = {},
  where = 'checkReiterable',
): Promise<CheckResult<ReiterableDetails>> {
  const given = requireOptions(options, ['limit', 'seed'], where);
  const seed = requireSeed(given.seed ?? 0, where);
  const limit = requireLimit(given.limit ?? 1000, where);
  const readable = requireReadable(dataset, where);
  const first = await seeded(seed, () => explaining(() => contentsOf(readable, limit), where));
  let second: readonly Contents[] = [];
  let thrown: string | undefined;
  try {
    second = await seeded(seed, () => contentsOf(readable, limit));
  } catch (error) {
    thrown = error instanceof Error ? error.message : String(error);
  }
  const isPartial = first.length >= limit;
  const details: ReiterableDetails = {
    counts: [first.length, second.length],
    thrown,
    missing: Math.min(
      missingFrom(whole(first), whole(second)),
      // Batches of a shuffle hold the same samples, arranged anew.
      missingFrom(first.flat(), second.flat()),
    ),
    isPartial,
  };
  const pass =
    thrown === undefined &&
    first.length > 0 &&
    first.flat().length === second.flat().length &&
    (isPartial || details.missing === 0);
  return { pass, details, message: () => reiterableMessage(details) };
}

/** The contents of each element of an epoch. */
async function contentsOf(readable: Readable, limit: number): Promise<Contents[]> {
  const contents: Contents[] = [];
  await readEpoch(readable, limit, (element) => {
    contents.push(samplesOf(element));
  });
  return contents;
}

/** What each sample of an element holds: a batch has several, anything else one. */
type Contents = readonly string[];

function whole(elements: readonly Contents[]): string[] {
  return elements.map((samples) => samples.join(';'));
}

/** The samples of a batch, if an element is one: a tensor, or tensors that agree on their first axis. */
function samplesOf(element: unknown): Contents {
  const parts = isTensor(element) ? { '': element } : element;
  if (typeof parts !== 'object' || parts === null || ArrayBuffer.isView(parts)) return [contentOf(element)];
  const tensors = Object.values(parts) as unknown[];
  if (tensors.length === 0 || !tensors.every(isTensor)) return [contentOf(element)];
  const sizes = new Set(tensors.map(({ rank, shape }) => (rank === 0 ? undefined : shape[0])));
  const [size] = sizes;
  // Elements without a batch axis agree in their length by chance; that does no harm, as whole elements are compared too.
  if (sizes.size !== 1 || size === undefined || size === 0) return [contentOf(element)];
  return rowKeys(parts as TensorGroup); // each part is a tensor
}

function contentOf(element: unknown): string {
  if (isTensor(element)) return `${element.dtype}[${element.shape.join()}]${element.dataSync().join()}`;
  if (typeof element !== 'object' || element === null) return String(element);
  if (ArrayBuffer.isView(element)) return Array.from(element as unknown as ArrayLike<number>).join();
  return Object.entries(element)
    .map(([key, part]) => `${key}:${contentOf(part)}`)
    .join('|');
}

function missingFrom(first: readonly string[], second: readonly string[]): number {
  const left = new Map<string, number>();
  for (const content of second) left.set(content, (left.get(content) ?? 0) + 1);
  return first.filter((content) => {
    const count = left.get(content) ?? 0;
    left.set(content, count - 1);
    return count <= 0;
  }).length;
}

function reiterableMessage({
  counts: [first, second],
  thrown,
  missing,
  isPartial,
}: ReiterableDetails): string {
  if (thrown !== undefined) {
    return writeMessage(
      'The data set can not be read a second time.',
      [
        ['first epoch', countOf(first, 'element')],
        ['second epoch', `throws: ${thrown}`],
      ],
      thrown.includes('disposed')
        ? 'the first epoch disposes of the tensors that the data set is made of.'
        : undefined,
    );
  }
  if (first === 0) return 'The data set is empty.';
  const more = isPartial ? ', where reading stopped' : '';
  const evidence = [
    ['first epoch', `${countOf(first, 'element')}${more}`],
    [
      'second epoch',
      `${countOf(second, 'element')}${missing > 0 && second === first ? `, ${countOf(missing, 'of the first is', 'of the first are')} missing` : ''}`,
    ],
  ] as const;
  if (first !== second) {
    return writeMessage(
      'A second epoch of the data set gives another number of elements.',
      evidence,
      second === 0
        ? 'its generator closes over an iterator that has run dry; make the iterator inside.'
        : undefined,
    );
  }
  return missing > 0 && !isPartial
    ? writeMessage('A second epoch of the data set gives other elements.', evidence)
    : writeMessage(
        'Expected a second epoch of the data set to differ from the first, but it is the same.',
        evidence,
      );
}
