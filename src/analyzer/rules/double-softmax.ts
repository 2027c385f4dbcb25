import { ts } from '../compiler.js';
import { endingOf, endingOfLayer } from '../models/ending.ts';
import { lossLabel } from '../models/demands.ts';
import { layerOf } from '../models/layer.ts';
import { lossesOf } from '../models/loss.ts';
import { modelMadeBy, neighbouringLayers } from '../models/model.ts';
import { readingOf } from '../models/reading.ts';
import type { Reading } from '../models/reading.ts';
import { defineRule } from '../rule.ts';
import { unwrap } from '../unwrap.ts';

/** Losses that apply an activation themselves. */
const APPLIED_BY: Readonly<Record<string, string>> = {
  softmaxCrossEntropy: 'softmax',
  sigmoidCrossEntropy: 'sigmoid',
};

export const doubleSoftmax = defineRule({
  id: 'double-softmax',
  category: 'model',
  level: 'error',
  needsTypes: false,
  description: 'A softmax or sigmoid is applied a second time, by the loss or by another layer.',
  messages: {
    loss: '{loss} applies a {own} itself, and here it gets what a {activation} has already squeezed into 0…1: the loss can not fall below a floor (0.55 with 3 classes), gradients shrink, and accuracy hides it. Leave the last activation out for training and apply it to predictions, or keep it and train with {instead}.',
    again:
      'This {activation} is applied to what is already a {activation} output: all classes come out nearly alike, and the model learns slowly if at all. Keep one of them.',
  },
  check(context) {
    const reading = readingOf(context);
    return {
      CallExpression(call) {
        for (const { name, ending, at } of lossesOf(reading, call)) {
          const own = APPLIED_BY[name];
          const { activation } = ending;
          if (own === undefined || !(activation === 'softmax' || activation === 'sigmoid')) continue;
          const instead = own === 'softmax' ? "'categoricalCrossentropy'" : "'binaryCrossentropy'";
          context.report({ at, message: 'loss', data: { loss: lossLabel(name), own, activation, instead } });
        }
        const activation = repeated(reading, call);
        if (activation !== undefined) context.report({ at: call, message: 'again', data: { activation } });
        for (const node of repeatedInStack(reading, call))
          context.report({ at: node, message: 'again', data: { activation: 'softmax' } });
      },
    };
  },
});

/** `tf.softmax(x)` or `layer.apply(x)`, where `x` ends in the same activation. */
function repeated(reading: Reading, call: ts.CallExpression): string | undefined {
  const operand = operandOf(reading, call);
  if (operand === undefined) return undefined;
  const outer = endingOf(reading, call)?.activation;
  if (outer !== 'softmax' && outer !== 'sigmoid') return undefined;
  return endingOf(reading, operand)?.activation === outer ? outer : undefined;
}

/** What an activation is applied to: the operand of an op, or of a layer that is nothing but an activation. */
function operandOf(reading: Reading, call: ts.CallExpression): ts.Expression | undefined {
  const api = reading.names.call(call);
  if (api !== undefined) return api === 'softmax' || api === 'sigmoid' ? call.arguments[0] : undefined;
  const callee = unwrap(call.expression);
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const method = callee.name.text;
  if (method === 'softmax' || method === 'sigmoid') return callee.expression;
  if (method !== 'apply') return undefined;
  const kind = layerOf(reading, callee.expression)?.kind;
  return kind === 'activation' || kind === 'softmax' ? call.arguments[0] : undefined;
}

/** Softmax layers of a sequential model that follow a layer with a softmax of its own. */
function repeatedInStack(reading: Reading, call: ts.CallExpression): readonly ts.Node[] {
  return neighbouringLayers(modelMadeBy(reading, call)).flatMap(({ before, layer, node }) => {
    if (layer.kind !== 'softmax' && layer.kind !== 'activation') return [];
    const isSoftmax = endingOfLayer(reading, layer)?.activation === 'softmax';
    return isSoftmax && endingOfLayer(reading, before)?.activation === 'softmax' ? [node] : [];
  });
}
