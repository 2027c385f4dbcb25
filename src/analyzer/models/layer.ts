import { ts } from '../compiler.js';
import { returnsOf } from '../syntax.ts';
import { Options } from './options.ts';
import { DEEPEST } from './reading.ts';
import type { Reading } from './reading.ts';

/** A layer as a source makes it: `tf.layers.dense({ units: 3 })`. */
export interface SourceLayer {
  /** As in `tf.layers`: `dense`, `conv2d`. */
  readonly kind: string;
  readonly node: ts.CallExpression;
  readonly options: Options;
}

/** The layer that an expression makes or holds; a function of this file that returns one is followed. */
export function layerOf(reading: Reading, expression: ts.Expression, depth = 0): SourceLayer | undefined {
  const node = reading.declarations.resolve(expression);
  if (!ts.isCallExpression(node) || depth > DEEPEST) return undefined;
  const name = reading.names.call(node);
  if (name?.startsWith('layers.') === true)
    return {
      kind: name.slice('layers.'.length),
      node,
      options: new Options(node.arguments[0], reading.declarations),
    };
  const called = reading.declarations.functionOf(node);
  if (called === undefined) return undefined;
  const [value, ...others] = returnsOf(called);
  return value === undefined || others.length > 0 ? undefined : layerOf(reading, value, depth + 1);
}

/** The layer inside a wrapper (`timeDistributed`, `bidirectional`); the layer itself where it is none. */
export function withoutWrapper(reading: Reading, layer: SourceLayer): SourceLayer | undefined {
  if (layer.kind !== 'timeDistributed' && layer.kind !== 'bidirectional') return layer;
  const inner = layer.options.given.get('layer')?.value;
  return inner === undefined ? undefined : layerOf(reading, inner);
}
