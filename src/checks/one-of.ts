import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors.ts';
import { describeTensor } from '../tensor/describe.ts';
import { readElements, readStrings } from '../tensor/elements.ts';
import { formatCount, formatNumber, formatShare } from '../tensor/print-number.ts';
import { describeKind } from '../tensor/subject.ts';
import { collectWhereabouts, type Whereabouts } from '../tensor/whereabouts.ts';
import type { CheckResult } from './check-result.ts';
import { allElementsAre, describeWhereabouts } from './describe-values.ts';
import { listFirst, partOf, writeMessage } from './evidence.ts';
import { requireFlag, requireOptions } from './options.ts';
import { requireElements } from './require-elements.ts';

/** A value that an element may have; `true` and `false` stand for 1 and 0. */
export type ElementValue = number | boolean | string;

/** Options of {@link checkOneOf}. */
export interface OneOfOptions {
  /**
   * Whether a tensor without elements passes.
   * @defaultValue false: it is refused
   */
  readonly allowEmpty?: boolean | undefined;
}

/** How often a value was found. */
export interface ValueCount {
  readonly value: number | string;
  readonly count: number;
}

/** What {@link checkOneOf} found. */
export interface OneOfDetails {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly size: number;
  readonly allowed: readonly (number | string)[];
  /** Where the elements are that are none of them. */
  readonly others: Whereabouts;
  /** The values of those, most frequent first; counted up to a thousand different ones. */
  readonly otherValues: readonly ValueCount[];
  /** Whether there were more different values than were counted. */
  readonly moreValues: boolean;
  /** Which of the allowed values occur. */
  readonly used: readonly (number | string)[];
}

/** So many different values are told apart and counted, so that a tensor of noise does not fill the memory. */
export const MOST_DISTINCT = 1000;

/** So many values are named in a message. */
const NAMED = 8;

/** The items of what can hold a list; `undefined` for anything else, and for a proxy that throws. */
function readList(values: unknown): readonly unknown[] | undefined {
  try {
    const isList =
      Array.isArray(values) ||
      (ArrayBuffer.isView(values) && 'length' in values) ||
      Object.prototype.toString.call(values) === '[object Set]';
    return isList ? Array.from(values as Iterable<unknown>) : undefined; // all three can be iterated
  } catch {
    return undefined;
  }
}

function listValues(values: unknown, where: string): readonly unknown[] {
  const list = readList(values);
  if (list === undefined) {
    const actual = describeKind(values);
    throw new ArgumentError(`${where}: values must be an array, a typed array or a Set, got ${actual}.`, {
      argument: 'values',
      expected: 'an array, a typed array or a Set',
      actual,
      ...((typeof values === 'number' || typeof values === 'boolean') && {
        hint: `write [${String(values)}].`,
      }),
    });
  }
  if (list.length === 0) {
    throw new ArgumentError(`${where}: values is empty, and no element is one of none.`, {
      argument: 'values',
      expected: 'at least one value',
      actual: list,
    });
  }
  return list;
}

/** The values as elements of the dtype are: strings for strings, and float32 numbers for float32. */
function requireValues(values: unknown, dtype: string, where: string): (number | string)[] {
  return listValues(values, where).map((value, position) => {
    if (dtype === 'string' ? typeof value === 'string' : typeof value === 'number') {
      // 0.1 can't be in a float32 tensor; what 0.1 became there can.
      return dtype === 'float32' && typeof value === 'number'
        ? Math.fround(value)
        : (value as number | string); // one of the two, by the test above
    }
    if (dtype !== 'string' && typeof value === 'boolean') return Number(value);
    const expected = dtype === 'string' ? 'a string' : 'a number or a boolean';
    const argument = `values[${position}]`;
    throw new ArgumentError(
      `${where}: ${argument} must be ${expected}, since the tensor's dtype is ${dtype}, got ${describeKind(value)}.`,
      { argument, expected, actual: value },
    );
  });
}

function print(value: number | string, dtype: string): string {
  return typeof value === 'string'
    ? JSON.stringify(value)
    : formatNumber(value, dtype === 'bool' ? 'int32' : dtype);
}

function survey(tensor: Tensor, allowed: readonly (number | string)[], where: string): OneOfDetails {
  const elements: ArrayLike<number | string> =
    tensor.dtype === 'string' ? readStrings(tensor, where) : readElements(tensor, where);
  // A Set holds NaN as equal to itself and -0 as equal to 0, which is what a user who lists them means.
  const wanted = new Set(allowed);
  const used = new Set<number | string>();
  const others = collectWhereabouts(tensor.shape);
  const counts = new Map<number | string, number>();
  let moreValues = false;
  for (let place = 0; place < elements.length; place += 1) {
    const value = elements[place] ?? NaN;
    if (wanted.has(value)) {
      if (used.size < wanted.size) used.add(value);
      continue;
    }
    others.add(place, typeof value === 'number' ? value : NaN);
    const count = counts.get(value);
    if (count !== undefined) counts.set(value, count + 1);
    else if (counts.size < MOST_DISTINCT) counts.set(value, 1);
    else moreValues = true;
  }
  return {
    dtype: tensor.dtype,
    shape: [...tensor.shape],
    size: tensor.size,
    allowed,
    others: others.summary(),
    otherValues: [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count),
    moreValues,
    used: [...used],
  };
}

/** What the other values are likely to be, where that can be told from them alone. */
function hintOf({ allowed, otherValues, moreValues, dtype }: OneOfDetails): string | undefined {
  if (moreValues || dtype === 'string') return undefined;
  const others = otherValues.map(({ value }) => value);
  const numbers = allowed.filter((value) => typeof value === 'number');
  if (
    others.length === 1 &&
    others[0] === 255 &&
    numbers.length === 2 &&
    numbers.includes(0) &&
    numbers.includes(1)
  ) {
    return 'a mask of 0 and 255 was never divided by 255.';
  }
  const near = (value: number | string): number | undefined =>
    typeof value === 'number'
      ? numbers.find((each) => Math.abs(each - value) <= 1e-5 * Math.max(1, Math.abs(each)))
      : undefined;
  if (others.every((value) => near(value) !== undefined)) {
    return 'every other value is within 1e-5 of one that is allowed: they were computed and rounded; apply tf.round() first, or use toBeAllClose.';
  }
  return undefined;
}

function printAllowed({ allowed, dtype }: OneOfDetails): string {
  const shown = allowed.slice(0, 2 * NAMED).map((value) => print(value, dtype));
  return `{${listFirst(shown, allowed.length)}}`;
}

function failing(details: OneOfDetails): string {
  const { others, size, dtype, otherValues, moreValues } = details;
  const named = otherValues
    .slice(0, NAMED)
    .map(({ value, count }) => `${print(value, dtype)}${count === 1 ? '' : ` (${formatCount(count)} ×)`}`);
  const many = `${moreValues ? 'more than ' : ''}${formatCount(otherValues.length)} different values`;
  const each = others.count === 1 ? 'is' : 'are';
  const only = size === 1 ? 'its only element is not' : 'none is';
  const found =
    others.count === size
      ? only
      : `${partOf(others.count, size, 'element')} (${formatShare(others.count, size)}) ${each} not`;
  return writeMessage(
    `Expected every element of ${describeTensor(details)} to be one of ${printAllowed(details)}, but ${found}.`,
    [
      ['others', otherValues.length > 2 * NAMED ? many : listFirst(named, otherValues.length)],
      // The texts of a string tensor are named above; whereabouts know numbers only.
      ...describeWhereabouts(
        others,
        size,
        dtype === 'string' || otherValues.length === 1 ? undefined : dtype,
      ),
    ],
    hintOf(details),
  );
}

function negated(details: OneOfDetails): string {
  const { used, size, dtype } = details;
  return writeMessage(
    `Expected some element of ${describeTensor(details)} to be none of ${printAllowed(details)}, but ${allElementsAre(size, 'one of them')}.`,
    [
      [
        'found',
        used.length === 0
          ? undefined
          : listFirst(
              used.slice(0, NAMED).map((value) => print(value, dtype)),
              used.length,
            ),
      ],
    ],
  );
}

/**
 * Checks that every element is one of the given values. For a float32 tensor the values are rounded to float32 first, so that 0.1
 * stands for what 0.1 became there. NaN is found only where it is listed, and -0 counts as 0.
 * @param tensor any shape; float32, int32, bool or string
 * @param values at least one: numbers and booleans, or strings for a string tensor
 * @param options whether the tensor may be empty
 * @param where who asks, for the text of errors
 * @returns passes when there are no others; `details.otherValues` counts those that there are
 * @throws SubjectError for what is no live tensor, a complex one, and a tensor without elements unless `allowEmpty`
 * @throws ArgumentError for an empty list, for values that the dtype can't have, and for unknown options
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { checkOneOf } from 'tensorproof';
 *
 * const mask = tf.tensor2d([[0, 1], [1, 255]]);
 * const result = checkOneOf(mask, [0, 1]);
 * if (result.pass || result.details.otherValues[0]?.value !== 255) throw new Error(result.message());
 */
export function checkOneOf(
  tensor: Tensor,
  values: Iterable<ElementValue>,
  options: OneOfOptions = {},
  where = 'checkOneOf',
): CheckResult<OneOfDetails> {
  const given = requireOptions(options, ['allowEmpty'], where);
  const allowEmpty = requireFlag(given.allowEmpty, 'allowEmpty', where, false);
  requireElements(
    tensor,
    { refused: { complex64: 'a complex number equals no real one' }, allowEmpty },
    where,
  );
  const allowed = requireValues(values, tensor.dtype, where);
  const details = survey(tensor, allowed, where);
  const pass = details.others.count === 0;
  return { pass, details, message: () => (pass ? negated(details) : failing(details)) };
}
