import { dispose, type TensorContainer } from '@tensorflow/tfjs-core';
import { requireCount } from '../../checks/require-count.ts';
import { SubjectError, TensorproofError } from '../../errors.ts';
import { disposeReturned, nextTensorId } from '../../tensor/dispose-returned.ts';
import { describeKind, hasKeys, isTensor } from '../../tensor/subject.ts';

interface AnyIterator {
  next(): unknown;
  return?(): unknown;
}

/** Something to read. */
export interface Readable {
  /** Begins an epoch. */
  readonly open: () => AnyIterator | Promise<AnyIterator>;
  /** What a `tf.data.Dataset` gives is its reader's, whoever made it: `fitDataset` disposes of it. */
  readonly isDataset: boolean;
}

/** @throws SubjectError for what is no data set, can't be iterated, and is no function that gives an iterator */
export function requireReadable(dataset: unknown, where: string): Readable {
  // What each of these methods gives is looked at when it is read.
  if (typeof dataset === 'function') {
    const begin = dataset as () => unknown;
    return { open: async () => asIterator(await begin(), where), isDataset: false };
  }
  if (hasKeys(dataset, 'iterator') && typeof dataset.iterator === 'function') {
    const { iterator } = dataset;
    return {
      open: async () => asIterator(await Reflect.apply(iterator, dataset, []), where),
      isDataset: true,
    };
  }
  if (isIterable(dataset)) return { open: () => asIterator(dataset, where), isDataset: false };
  throw unreadable(dataset, where);
}

function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  if (typeof value !== 'object' || value === null || isTensor(value) || ArrayBuffer.isView(value))
    return false;
  try {
    return Symbol.iterator in value || Symbol.asyncIterator in value;
  } catch {
    return false;
  }
}

function asIterator(value: unknown, where: string): AnyIterator {
  if (hasKeys(value, 'next') && typeof value.next === 'function') return value as AnyIterator;
  if (isIterable(value)) {
    return Symbol.asyncIterator in value ? value[Symbol.asyncIterator]() : value[Symbol.iterator]();
  }
  throw unreadable(value, where);
}

function unreadable(value: unknown, where: string): SubjectError {
  const expected = 'a data set, something that can be iterated, or a function that gives an iterator';
  return new SubjectError(`${where}: received must be ${expected}, got ${describeKind(value)}.`, {
    argument: 'received',
    expected,
    actual: describeKind(value),
  });
}

/** A `tf.data.Dataset`, or whatever gives an iterator as one does. */
export interface DatasetLike {
  iterator(): unknown;
}

/** Whether something is read as a data set is. */
export function isDataset(value: unknown): value is DatasetLike {
  return hasKeys(value, 'iterator') && typeof value.iterator === 'function';
}

/**
 * Reads an epoch; what is made for the reader goes.
 * @param limit so many elements are read
 * @param visit sees each element while it is there
 */
export async function readEpoch(
  { open, isDataset: isOwned }: Readable,
  limit: number,
  visit: (element: unknown) => void,
): Promise<void> {
  const since = nextTensorId() ?? 0;
  const iterator = await open();
  for (let read = 0; read < limit; read++) {
    const step: unknown = await iterator.next();
    if (!hasKeys(step, 'value') || (hasKeys(step, 'done') && step.done === true)) return;
    visit(step.value);
    if (isOwned) dispose(step.value as TensorContainer);
    else disposeReturned(step.value, since);
  }
  await iterator.return?.();
}

/** @throws SubjectError with the cause, for a data set that can't be read even once */
export async function explaining<Result>(read: () => Promise<Result>, where: string): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof TensorproofError) throw error;
    const cause = error instanceof Error ? error.message : String(error);
    throw new SubjectError(`${where}: the data set can not be read: ${cause}`, {
      argument: 'received',
      expected: 'a data set that can be read',
      actual: cause,
      cause: error,
    });
  }
}

/** @throws ArgumentError for what is no number of elements */
export function requireLimit(limit: unknown, where: string): number {
  return requireCount(limit, where, 'limit', 1);
}
