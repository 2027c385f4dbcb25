import { ts } from '../compiler.js';
import { inferenceOf } from '../models/inference.ts';
import { inputShapeOf } from '../models/input-shape.ts';
import { numberOf } from '../models/options.ts';
import { IMAGE_SOURCES, pipelineOf } from '../models/pipeline.ts';
import { readingOf } from '../models/reading.ts';
import type { Reading } from '../models/reading.ts';
import { defineRule } from '../rule.ts';
import { isTestFile } from '../test-files.ts';

/** Decoders that give as many channels as the file has, unless told. */
const AS_THE_FILE: ReadonlySet<string> = new Set([
  'node.decodeImage',
  'node.decodePng',
  'node.decodeJpeg',
  'node.decodeBmp',
]);

export const imageChannels = defineRule({
  id: 'image-channels',
  category: 'data',
  level: 'warning',
  needsTypes: false,
  description: 'An image is decoded without saying how many channels it shall have.',
  messages: {
    unsaid:
      'tf.{decoder} gives as many channels as the file has: 4 for a PNG with alpha, 1 for a grey one. What comes after throws or, worse, broadcasts on such a file. Say how many: tf.{decoder}(bytes, 3).',
    differs:
      'This image has {given} channels, and the model takes {taken}: {method}() throws. Write {taken} as the second argument of tf.{decoder}.',
  },
  check(context) {
    // A test decodes files that it knows.
    if (isTestFile(context.source.path)) return {};
    const reading = readingOf(context);
    return {
      CallExpression(call) {
        const decoder = reading.names.call(call);
        if (decoder !== undefined && AS_THE_FILE.has(decoder)) {
          const channels = channelsOf(reading, decoder, call);
          if (channels === 'as the file') context.report({ at: call, message: 'unsaid', data: { decoder } });
        }
        const run = inferenceOf(reading, call);
        if (run?.model === undefined) return;
        const taken = inputShapeOf(reading, run.model)?.sizes[2];
        if (typeof taken !== 'number') return;
        for (const input of run.inputs) {
          const { source, root, steps } = pipelineOf(reading, input);
          if (source === undefined || !IMAGE_SOURCES.has(source) || !ts.isCallExpression(root)) continue;
          const given = channelsOf(reading, source, root);
          if (
            typeof given !== 'number' ||
            given === taken ||
            !steps.every(({ op }) => KEEPS_CHANNELS.has(op))
          )
            continue;
          context.report({
            at: root,
            message: 'differs',
            data: { given, taken, method: run.method, decoder: source },
          });
        }
      },
    };
  },
});

const KEEPS_CHANNELS: ReadonlySet<string> = new Set([
  'toFloat',
  'cast',
  'expandDims',
  'resizeBilinear',
  'resizeNearestNeighbor',
  'div',
  'sub',
  'mul',
  'add',
]);

/** How many channels a decoder gives: `fromPixels` gives 3 unless told. */
function channelsOf(
  reading: Reading,
  decoder: string,
  call: ts.CallExpression,
): number | 'as the file' | undefined {
  const [, argument] = call.arguments;
  if (argument === undefined) return AS_THE_FILE.has(decoder) ? 'as the file' : 3;
  const value = reading.declarations.resolve(argument);
  if (ts.isIdentifier(value) && value.text === 'undefined')
    return AS_THE_FILE.has(decoder) ? 'as the file' : 3;
  const channels = numberOf(value);
  return channels === 0 ? 'as the file' : channels;
}
