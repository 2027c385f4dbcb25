import { checkIouLaws, type IouLawsOptions } from '../src/checks/boxes/iou-laws.ts';
import { asMatcherResult, type Matcher } from './define-matcher.ts';

/**
 * Passes when a function of boxes is an intersection over union, by the laws that every one obeys.
 * @param received takes two tensors of shape `boxes 4`, row with row or each with each; or two boxes as lists of numbers
 * @param options the format of the boxes, and how many are tried
 * @throws SubjectError for what is no such function; ArgumentError for options that can't be used
 * @example
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const iou = ([a, b, c, d]: number[], [e, f, g, h]: number[]) => {
 *   const shared = Math.max(0, Math.min(c, g) - Math.max(a, e)) * Math.max(0, Math.min(d, h) - Math.max(b, f));
 *   const union = (c - a) * (d - b) + (g - e) * (h - f) - shared;
 *   return union === 0 ? 0 : shared / union;
 * };
 * expect(iou).toSatisfyIouLaws();
 */
export const toSatisfyIouLaws: Matcher<[options?: IouLawsOptions]> = (received, options) =>
  asMatcherResult(checkIouLaws(received, options, 'toSatisfyIouLaws'));
