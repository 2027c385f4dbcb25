import { ts } from '../compiler.js';
import { returnsOf } from '../syntax.ts';
import { unwrap } from '../unwrap.ts';
import { layerOf, withoutWrapper } from './layer.ts';
import type { SourceLayer } from './layer.ts';
import { modelOf } from './model.ts';
import type { SourceModel } from './model.ts';
import { DEEPEST } from './reading.ts';
import type { Reading } from './reading.ts';

/** How the computation of a tensor ends. */
export interface Ending {
  /** The last activation, as TensorFlow.js names it: `linear` where there is none. */
  readonly activation: string;
  /** Where it is written: the activation's option or op, or the layer that has none. */
  readonly at: ts.Node;
  /** How many values each sample has, where it is known. */
  readonly units: number | undefined;
  readonly layer: SourceLayer | undefined;
}

/** Layers that compute with weights, by the activation they have where none is given. */
const DEFAULT_ACTIVATION: Readonly<Record<string, string>> = {
  dense: 'linear',
  conv1d: 'linear',
  conv2d: 'linear',
  conv3d: 'linear',
  conv2dTranspose: 'linear',
  conv3dTranspose: 'linear',
  separableConv2d: 'linear',
  depthwiseConv2d: 'linear',
  lstm: 'tanh',
  gru: 'tanh',
  simpleRNN: 'tanh',
  convLstm2d: 'tanh',
  batchNormalization: 'linear',
};

/** Layers that are an activation, by its name. */
const ACTIVATION_LAYERS: Readonly<Record<string, string>> = {
  softmax: 'softmax',
  reLU: 'relu',
  leakyReLU: 'leakyRelu',
  elu: 'elu',
  prelu: 'prelu',
  thresholdedReLU: 'relu',
};

/** Layers that change no value. */
const PASSING_LAYERS: ReadonlySet<string> = new Set([
  'flatten',
  'reshape',
  'permute',
  'dropout',
  'spatialDropout1d',
  'repeatVector',
  'gaussianNoise',
]);

/** Ops, as functions or as methods, that are an activation. */
const ACTIVATION_OPS: ReadonlySet<string> = new Set([
  'softmax',
  'logSoftmax',
  'sigmoid',
  'logSigmoid',
  'relu',
  'relu6',
  'leakyRelu',
  'elu',
  'selu',
  'tanh',
  'softplus',
]);

/** Ops that change no value of their first operand. */
const PASSING_OPS: ReadonlySet<string> = new Set([
  'reshape',
  'squeeze',
  'flatten',
  'expandDims',
  'as1D',
  'as2D',
  'as3D',
  'as4D',
  'cast',
  'toFloat',
  'asType',
  'clone',
  'transpose',
  'slice',
  'keep',
]);

/** Ops after which a tensor is a plain sum of weights: it ends in no activation. */
const LINEAR_OPS: ReadonlySet<string> = new Set(['matMul', 'conv2d', 'conv1d', 'depthwiseConv2d', 'dot']);

const APPLICATIONS: ReadonlySet<string> = new Set(['apply', 'predict', 'predictOnBatch']);

/** How each output of a model ends; undefined where that can't be known. */
export function endingsOf(reading: Reading, model: SourceModel, depth = 0): readonly (Ending | undefined)[] {
  if (model.style === 'functional')
    return (model.outputs ?? [undefined]).map((output) =>
      output === undefined ? undefined : endingOf(reading, output, depth + 1),
    );
  for (const { holds, isConditional } of [...model.stack].reverse()) {
    if (isConditional) return [undefined];
    if (holds.kind === 'model') return endingsOf(reading, holds.model, depth + 1);
    if (holds.kind === 'unknown') return [undefined];
    if (!PASSING_LAYERS.has(holds.layer.kind)) return [endingOfStack(reading, model, holds.layer)];
  }
  return [undefined];
}

/** An activation layer has the units of the layer before it. */
function endingOfStack(
  reading: Reading,
  model: SourceModel & { readonly style: 'sequential' },
  last: SourceLayer,
): Ending | undefined {
  const ending = endingOfLayer(reading, last);
  if (ending === undefined || ending.units !== undefined) return ending;
  const index = model.stack.findIndex(({ holds }) => holds.kind === 'layer' && holds.layer === last);
  const before = model.stack[index - 1]?.holds;
  const units = before?.kind === 'layer' ? before.layer.options.number('units') : undefined;
  return { ...ending, units };
}

/** How a layer's output ends. */
export function endingOfLayer(reading: Reading, wrapped: SourceLayer): Ending | undefined {
  const layer = withoutWrapper(reading, wrapped);
  if (layer === undefined) return undefined;
  const { kind, options, node } = layer;
  const own = ACTIVATION_LAYERS[kind];
  if (own !== undefined) return { activation: own, at: node, units: undefined, layer };
  const given = options.given.get('activation');
  if (kind === 'activation') {
    const activation = options.string('activation');
    return activation === undefined
      ? undefined
      : { activation, at: given?.value ?? node, units: undefined, layer };
  }
  const byDefault = DEFAULT_ACTIVATION[kind];
  if (byDefault === undefined) return undefined;
  const units = options.number('units') ?? options.number('filters');
  if (options.lacks('activation')) return { activation: byDefault, at: node, units, layer };
  const value = options.value('activation');
  if (value !== undefined && (value.kind === ts.SyntaxKind.NullKeyword || isUndefined(value)))
    return { activation: byDefault, at: node, units, layer };
  const activation = options.string('activation');
  return activation === undefined || given?.value === undefined
    ? undefined
    : { activation, at: given.value, units, layer };
}

/** How a tensor's computation ends: through ops, layers, models, variables, and functions of this file. */
export function endingOf(reading: Reading, expression: ts.Expression, depth = 0): Ending | undefined {
  const node = reading.declarations.resolve(expression);
  if (depth > DEEPEST) return undefined;
  if (ts.isConditionalExpression(node)) {
    const one = endingOf(reading, node.whenTrue, depth + 1);
    const other = endingOf(reading, node.whenFalse, depth + 1);
    return one?.activation === other?.activation ? one : undefined;
  }
  if (!ts.isCallExpression(node)) return undefined;
  const api = reading.names.call(node);
  if (api !== undefined) return endingOfOp(reading, api, node, node.arguments[0], depth);
  const callee = unwrap(node.expression);
  if (ts.isPropertyAccessExpression(callee)) {
    const method = callee.name.text;
    if (APPLICATIONS.has(method)) {
      const layer = layerOf(reading, callee.expression);
      if (layer !== undefined) return endingOfApplied(reading, layer, node, depth);
      const model = modelOf(reading, callee.expression);
      if (model !== undefined) {
        const [ending, ...others] = endingsOf(reading, model, depth + 1);
        return others.length > 0 ? undefined : ending;
      }
    } else if (reading.declarations.functionOf(node) === undefined) {
      return endingOfOp(reading, method, node, callee.expression, depth);
    }
  }
  const called = reading.declarations.functionOf(node);
  const [value, ...others] = called === undefined ? [] : returnsOf(called);
  return value === undefined || others.length > 0 ? undefined : endingOf(reading, value, depth + 1);
}

function endingOfOp(
  reading: Reading,
  op: string,
  call: ts.CallExpression,
  operand: ts.Expression | undefined,
  depth: number,
): Ending | undefined {
  if (op === 'tidy') {
    const body = call.arguments.at(-1);
    const called = body === undefined ? undefined : unwrap(body);
    if (called === undefined || !(ts.isArrowFunction(called) || ts.isFunctionExpression(called)))
      return undefined;
    const [value, ...others] = returnsOf(called);
    return value === undefined || others.length > 0 ? undefined : endingOf(reading, value, depth + 1);
  }
  const name = op.replace(/^image\./, '');
  if (ACTIVATION_OPS.has(name)) return { activation: name, at: call, units: undefined, layer: undefined };
  if (LINEAR_OPS.has(name)) return { activation: 'linear', at: call, units: undefined, layer: undefined };
  if (operand === undefined) return undefined;
  if (PASSING_OPS.has(name)) return endingOf(reading, operand, depth + 1);
  // A bias leaves a product of weights as linear as it was.
  if (name === 'add' || name === 'sub') {
    const ending = endingOf(reading, operand, depth + 1);
    return ending?.activation === 'linear' ? ending : undefined;
  }
  return undefined;
}

/** A passing layer ends as its input does, and so does an activation layer's number of units. */
function endingOfApplied(
  reading: Reading,
  layer: SourceLayer,
  call: ts.CallExpression,
  depth: number,
): Ending | undefined {
  const [input] = call.arguments;
  if (PASSING_LAYERS.has(layer.kind))
    return input === undefined ? undefined : endingOf(reading, input, depth + 1);
  const ending = endingOfLayer(reading, layer);
  if (ending === undefined || ending.units !== undefined || input === undefined) return ending;
  return { ...ending, units: endingOf(reading, input, depth + 1)?.units };
}

function isUndefined(expression: ts.Expression): boolean {
  return ts.isIdentifier(expression) && expression.text === 'undefined';
}
