import type { BoxFormat } from '../src/checks/boxes/box-format.ts';
import { checkValidBoxes, type ValidBoxesOptions } from '../src/checks/boxes/valid-boxes.ts';
import { asMatcherResult, type Matcher } from './define-matcher.ts';

/**
 * Passes when boxes are boxes: finite, with a width and a height, and inside of their image.
 * @param received float32 or int32 of shape `... 4`
 * @param format how the four numbers are to be read
 * @param options the size of the image, and whether boxes without area are valid
 * @throws SubjectError for what is no tensor of shape `... 4`; ArgumentError for a format or options that can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * expect(tf.tensor2d([[10, 20, 30, 40]])).toBeValidBoxes('xyxy', { imageSize: [64, 64] });
 */
export const toBeValidBoxes: Matcher<[format: BoxFormat, options?: ValidBoxesOptions]> = (
  received,
  format,
  options,
) => asMatcherResult(checkValidBoxes(received, format, options, 'toBeValidBoxes'));
