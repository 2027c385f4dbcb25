import { ts } from '../compiler.js';
import { inferenceOf, trainingOf } from '../models/inference.ts';
import { pipelineOf } from '../models/pipeline.ts';
import { readingOf } from '../models/reading.ts';
import type { Reading } from '../models/reading.ts';
import { scalesPixels, scalingLayer } from '../models/scaling.ts';
import { asFunction, returnsOf } from '../syntax.ts';
import { defineRule } from '../rule.ts';
import { unwrap } from '../unwrap.ts';

export const normalisedTwice = defineRule({
  id: 'normalised-twice',
  category: 'data',
  level: 'error',
  needsTypes: false,
  description: 'Pixels are scaled down twice before a model sees them.',
  messages: {
    again:
      'These pixels were scaled down before ({before}) and are scaled down again here: they end between 0 and 0.004, all inputs look alike, and the model gives nearly the same for each. Keep one of the two.',
    layer:
      'This model scales its input itself (tf.layers.rescaling), and this input is already scaled ({before}): pixels end between 0 and 0.004, and all inputs look alike. Keep one of the two.',
  },
  check(context) {
    const reading = readingOf(context);
    const textOf = (node: ts.Node): string => context.source.textOf(node).split('\n').at(-1)?.trim() ?? '';
    return {
      CallExpression(call) {
        const name = reading.names.call(call) ?? reading.names.method(call);
        if (name === 'div' || name === 'mul') {
          const { steps, root } = pipelineOf(reading, call);
          const last = steps.at(-1);
          if (last?.node !== call || !scalesPixels(reading, last)) return;
          const before =
            steps.slice(0, -1).find((step) => scalesPixels(reading, step))?.node ??
            scaledOnHost(reading, root);
          if (before !== undefined)
            context.report({ at: call, message: 'again', data: { before: textOf(before) } });
          return;
        }
        const run = inferenceOf(reading, call) ?? trainingOf(reading, call);
        if (run?.model === undefined) return;
        const layer = scalingLayer(run.model);
        if (layer === undefined || layer === 'unknown' || layer.kind !== 'rescaling') return;
        for (const input of run.inputs) {
          const before = pipelineOf(reading, input).steps.find((step) => scalesPixels(reading, step));
          if (before !== undefined)
            context.report({ at: input, message: 'layer', data: { before: textOf(before.node) } });
        }
      },
    };
  },
});

/** `tf.tensor(pixels.map((p) => p / 255))`: values that were scaled before they became a tensor. */
function scaledOnHost(reading: Reading, root: ts.Expression): ts.Node | undefined {
  if (!ts.isCallExpression(root)) return undefined;
  const [values] = root.arguments;
  if (values === undefined) return undefined;
  const made = reading.declarations.resolve(values);
  if (!ts.isCallExpression(made)) return undefined;
  for (const argument of made.arguments) {
    const called = asFunction(argument);
    const [value] = called === undefined ? [] : returnsOf(called);
    const scaled = value === undefined ? undefined : unwrap(value);
    if (scaled === undefined || !ts.isBinaryExpression(scaled)) continue;
    const divides = scaled.operatorToken.kind === ts.SyntaxKind.SlashToken;
    const divisor = unwrap(scaled.right);
    if (divides && ts.isNumericLiteral(divisor) && Number(divisor.text) >= 64) return scaled;
  }
  return undefined;
}
