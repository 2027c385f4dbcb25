import { ts } from '../compiler.js';
import { shapeOf } from '../models/input-shape.ts';
import { layerOf } from '../models/layer.ts';
import { takenRank } from '../models/rank.ts';
import { readingOf } from '../models/reading.ts';
import type { Reading } from '../models/reading.ts';
import { defineRule } from '../rule.ts';
import { unwrap } from '../unwrap.ts';

export const inputShape = defineRule({
  id: 'input-shape',
  category: 'model',
  level: 'error',
  needsTypes: false,
  description: 'An inputShape counts the batch, or has another rank than its layer takes.',
  messages: {
    batch:
      'inputShape is the shape of one sample: TensorFlow.js puts the batch in front itself, and this model will refuse every batch with "expected … to have {rank} dimension(s)". Leave {first} out, or write batchInputShape.',
    samples:
      'This inputShape starts with the number of samples, which is not part of one sample: the model will refuse every batch of the data it was made from. Leave {first} out.',
    rank: 'tf.layers.{kind} takes samples of rank {taken}, and this inputShape has rank {given}: building the model throws. Write the shape of one sample without the batch.',
  },
  check(context) {
    const reading = readingOf(context);
    return {
      CallExpression(call) {
        if (reading.names.call(call)?.startsWith('layers.') !== true) return;
        const layer = layerOf(reading, call);
        const option = layer?.options.given.get('inputShape');
        if (layer === undefined || option?.value === undefined) return;
        const at = option.value;
        const counted = sampleCount(reading, at);
        if (counted !== undefined) {
          context.report({ at, message: 'samples', data: { first: context.source.textOf(counted) } });
          return;
        }
        const shape = shapeOf(reading, at);
        const taken = takenRank(layer.kind);
        if (shape === undefined || taken === undefined) return;
        const [first] = shape.node.elements;
        if (shape.sizes.length === taken && first !== undefined)
          context.report({
            at,
            message: 'batch',
            data: { first: context.source.textOf(first), rank: taken + 1 },
          });
        else if (shape.sizes.length !== taken - 1)
          context.report({
            at,
            message: 'rank',
            data: { kind: layer.kind, taken: taken - 1, given: shape.sizes.length },
          });
      },
    };
  },
});

/** What counts samples at the start of a shape: `xs.shape[0]`, `samples.length`, `batchSize`, or all of `xs.shape`. */
function sampleCount(reading: Reading, expression: ts.Expression): ts.Node | undefined {
  const node = reading.declarations.resolve(expression);
  if (isShape(node)) return countsSamples(reading, node) ? node : undefined;
  if (!ts.isArrayLiteralExpression(node)) return undefined;
  const [first, ...others] = node.elements;
  if (first === undefined || others.length === 0) return undefined;
  const written = unwrap(first);
  if (ts.isIdentifier(written) && /^(?:batch_?size|num_?(?:samples|examples))$/i.test(written.text))
    return first;
  const value = reading.declarations.resolve(first);
  if (ts.isElementAccessExpression(value))
    return isShape(unwrap(value.expression)) &&
      ts.isNumericLiteral(value.argumentExpression) &&
      value.argumentExpression.text === '0' &&
      countsSamples(reading, unwrap(value.expression))
      ? first
      : undefined;
  return undefined;
}

function isShape(node: ts.Expression): node is ts.PropertyAccessExpression {
  return ts.isPropertyAccessExpression(node) && node.name.text === 'shape';
}

/** Whether a shape is that of a whole set of samples: of what is given to `fit`, or is called so. */
function countsSamples(reading: Reading, shape: ts.Expression): boolean {
  if (!isShape(shape)) return false;
  const owner = unwrap(shape.expression);
  if (!ts.isIdentifier(owner)) return false;
  if (/^(?:xs|x_?train|train_?xs?|inputs?|features|x_?data)$/i.test(owner.text)) return true;
  return reading.declarations.usesOf(owner).some((use) => {
    const call = use.parent;
    return ts.isCallExpression(call) && call.arguments[0] === use && reading.names.method(call) === 'fit';
  });
}
