import { ts } from '../compiler.js';
import { endingOf, endingOfLayer } from '../models/ending.ts';
import { layerOf, withoutWrapper } from '../models/layer.ts';
import { modelMadeBy, neighbouringLayers } from '../models/model.ts';
import { readingOf } from '../models/reading.ts';
import type { Reading } from '../models/reading.ts';
import { defineRule } from '../rule.ts';
import { unwrap } from '../unwrap.ts';

export const oneUnitSoftmax = defineRule({
  id: 'one-unit-softmax',
  category: 'model',
  level: 'error',
  needsTypes: false,
  description: 'A softmax over one unit, which is always 1.',
  messages: {
    constant:
      "A softmax over a single unit is exactly 1 for every input, and its gradient is 0: nothing is learnt. For a yes or no write activation: 'sigmoid' with 'binaryCrossentropy', or two units with a softmax.",
  },
  check(context) {
    const reading = readingOf(context);
    return {
      CallExpression(call) {
        const at = ownSoftmax(reading, call) ?? softmaxOfOneUnit(reading, call);
        if (at !== undefined) context.report({ at, message: 'constant' });
        for (const node of softmaxAfterOneUnit(reading, call))
          context.report({ at: node, message: 'constant' });
      },
    };
  },
});

/** `tf.layers.dense({ units: 1, activation: 'softmax' })`. */
function ownSoftmax(reading: Reading, call: ts.CallExpression): ts.Node | undefined {
  if (reading.names.call(call)?.startsWith('layers.') !== true) return undefined;
  const layer = layerOf(reading, call);
  if (layer === undefined || withoutWrapper(reading, layer) !== layer) return undefined;
  const ending = endingOfLayer(reading, layer);
  return ending?.activation === 'softmax' && ending.units === 1 ? ending.at : undefined;
}

/** `tf.softmax(x)`, or an activation layer applied to `x`, where `x` has one unit; an axis may be another. */
function softmaxOfOneUnit(reading: Reading, call: ts.CallExpression): ts.Node | undefined {
  const callee = unwrap(call.expression);
  const api = reading.names.call(call);
  if (api === 'softmax') {
    const [operand, axis] = call.arguments;
    return operand !== undefined && axis === undefined && hasOneUnit(reading, operand) ? call : undefined;
  }
  if (api !== undefined || !ts.isPropertyAccessExpression(callee)) return undefined;
  if (callee.name.text === 'softmax' && call.arguments.length === 0)
    return hasOneUnit(reading, callee.expression) ? call : undefined;
  const [input] = call.arguments;
  if (callee.name.text !== 'apply' || input === undefined) return undefined;
  const layer = layerOf(reading, callee.expression);
  if (layer === undefined || !isPlainSoftmax(reading, layer)) return undefined;
  return hasOneUnit(reading, input) ? call : undefined;
}

function softmaxAfterOneUnit(reading: Reading, call: ts.CallExpression): readonly ts.Node[] {
  return neighbouringLayers(modelMadeBy(reading, call)).flatMap(({ before, layer, node }) => {
    if (!isPlainSoftmax(reading, layer)) return [];
    return endingOfLayer(reading, before)?.units === 1 ? [node] : [];
  });
}

function isPlainSoftmax(reading: Reading, layer: NonNullable<ReturnType<typeof layerOf>>): boolean {
  if (layer.kind !== 'activation' && layer.kind !== 'softmax') return false;
  return layer.options.lacks('axis') && endingOfLayer(reading, layer)?.activation === 'softmax';
}

function hasOneUnit(reading: Reading, expression: ts.Expression): boolean {
  return endingOf(reading, expression)?.units === 1;
}
