import type { Rule } from '../rule.ts';
import { argmaxWithoutAxis } from './argmax-without-axis.ts';
import { asyncInTidy } from './async-in-tidy.ts';
import { doubleSoftmax } from './double-softmax.ts';
import { imageChannels } from './image-channels.ts';
import { inputShape } from './input-shape.ts';
import { integerDivision } from './integer-division.ts';
import { lastActivationLoss } from './last-activation-loss.ts';
import { missingFlatten } from './missing-flatten.ts';
import { missingInputShape } from './missing-input-shape.ts';
import { normalisedTwice } from './normalised-twice.ts';
import { notNormalised } from './not-normalised.ts';
import { oneUnitSoftmax } from './one-unit-softmax.ts';
import { outputRange } from './output-range.ts';
import { squeezeWithoutAxis } from './squeeze-without-axis.ts';
import { trainableAfterCompile } from './trainable-after-compile.ts';
import { unbatchedInput } from './unbatched-input.ts';

/** Every rule of the library; a new one is a file beside this one and a line here. */
export const rules: readonly Rule[] = [
  argmaxWithoutAxis,
  asyncInTidy,
  doubleSoftmax,
  imageChannels,
  inputShape,
  integerDivision,
  lastActivationLoss,
  missingFlatten,
  missingInputShape,
  normalisedTwice,
  notNormalised,
  oneUnitSoftmax,
  outputRange,
  squeezeWithoutAxis,
  trainableAfterCompile,
  unbatchedInput,
];
