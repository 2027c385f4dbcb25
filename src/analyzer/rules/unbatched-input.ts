import { inferenceOf } from '../models/inference.ts';
import { inputShapeOf } from '../models/input-shape.ts';
import { IMAGE_SOURCES, pipelineOf } from '../models/pipeline.ts';
import { readingOf } from '../models/reading.ts';
import { rankOf } from '../models/tensor-rank.ts';
import { defineRule } from '../rule.ts';

export const unbatchedInput = defineRule({
  id: 'unbatched-input',
  category: 'data',
  level: 'error',
  needsTypes: false,
  description: 'A single sample is given to a model without a batch axis.',
  messages: {
    image:
      'A model takes batches of images, [batch, height, width, channels], and this is one image, [height, width, channels]: {method}() throws, or takes its height for the batch. Write .expandDims(0) before it.',
    sample:
      'This model takes batches of samples of rank {rank}, and this is one sample: {method}() throws "expected … to have {batched} dimension(s)", or takes its first axis for the batch. Write .expandDims(0) before it.',
  },
  check(context) {
    const reading = readingOf(context);
    return {
      CallExpression(call) {
        const run = inferenceOf(reading, call);
        if (run === undefined) return;
        const { method, model } = run;
        for (const input of run.inputs) {
          const given = rankOf(reading, input);
          if (given === undefined) continue;
          const { source } = pipelineOf(reading, input);
          const shape = model === undefined ? undefined : inputShapeOf(reading, model);
          const isImage = source !== undefined && IMAGE_SOURCES.has(source);
          if (isImage ? given === 3 && (shape === undefined || shape.sizes.length === 3) : false) {
            context.report({ at: input, message: 'image', data: { method } });
          } else if (shape?.sizes.length === given && !isColumn(given, shape.sizes)) {
            context.report({
              at: input,
              message: 'sample',
              data: { method, rank: given, batched: given + 1 },
            });
          }
        }
      },
    };
  },
});

/** TensorFlow.js itself makes a column of a list of numbers. */
function isColumn(rank: number, sizes: readonly unknown[]): boolean {
  return rank === 1 && (sizes[0] === 1 || sizes[0] === undefined);
}
