import { ts } from '../compiler.js';
import type { SourceLayer } from './layer.ts';
import { layerOf } from './layer.ts';
import type { SourceModel } from './model.ts';
import { numberOf, Options } from './options.ts';
import type { Reading } from './reading.ts';

/** A size of a shape: a number, `null` where any will do, undefined where it isn't written out. */
export type SourceSize = number | null | undefined;

/** A shape that is written as a list. */
export interface SourceShape {
  readonly sizes: readonly SourceSize[];
  readonly node: ts.ArrayLiteralExpression;
}

/** The shape that a list literal is, through variables. */
export function shapeOf(reading: Reading, expression: ts.Expression): SourceShape | undefined {
  const node = reading.declarations.resolve(expression);
  if (!ts.isArrayLiteralExpression(node) || node.elements.some((element) => ts.isSpreadElement(element)))
    return undefined;
  const sizes = node.elements.map((element): SourceSize => {
    const value = reading.declarations.resolve(element);
    return value.kind === ts.SyntaxKind.NullKeyword ? null : numberOf(value);
  });
  return { sizes, node };
}

/** The shape of one sample that a layer declares: its `inputShape`, or its `batchInputShape` without the batch. */
export function declaredShape(reading: Reading, layer: SourceLayer): SourceShape | undefined {
  const { options } = layer;
  const own = options.given.get(layer.kind === 'input' ? 'shape' : 'inputShape')?.value;
  if (own !== undefined) return shapeOf(reading, own);
  const batched = options.given.get(layer.kind === 'input' ? 'batchShape' : 'batchInputShape')?.value;
  const shape = batched === undefined ? undefined : shapeOf(reading, batched);
  return shape === undefined ? undefined : { ...shape, sizes: shape.sizes.slice(1) };
}

/** The shape of one sample that a model takes as its first input; undefined where that isn't known. */
export function inputShapeOf(reading: Reading, model: SourceModel): SourceShape | undefined {
  if (model.style === 'sequential') {
    const [first] = model.stack;
    if (first?.holds.kind === 'model') return inputShapeOf(reading, first.holds.model);
    return first?.holds.kind === 'layer' ? declaredShape(reading, first.holds.layer) : undefined;
  }
  const [input, ...others] = model.inputs ?? [];
  if (input === undefined || others.length > 0) return undefined;
  const node = reading.declarations.resolve(input);
  if (!ts.isCallExpression(node)) return undefined;
  if (reading.names.call(node) === 'input')
    return declaredShape(reading, {
      kind: 'input',
      node,
      options: new Options(node.arguments[0], reading.declarations),
    });
  const layer = layerOf(reading, node);
  return layer === undefined ? undefined : declaredShape(reading, layer);
}
