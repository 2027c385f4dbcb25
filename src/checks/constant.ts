import type { Tensor } from '@tensorflow/tfjs-core';
import { SubjectError } from '../errors.ts';
import { coordinatesOf } from '../tensor/comparison/coordinates.ts';
import { describeTensor } from '../tensor/describe.ts';
import { readElements, type Elements } from '../tensor/elements.ts';
import { formatNumber, formatRounded, formatShare } from '../tensor/print-number.ts';
import { rowsAlong, type Rows } from '../tensor/rows.ts';
import type { CheckResult } from './check-result.ts';
import { countOf, describeIndex, partOf, writeMessage } from './evidence.ts';
import { requireAxis, requireFlag, requireOptions, requireTolerance } from './options.ts';
import { requireElements } from './require-elements.ts';

/** Options of {@link checkConstant}. */
export interface ConstantOptions {
  /**
   * The axis along which elements must be equal: `axis: 0` asks it of every unit over the batch.
   * @defaultValue none: all elements of the tensor must be equal
   */
  readonly axis?: number | undefined;
  /**
   * How far apart the smallest and the largest may be.
   * @defaultValue 0: exactly equal
   */
  readonly atol?: number | undefined;
  /**
   * Whether NaN is equal to NaN.
   * @defaultValue unset: a tensor with NaN is refused, since it is neither constant nor varied
   */
  readonly equalNaN?: boolean | undefined;
  /**
   * Whether a tensor without elements passes.
   * @defaultValue false: it is refused
   */
  readonly allowEmpty?: boolean | undefined;
}

/** A row in which elements differ. */
export interface VaryingRow {
  /** With null on the axes that run along the row; all null where the row is the whole tensor. */
  readonly index: readonly (number | null)[];
  readonly minimum: { readonly value: number; readonly index: readonly number[] };
  readonly maximum: { readonly value: number; readonly index: readonly number[] };
  /** Which part of complex numbers differs. */
  readonly part: 'real' | 'imaginary' | undefined;
}

/** What {@link checkConstant} found. */
export interface ConstantDetails {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly size: number;
  readonly axis: number | undefined;
  readonly atol: number;
  readonly rows: number;
  readonly varyingRows: number;
  /** The row in which elements differ most. */
  readonly widest: VaryingRow | undefined;
  /** The first element of the first row, which all others equal where the whole tensor is constant: one part, two if complex. */
  readonly value: readonly number[];
}

/** The extremes of one part of one row. */
interface Extremes {
  minimum: number;
  maximum: number;
  least: number;
  most: number;
  nan: number;
}

function extremesOf(elements: Elements, rows: Rows, row: number, parts: number, part: number): Extremes {
  const found: Extremes = { minimum: Infinity, maximum: -Infinity, least: -1, most: -1, nan: 0 };
  let nanAt = -1;
  rows.forEachPiece(row, (start, stride, length) => {
    for (let step = 0, place = start; step < length; step += 1, place += stride) {
      const element = elements[place * parts + part] ?? NaN;
      if (Number.isNaN(element)) {
        found.nan += 1;
        nanAt = place;
        continue;
      }
      if (element < found.minimum || found.least < 0) {
        found.minimum = element;
        found.least = place;
      }
      if (element > found.maximum || found.most < 0) {
        found.maximum = element;
        found.most = place;
      }
    }
  });
  if (nanAt >= 0) {
    // NaN beside numbers: show one of each; NaN alone: it is all there is.
    found.maximum = NaN;
    found.most = nanAt;
    if (found.least < 0) {
      found.minimum = NaN;
      found.least = nanAt;
    }
  }
  return found;
}

/** How far apart the extremes are: 0 where they are equal, infinities too; Infinity where NaN makes them unequal. */
function spreadOf({ minimum, maximum, nan }: Extremes, length: number, equalNaN: boolean): number {
  if (nan > 0) return equalNaN && nan === length ? 0 : Infinity;
  return minimum === maximum ? 0 : maximum - minimum;
}

function refuseNaN(tensor: Tensor, elements: Elements, where: string): void {
  let nan = 0;
  for (const element of elements) if (Number.isNaN(element)) nan += 1;
  if (nan === 0) return;
  throw new SubjectError(
    `${where}: received is ${describeTensor(tensor)} and holds ${countOf(nan, 'NaN', 'NaN')}, so that it is neither constant nor varied.`,
    {
      argument: 'received',
      expected: 'a tensor without NaN',
      actual: describeTensor(tensor),
      hint: 'ask toBeAllFinite where NaN should not be; else say how NaN counts: { equalNaN: true } or { equalNaN: false }.',
    },
  );
}

function survey(
  tensor: Tensor,
  elements: Elements,
  { axis, atol, equalNaN }: { axis: number | undefined; atol: number; equalNaN: boolean },
): ConstantDetails {
  const rows = rowsAlong(tensor.shape, axis === undefined ? [...tensor.shape.keys()] : [axis]);
  const parts = tensor.dtype === 'complex64' ? 2 : 1;
  let varyingRows = 0;
  let widestSpread = 0;
  let widest: VaryingRow | undefined;
  for (let row = 0; row < rows.count; row += 1) {
    let varies = false;
    for (let part = 0; part < parts; part += 1) {
      const extremes = extremesOf(elements, rows, row, parts, part);
      const spread = spreadOf(extremes, rows.length, equalNaN);
      if (spread <= atol) continue;
      varies = true;
      if (spread <= widestSpread) continue;
      widestSpread = spread;
      widest = {
        index: rows.indexOf(row),
        minimum: { value: extremes.minimum, index: coordinatesOf(extremes.least, tensor.shape) },
        maximum: { value: extremes.maximum, index: coordinatesOf(extremes.most, tensor.shape) },
        part: parts === 1 ? undefined : part === 0 ? 'real' : 'imaginary',
      };
    }
    if (varies) varyingRows += 1;
  }
  return {
    dtype: tensor.dtype,
    shape: [...tensor.shape],
    size: tensor.size,
    axis,
    atol,
    rows: rows.count,
    varyingRows,
    widest,
    value: [...elements.slice(0, parts)],
  };
}

function describeExtreme(extreme: VaryingRow['minimum'], dtype: string): string {
  return `${formatNumber(extreme.value, dtype)} at ${describeIndex(extreme.index)}`;
}

function failing(details: ConstantDetails): string {
  const { rows, varyingRows, widest, dtype, atol, axis } = details;
  const tensor = describeTensor(details);
  const spread = widest === undefined ? NaN : widest.maximum.value - widest.minimum.value;
  const sentence =
    axis === undefined
      ? `Expected ${tensor} to be constant, but its elements differ${Number.isNaN(spread) ? '' : ` by up to ${formatRounded(spread)}`}.`
      : `Expected ${tensor} to be constant along axis ${axis}, but ${
          varyingRows === rows
            ? `none of its ${countOf(rows, 'row')} is`
            : `${partOf(varyingRows, rows, 'row')} (${formatShare(varyingRows, rows)}) ${varyingRows === 1 ? 'is' : 'are'} not`
        }.`;
  const part = widest?.part === undefined ? '' : ` (${widest.part} part)`;
  return writeMessage(sentence, [
    [
      'widest',
      widest === undefined || axis === undefined
        ? undefined
        : `row ${describeIndex(widest.index)}${Number.isNaN(spread) ? '' : `, by ${formatRounded(spread)}`}`,
    ],
    [
      Number.isNaN(widest?.maximum.value) ? 'number' : 'minimum',
      widest && `${describeExtreme(widest.minimum, dtype)}${part}`,
    ],
    [
      Number.isNaN(widest?.maximum.value) ? 'NaN' : 'maximum',
      widest && `${describeExtreme(widest.maximum, dtype)}${part}`,
    ],
    ['tolerance', atol === 0 ? undefined : `${formatRounded(atol)}, as given`],
  ]);
}

function negated(details: ConstantDetails): string {
  const { size, rows, axis, value, dtype, atol } = details;
  const tensor = describeTensor(details);
  if (size === 0) return `Expected ${tensor} to vary, but it has no elements.`;
  const [real = 0, imaginary] = value;
  const printed =
    imaginary === undefined
      ? formatNumber(real, dtype)
      : `${formatNumber(real, dtype)} + ${formatNumber(imaginary, dtype)}i`;
  const near = atol === 0 ? '' : `within ${formatRounded(atol)} of each other, e.g. `;
  if (axis === undefined) {
    return size === 1
      ? `Expected ${tensor} to vary, but it has only one element: ${printed}.`
      : `Expected ${tensor} to vary, but all of its ${countOf(size, 'element')} are ${near}${printed}.`;
  }
  return writeMessage(
    `Expected ${tensor} to vary along axis ${axis}, but it is constant in ${rows === 1 ? 'its only row' : `all of its ${countOf(rows, 'row')}`}.`,
    [['first row', `${near}${printed}`]],
    details.shape[axis] === 1 ? `axis ${axis} has size 1, so that nothing can vary along it.` : undefined,
  );
}

/**
 * Checks that all elements are equal; with an axis, that those of each row along it are. Behind `.not` it asks that something varies:
 * an output that depends on its input, weights that are not all alike.
 *
 * A tensor with NaN is refused both ways, unless `equalNaN` says how NaN counts: `not.toBeConstant()` would else be
 * satisfied by an output that is broken.
 * @param tensor any shape; float32, int32, bool or complex64
 * @param options the axis, a tolerance, how NaN counts, whether the tensor may be empty
 * @param where who asks, for the text of errors
 * @returns passes when every row is constant; `details.widest` is the one that varies most
 * @throws SubjectError for what is no live tensor of numbers, for one with NaN, and for one without elements unless `allowEmpty`
 * @throws ArgumentError for an axis that is not there, and unknown options
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { checkConstant } from 'tensorproof';
 *
 * const activations = tf.tensor2d([[0, 1], [0, 3]]);
 * const result = checkConstant(activations, { axis: 0 });
 * if (result.details.varyingRows !== 1) throw new Error(result.message());
 */
export function checkConstant(
  tensor: Tensor,
  options: ConstantOptions = {},
  where = 'checkConstant',
): CheckResult<ConstantDetails> {
  const given = requireOptions(options, ['axis', 'atol', 'equalNaN', 'allowEmpty'], where);
  const atol = requireTolerance(given.atol, 'atol', where, 0);
  const equalNaN = requireFlag(given.equalNaN, 'equalNaN', where, false);
  const allowEmpty = requireFlag(given.allowEmpty, 'allowEmpty', where, false);
  requireElements(
    tensor,
    { refused: { string: 'texts are compared by toBeOneOf and toBeAllEqual' }, allowEmpty },
    where,
  );
  const axis = given.axis === undefined ? undefined : requireAxis(given.axis, tensor.shape, where);
  const elements = readElements(tensor, where);
  if (given.equalNaN === undefined) refuseNaN(tensor, elements, where);
  const details = survey(tensor, elements, { axis, atol, equalNaN });
  const pass = details.varyingRows === 0;
  return { pass, details, message: () => (pass ? negated(details) : failing(details)) };
}
