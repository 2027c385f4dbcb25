import type { Rule } from '../rule.ts';
import { anyHoldsTensor } from './any-holds-tensor.ts';
import { argmaxWithoutAxis } from './argmax-without-axis.ts';
import { assertionCannotFail } from './assertion-cannot-fail.ts';
import { asyncForEach } from './async-for-each.ts';
import { asyncInTidy } from './async-in-tidy.ts';
import { axisNamesDisagree } from './axis-names-disagree.ts';
import { bareTensor } from './bare-tensor.ts';
import { constantSeed } from './constant-seed.ts';
import { createdInLoop } from './created-in-loop.ts';
import { detachedInLoss } from './detached-in-loss.ts';
import { disposeInLoss } from './dispose-in-loss.ts';
import { docstringShapeDisagrees } from './docstring-shape-disagrees.ts';
import { doubleSoftmax } from './double-softmax.ts';
import { executeAsync } from './execute-async.ts';
import { exhaustedGenerator } from './exhausted-generator.ts';
import { expectWithoutMatcher } from './expect-without-matcher.ts';
import { floatingMatcher } from './floating-matcher.ts';
import { floatingPromise } from './floating-promise.ts';
import { graphInputDtype } from './graph-input-dtype.ts';
import { imageChannels } from './image-channels.ts';
import { inputShape } from './input-shape.ts';
import { integerDivision } from './integer-division.ts';
import { lastActivationLoss } from './last-activation-loss.ts';
import { layerClassName } from './layer-class-name.ts';
import { layerGetConfig } from './layer-get-config.ts';
import { layerNotRegistered } from './layer-not-registered.ts';
import { layerOutputShape } from './layer-output-shape.ts';
import { missingFlatten } from './missing-flatten.ts';
import { missingInputShape } from './missing-input-shape.ts';
import { missingParameterType } from './missing-parameter-type.ts';
import { missingReturnType } from './missing-return-type.ts';
import { misspeltOption } from './misspelt-option.ts';
import { normalisedTwice } from './normalised-twice.ts';
import { notNormalised } from './not-normalised.ts';
import { oneUnitSoftmax } from './one-unit-softmax.ts';
import { opWithoutGradient } from './op-without-gradient.ts';
import { outputCount } from './output-count.ts';
import { outputRange } from './output-range.ts';
import { overrideLosesTypes } from './override-loses-types.ts';
import { predictInLoss } from './predict-in-loss.ts';
import { rankLostByCast } from './rank-lost-by-cast.ts';
import { reassignedWithoutDispose } from './reassigned-without-dispose.ts';
import { shapeOnlyInDocstring } from './shape-only-in-docstring.ts';
import { squeezeWithoutAxis } from './squeeze-without-axis.ts';
import { syncReadInLoop } from './sync-read-in-loop.ts';
import { tensorEscapesTidy } from './tensor-escapes-tidy.ts';
import { trainableAfterCompile } from './trainable-after-compile.ts';
import { unbatchedInput } from './unbatched-input.ts';
import { undisposedGradients } from './undisposed-gradients.ts';
import { undisposedTensor } from './undisposed-tensor.ts';
import { usedAfterDispose } from './used-after-dispose.ts';
import { zeroGradientOp } from './zero-gradient-op.ts';

/** Every rule of the library; a new one is a file beside this one and a line here. */
export const rules: readonly Rule[] = [
  anyHoldsTensor,
  argmaxWithoutAxis,
  assertionCannotFail,
  asyncForEach,
  asyncInTidy,
  axisNamesDisagree,
  bareTensor,
  constantSeed,
  createdInLoop,
  detachedInLoss,
  disposeInLoss,
  docstringShapeDisagrees,
  doubleSoftmax,
  executeAsync,
  exhaustedGenerator,
  expectWithoutMatcher,
  floatingMatcher,
  floatingPromise,
  graphInputDtype,
  imageChannels,
  inputShape,
  integerDivision,
  lastActivationLoss,
  layerClassName,
  layerGetConfig,
  layerNotRegistered,
  layerOutputShape,
  missingFlatten,
  missingInputShape,
  missingParameterType,
  missingReturnType,
  misspeltOption,
  normalisedTwice,
  notNormalised,
  oneUnitSoftmax,
  opWithoutGradient,
  outputCount,
  outputRange,
  overrideLosesTypes,
  predictInLoss,
  rankLostByCast,
  reassignedWithoutDispose,
  shapeOnlyInDocstring,
  squeezeWithoutAxis,
  syncReadInLoop,
  tensorEscapesTidy,
  trainableAfterCompile,
  unbatchedInput,
  undisposedGradients,
  undisposedTensor,
  usedAfterDispose,
  zeroGradientOp,
];
