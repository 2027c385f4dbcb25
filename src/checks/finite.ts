import type { Tensor } from '@tensorflow/tfjs-core';
import { describeTensor } from '../tensor/describe.ts';
import { readElements } from '../tensor/elements.ts';
import { formatShare } from '../tensor/print-number.ts';
import { collectWhereabouts, type Whereabouts } from '../tensor/whereabouts.ts';
import type { CheckResult } from './check-result.ts';
import { allElementsAre, describeRange, describeWhereabouts } from './describe-values.ts';
import { countOf, partOf, writeMessage } from './evidence.ts';
import { requireFlag, requireOptions } from './options.ts';
import { requireElements } from './require-elements.ts';

/** Options of {@link checkFinite}. */
export interface FiniteOptions {
  /**
   * Whether a tensor without elements passes.
   * @defaultValue false: it is refused
   */
  readonly allowEmpty?: boolean | undefined;
}

/** What {@link checkFinite} found. */
export interface FiniteDetails {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** How many elements there are. */
  readonly size: number;
  /** How many are NaN; a complex one counts when either part is. */
  readonly nan: number;
  readonly positiveInfinity: number;
  readonly negativeInfinity: number;
  /** Where those that are not finite are. */
  readonly notFinite: Whereabouts;
  /** The range of the finite elements; for complex64 of their parts. `undefined` where there are none. */
  readonly finiteRange: readonly [minimum: number, maximum: number] | undefined;
}

/** The value that stands for a complex number that is not finite: NaN before an infinity. */
function worsePart(real: number, imaginary: number): number {
  if (Number.isNaN(real)) return real;
  return Number.isFinite(imaginary) ? real : imaginary;
}

function survey(tensor: Tensor, where: string): FiniteDetails {
  const elements = readElements(tensor, where);
  const parts = tensor.dtype === 'complex64' ? 2 : 1;
  const found = collectWhereabouts(tensor.shape);
  let nan = 0;
  let positiveInfinity = 0;
  let negativeInfinity = 0;
  let minimum = Infinity;
  let maximum = -Infinity;
  for (let place = 0; place < tensor.size; place += 1) {
    const first = elements[place * parts] ?? 0;
    const second = parts === 2 ? (elements[place * parts + 1] ?? 0) : first;
    // The difference of a number from itself is 0 unless it is NaN or infinite: one test for three cases.
    if (first - first === 0 && second - second === 0) {
      if (first < minimum) minimum = first;
      if (first > maximum) maximum = first;
      if (second < minimum) minimum = second;
      if (second > maximum) maximum = second;
      continue;
    }
    const value = worsePart(first, second);
    if (Number.isNaN(value)) nan += 1;
    else if (value > 0) positiveInfinity += 1;
    else negativeInfinity += 1;
    found.add(place, value);
  }
  return {
    dtype: tensor.dtype,
    shape: [...tensor.shape],
    size: tensor.size,
    nan,
    positiveInfinity,
    negativeInfinity,
    notFinite: found.summary(),
    finiteRange: minimum <= maximum ? [minimum, maximum] : undefined,
  };
}

function failing(details: FiniteDetails): string {
  const { notFinite, size, finiteRange, dtype } = details;
  const kinds = [
    ['NaN', details.nan],
    ['Infinity', details.positiveInfinity],
    ['-Infinity', details.negativeInfinity],
  ] as const;
  const present = kinds.filter(([, count]) => count > 0);
  const found =
    notFinite.count === size
      ? `${size === 1 ? 'its only element' : 'none'} is`
      : `${partOf(notFinite.count, size, 'element')} (${formatShare(notFinite.count, size)}) ${notFinite.count === 1 ? 'is' : 'are'}`;
  return writeMessage(
    `Expected every element of ${describeTensor(details)} to be finite, but ${notFinite.count === size && size > 1 ? found : `${found} not`}.`,
    [
      ['found', present.map(([kind, count]) => countOf(count, kind, kind)).join(', ')],
      ...describeWhereabouts(notFinite, size, present.length > 1 ? dtype : undefined),
      ['others', finiteRange && describeRange(finiteRange, dtype)],
    ],
  );
}

function negated(details: FiniteDetails): string {
  const { finiteRange, dtype, size } = details;
  return writeMessage(
    `Expected ${describeTensor(details)} to hold NaN or an infinity, but ${allElementsAre(size, 'finite')}.`,
    [['values', finiteRange && describeRange(finiteRange, dtype)]],
    dtype === 'int32' || dtype === 'bool'
      ? `${dtype} can hold neither, so this can never be; look at the values before they are cast.`
      : undefined,
  );
}

/**
 * Checks that a tensor holds no NaN and no infinity.
 * @param tensor any shape; float32, int32, bool or complex64
 * @param options whether it may be empty
 * @param where who asks, for the text of errors
 * @returns passes when every element is finite; `details.notFinite` says where the others are
 * @throws SubjectError for what is no live tensor of numbers, and for a tensor without elements unless `allowEmpty`
 * @throws ArgumentError for an unknown option
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { checkFinite } from 'tensorproof';
 *
 * const result = checkFinite(tf.log(tf.tensor1d([1, 0])));
 * if (result.details.negativeInfinity !== 1) throw new Error(result.message());
 */
export function checkFinite(
  tensor: Tensor,
  options: FiniteOptions = {},
  where = 'checkFinite',
): CheckResult<FiniteDetails> {
  const given = requireOptions(options, ['allowEmpty'], where);
  const allowEmpty = requireFlag(given.allowEmpty, 'allowEmpty', where, false);
  requireElements(tensor, { refused: { string: 'text is neither finite nor infinite' }, allowEmpty }, where);
  const details = survey(tensor, where);
  const pass = details.notFinite.count === 0;
  return { pass, details, message: () => (pass ? negated(details) : failing(details)) };
}
