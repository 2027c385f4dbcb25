import { ts } from '../compiler.js';
import { inferenceOf, trainingOf } from '../models/inference.ts';
import { IMAGE_SOURCES, pipelineOf } from '../models/pipeline.ts';
import type { Pipeline } from '../models/pipeline.ts';
import { readingOf } from '../models/reading.ts';
import type { Reading } from '../models/reading.ts';
import { keepsValues, scalingLayer } from '../models/scaling.ts';
import { defineRule } from '../rule.ts';

export const notNormalised = defineRule({
  id: 'not-normalised',
  category: 'data',
  level: 'warning',
  needsTypes: false,
  description: 'Pixels from 0 to 255 reach a model that does not scale them.',
  messages: {
    pixels:
      'These are pixels from 0 to 255, and nothing between {source} and {method}() scales them; nor does the model. Freshly initialised layers saturate on such input and the loss stays where it is (10.7 with 3 classes instead of 1.1). Write .toFloat().div(255), or start the model with tf.layers.rescaling.',
  },
  check(context) {
    const reading = readingOf(context);
    return {
      CallExpression(call) {
        const run = inferenceOf(reading, call) ?? trainingOf(reading, call);
        // A model that was loaded may have been trained on anything.
        if (run?.model === undefined || scalingLayer(run.model) !== undefined) return;
        const [input] = run.inputs;
        if (input === undefined) return;
        const pipeline = pipelineOf(reading, input);
        const source = pixelSource(reading, pipeline);
        if (source !== undefined && keepsValues(pipeline))
          context.report({ at: input, message: 'pixels', data: { source, method: run.method } });
      },
    };
  },
});

/** What a pipeline of pixels starts with: a decoder, or bytes. */
function pixelSource(reading: Reading, { source, root, isSometimes }: Pipeline): string | undefined {
  if (source === undefined || isSometimes || !ts.isCallExpression(root)) return undefined;
  if (IMAGE_SOURCES.has(source)) return `tf.${source}`;
  const [values] = root.arguments;
  const bytes = values === undefined ? undefined : reading.declarations.resolve(values);
  if (bytes === undefined || !ts.isNewExpression(bytes) || !ts.isIdentifier(bytes.expression))
    return undefined;
  const { text } = bytes.expression;
  return text === 'Uint8Array' || text === 'Uint8ClampedArray' ? text : undefined;
}
