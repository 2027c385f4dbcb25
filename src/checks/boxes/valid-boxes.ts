import { ArgumentError, SubjectError } from '../../errors.ts';
import { describeTensor } from '../../tensor/describe.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import { describeKind, requireTensor } from '../../tensor/subject.ts';
import type { CheckResult } from '../check-result.ts';
import { countOf, partOf, writeMessage, type EvidenceLine } from '../evidence.ts';
import { requireChoice, requireFlag, requireOptions } from '../options.ts';
import { BOX_FORMATS, cornersOf, type BoxFormat } from './box-format.ts';

/** Which boxes are valid. */
export interface ValidBoxesOptions {
  /**
   * Height and width of the image in pixels, in which boxes must lie.
   * @defaultValue none: any finite coordinates
   */
  readonly imageSize?: readonly [height: number, width: number] | undefined;
  /** Whether coordinates are shares of the image, from 0 to 1. @defaultValue false */
  readonly normalized?: boolean | undefined;
  /** Whether boxes without width or height are valid. @defaultValue false */
  readonly allowDegenerate?: boolean | undefined;
}

/** What is wrong with one box. */
export type BoxFault =
  'not finite' | 'negative width' | 'negative height' | 'no width' | 'no height' | 'outside of the image';

/** What is wrong with which boxes, as data. */
export interface ValidBoxesDetails {
  readonly format: BoxFormat;
  readonly boxes: number;
  /** In order; at most the first 100. */
  readonly faulty: readonly {
    readonly row: number;
    readonly box: readonly number[];
    readonly fault: BoxFault;
  }[];
  readonly faultyCount: number;
  /** Other formats in which all of them would be valid. */
  readonly validAs: readonly BoxFormat[];
}

const KEPT = 100;
const SHOWN = 5;
/** Coordinates are float32, and sums of them are off by as much. */
const ROUNDING = 1e-5;

/**
 * Checks that boxes are boxes: finite, with a width and a height, and inside of their image.
 * @param received float32 or int32 of shape `... 4`
 * @param format how the four numbers are to be read
 * @param where who checks, as an error names it
 * @returns fails for each box that is none; `details.validAs` says in which format all of them would be
 * @throws SubjectError for what is no tensor of shape `... 4`; ArgumentError for a format or options that can't be used
 * @example
 * checkValidBoxes(tf.tensor2d([[10, 20, 5, 8]]), 'xyxy').details.validAs; // ['xywh', 'cxcywh']
 */
export function checkValidBoxes(
  received: unknown,
  format: BoxFormat,
  options: ValidBoxesOptions = {},
  where = 'checkValidBoxes',
): CheckResult<ValidBoxesDetails> {
  const boxes = requireTensor(received, where);
  if (boxes.rank < 1 || boxes.shape.at(-1) !== 4) {
    throw new SubjectError(`${where}: received must have a last axis of 4, got ${describeTensor(boxes)}.`, {
      argument: 'received',
      expected: 'a tensor of shape ... 4',
      actual: describeTensor(boxes),
    });
  }
  requireChoice(format, [...BOX_FORMATS], 'format', where, undefined);
  if ((format as BoxFormat | undefined) === undefined) throw noFormat(where);
  const given = requireOptions(options, ['imageSize', 'normalized', 'allowDegenerate'], where);
  const normalized = requireFlag(given.normalized, 'normalized', where, false);
  const allowDegenerate = requireFlag(given.allowDegenerate, 'allowDegenerate', where, false);
  const size = requireSize(given.imageSize, normalized, where);
  const values = boxes.dataSync();
  const rows = Array.from({ length: values.length / 4 }, (_, row) =>
    Array.from(values.slice(row * 4, row * 4 + 4)),
  );
  const faultyIn = (as: BoxFormat): ValidBoxesDetails['faulty'] =>
    rows.flatMap((box, row) => {
      const fault = faultOf(box, as, size, allowDegenerate);
      return fault === undefined ? [] : [{ row, box, fault }];
    });
  const faulty = faultyIn(format);
  const details: ValidBoxesDetails = {
    format,
    boxes: rows.length,
    faulty: faulty.slice(0, KEPT),
    faultyCount: faulty.length,
    validAs:
      faulty.length === 0
        ? []
        : BOX_FORMATS.filter((other) => other !== format && faultyIn(other).length === 0),
  };
  return { pass: faulty.length === 0, details, message: () => validBoxesMessage(details) };
}

function noFormat(where: string): ArgumentError {
  return new ArgumentError(`${where}: format must be one of ${BOX_FORMATS.join(', ')}, got undefined.`, {
    argument: 'format',
    expected: BOX_FORMATS,
    actual: undefined,
  });
}

function requireSize(
  imageSize: unknown,
  normalized: boolean,
  where: string,
): readonly [number, number] | undefined {
  if (imageSize === undefined) return normalized ? [1, 1] : undefined;
  const isSize =
    Array.isArray(imageSize) &&
    imageSize.length === 2 &&
    imageSize.every((side) => typeof side === 'number' && side > 0);
  if (isSize && !normalized) return imageSize as unknown as readonly [number, number]; // looked at just now
  const expected = isSize ? 'left out for normalized boxes' : '[height, width] in pixels';
  throw new ArgumentError(`${where}: imageSize must be ${expected}, got ${describeKind(imageSize)}.`, {
    argument: 'imageSize',
    expected,
    actual: imageSize,
  });
}

function faultOf(
  box: readonly number[],
  format: BoxFormat,
  size: readonly [number, number] | undefined,
  allowDegenerate: boolean,
): BoxFault | undefined {
  if (!box.every(Number.isFinite)) return 'not finite';
  const { left, top, right, bottom } = cornersOf(box, format);
  if (right < left) return 'negative width';
  if (bottom < top) return 'negative height';
  if (!allowDegenerate && right === left) return 'no width';
  if (!allowDegenerate && bottom === top) return 'no height';
  if (size === undefined) return undefined;
  const [height, width] = size;
  const [slackX, slackY] = [width * ROUNDING, height * ROUNDING];
  const isInside = left >= -slackX && top >= -slackY && right <= width + slackX && bottom <= height + slackY;
  return isInside ? undefined : 'outside of the image';
}

function validBoxesMessage({ format, boxes, faulty, faultyCount, validAs }: ValidBoxesDetails): string {
  if (faultyCount === 0) {
    return `Expected ${countOf(boxes, 'box', 'boxes')} not to be valid as ${format}, but ${boxes === 1 ? 'it is' : 'all are'}.`;
  }
  const lines = faulty
    .slice(0, SHOWN)
    .map(({ row, box, fault }): EvidenceLine => [
      `box ${row}`,
      `[${box.map((each) => formatRounded(each)).join(', ')}]: ${fault}`,
    ]);
  return writeMessage(
    `${partOf(faultyCount, boxes, 'box', 'boxes')} ${faultyCount === 1 ? 'is' : 'are'} not valid as ${format}.`,
    [...lines, ...(faultyCount > SHOWN ? [['…', `and ${faultyCount - SHOWN} more`] as const] : [])],
    validAs.length === 0 ? undefined : `all of them are valid as ${validAs.join(' or ')}.`,
  );
}
