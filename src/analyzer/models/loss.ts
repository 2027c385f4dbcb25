import { ts } from '../compiler.js';
import { asFunction, returnsOf } from '../syntax.ts';
import { unwrap } from '../unwrap.ts';
import { endingOf, endingsOf } from './ending.ts';
import type { Ending } from './ending.ts';
import { modelOf } from './model.ts';
import { Options } from './options.ts';
import { propertyOf } from '../syntax.ts';
import type { Reading } from './reading.ts';

/** A loss with the prediction that it is given. */
export interface SourceLoss {
  /** `categoricalCrossentropy` as `compile` names it, or `softmaxCrossEntropy` as `tf.losses` does. */
  readonly name: string;
  readonly at: ts.Node;
  readonly ending: Ending;
}

/** Losses that are ops of `tf.losses` and `tf.metrics`, and which of their arguments is the prediction. */
const LOSS_OPS: Readonly<Record<string, string>> = {
  'losses.softmaxCrossEntropy': 'softmaxCrossEntropy',
  'losses.sigmoidCrossEntropy': 'sigmoidCrossEntropy',
  'losses.logLoss': 'logLoss',
  'losses.meanSquaredError': 'meanSquaredError',
  'losses.absoluteDifference': 'meanAbsoluteError',
  'losses.huberLoss': 'huberLoss',
  'losses.hingeLoss': 'hinge',
  'metrics.categoricalCrossentropy': 'categoricalCrossentropy',
  'metrics.binaryCrossentropy': 'binaryCrossentropy',
  'metrics.meanSquaredError': 'meanSquaredError',
  'metrics.meanAbsoluteError': 'meanAbsoluteError',
};

const SHORT_NAMES: Readonly<Record<string, string>> = {
  mse: 'meanSquaredError',
  MSE: 'meanSquaredError',
  mae: 'meanAbsoluteError',
  MAE: 'meanAbsoluteError',
};

/**
 * The losses that a call computes or sets up: an op of `tf.losses` on a prediction, or `model.compile({ loss })`.
 * @returns one for each output whose loss and last activation are known
 */
export function lossesOf(reading: Reading, call: ts.CallExpression): readonly SourceLoss[] {
  const api = reading.names.call(call);
  if (api !== undefined) {
    const name = LOSS_OPS[api];
    const [, prediction] = call.arguments;
    if (name === undefined || prediction === undefined) return [];
    const ending = endingOf(reading, prediction);
    return ending === undefined ? [] : [{ name, at: call, ending }];
  }
  return reading.names.method(call) === 'compile' ? lossesOfCompile(reading, call) : [];
}

function lossesOfCompile(reading: Reading, call: ts.CallExpression): readonly SourceLoss[] {
  const loss = new Options(call.arguments[0], reading.declarations).given.get('loss')?.value;
  const callee = unwrap(call.expression);
  if (loss === undefined || !ts.isPropertyAccessExpression(callee)) return [];
  const model = modelOf(reading, callee.expression);
  if (model === undefined) return [];
  const endings = endingsOf(reading, model);
  const value = reading.declarations.resolve(loss);
  const losses: SourceLoss[] = [];
  for (const [index, ending] of endings.entries()) {
    const own = ts.isArrayLiteralExpression(value)
      ? value.elements[index]
      : lossOfOutput(value, endings.length);
    const name = own === undefined ? undefined : lossName(reading, own);
    if (own !== undefined && name !== undefined && ending !== undefined)
      losses.push({ name, at: own, ending });
  }
  return losses;
}

/** One loss serves every output; a dictionary names them, which only one output makes certain. */
function lossOfOutput(value: ts.Expression, outputs: number): ts.Expression | undefined {
  if (!ts.isObjectLiteralExpression(value)) return value;
  const [only] = value.properties;
  if (outputs !== 1 || value.properties.length !== 1 || only?.name === undefined) return undefined;
  return ts.isIdentifier(only.name) || ts.isStringLiteral(only.name)
    ? propertyOf(value, only.name.text)
    : undefined;
}

/** The name of a loss: a string, an op of TensorFlow.js, or a function of one expression around such an op. */
function lossName(reading: Reading, expression: ts.Expression): string | undefined {
  const value = reading.declarations.resolve(expression);
  if (ts.isStringLiteralLike(value)) return SHORT_NAMES[value.text] ?? value.text;
  const op = LOSS_OPS[reading.names.api(value) ?? ''];
  if (op !== undefined) return op;
  const written = asFunction(value) ?? functionNamed(reading, value);
  const [result, ...others] = written === undefined ? [] : returnsOf(written);
  if (written === undefined || result === undefined || others.length > 0) return undefined;
  return nameOfLossCall(reading, written, result);
}

/** `(labels, predictions) => tf.losses.softmaxCrossEntropy(labels, predictions).mean()`. */
function nameOfLossCall(
  reading: Reading,
  written: ts.FunctionLikeDeclaration,
  result: ts.Expression,
): string | undefined {
  const node = unwrap(result);
  if (!ts.isCallExpression(node)) return undefined;
  const name = LOSS_OPS[reading.names.call(node) ?? ''];
  if (name !== undefined) {
    const [, prediction] = node.arguments;
    const parameter = written.parameters[1]?.name;
    const isHandedOn =
      prediction !== undefined &&
      parameter !== undefined &&
      ts.isIdentifier(parameter) &&
      ts.isIdentifier(unwrap(prediction)) &&
      (unwrap(prediction) as ts.Identifier).text === parameter.text; // just seen to be one
    return isHandedOn ? name : undefined;
  }
  const callee = unwrap(node.expression);
  return ts.isPropertyAccessExpression(callee)
    ? nameOfLossCall(reading, written, callee.expression)
    : undefined;
}

function functionNamed(reading: Reading, expression: ts.Expression): ts.FunctionDeclaration | undefined {
  if (!ts.isIdentifier(expression)) return undefined;
  const declaration = reading.declarations.of(expression);
  return declaration !== undefined && ts.isFunctionDeclaration(declaration) ? declaration : undefined;
}
