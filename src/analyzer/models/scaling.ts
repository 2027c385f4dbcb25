import { ts } from '../compiler.js';
import type { SourceLayer } from './layer.ts';
import type { SourceModel } from './model.ts';
import { numberOf } from './options.ts';
import type { Pipeline, Step } from './pipeline.ts';
import type { Reading } from './reading.ts';

/** What brings 0…255 down to about 1: a division by at least this, or its inverse as a factor. */
const LEAST_DIVISOR = 64;

const CASTS: ReadonlySet<string> = new Set(['toInt', 'toFloat', 'cast', 'asType']);

/** The number that an operand is: a literal, a variable that holds one, or `tf.scalar` of one. */
export function scalarOf(reading: Reading, operand: ts.Expression | undefined): number | undefined {
  if (operand === undefined) return undefined;
  const node = reading.declarations.resolve(operand);
  if (ts.isCallExpression(node) && ['scalar', 'tensor'].includes(reading.names.call(node) ?? ''))
    return scalarOf(reading, node.arguments[0]);
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    // A cast leaves the number as it is.
    const { name, expression } = node.expression;
    return CASTS.has(name.text) ? scalarOf(reading, expression) : undefined;
  }
  if (!ts.isBinaryExpression(node)) return numberOf(node);
  const [left, right] = [scalarOf(reading, node.left), scalarOf(reading, node.right)];
  if (left === undefined || right === undefined) return undefined;
  if (node.operatorToken.kind === ts.SyntaxKind.SlashToken) return left / right;
  return node.operatorToken.kind === ts.SyntaxKind.AsteriskToken ? left * right : undefined;
}

/** Whether a step scales pixels down: `.div(255)`, `.div(127.5)`, `.mul(1 / 255)`. */
export function scalesPixels(reading: Reading, { op, operands }: Step): boolean {
  const factor = scalarOf(reading, operands[0]);
  if (factor === undefined) return false;
  if (op === 'div' || op === 'divNoNan') return factor >= LEAST_DIVISOR;
  return op === 'mul' && factor > 0 && factor <= 1 / LEAST_DIVISOR;
}

/** Ops that change the type, size or order of values, and not the values. */
const KEEPS_VALUES: ReadonlySet<string> = new Set([
  'toFloat',
  'cast',
  'asType',
  'expandDims',
  'reshape',
  'as3D',
  'as4D',
  'resizeBilinear',
  'resizeNearestNeighbor',
  'cropAndResize',
  'reverse',
  'flipLeftRight',
  'transpose',
  'slice',
  'pad',
  'squeeze',
  'clone',
  'stack',
  'keep',
]);

/** Whether nothing on the way changes the values of an image. */
export function keepsValues(pipeline: Pipeline): boolean {
  return pipeline.steps.every(({ op }) => KEEPS_VALUES.has(op));
}

/** The layer of a model that scales what it gets, or normalises it by what it has learnt, before any weights. */
export function scalingLayer(model: SourceModel): SourceLayer | 'unknown' | undefined {
  if (model.style === 'functional') return 'unknown';
  for (const { holds } of model.stack) {
    if (holds.kind !== 'layer') return 'unknown';
    const { layer } = holds;
    if (
      layer.kind === 'rescaling' ||
      layer.kind === 'batchNormalization' ||
      layer.kind === 'layerNormalization'
    )
      return layer;
    if (!['inputLayer', 'flatten', 'reshape', 'resizing', 'centerCrop', 'zeroPadding2d'].includes(layer.kind))
      return undefined;
  }
  return 'unknown';
}
