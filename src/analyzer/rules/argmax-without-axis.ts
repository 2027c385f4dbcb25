import { ts } from '../compiler.js';
import { pipelineOf } from '../models/pipeline.ts';
import { inferenceOf } from '../models/inference.ts';
import { readingOf } from '../models/reading.ts';
import type { Reading } from '../models/reading.ts';
import { rankOf } from '../models/tensor-rank.ts';
import { defineRule } from '../rule.ts';
import { isTestFile } from '../test-files.ts';
import { unwrap } from '../unwrap.ts';

export const argmaxWithoutAxis = defineRule({
  id: 'argmax-without-axis',
  category: 'data',
  level: 'error',
  needsTypes: false,
  description: 'The argMax or argMin of a batch is taken without an axis, which looks along the batch.',
  messages: {
    axis: '{op} without an axis looks along axis 0, the batch: it gives, for each class, the sample with the highest score, not the class of each sample. Write {op}(-1).',
  },
  check(context) {
    // A test may well want to see what comes of it.
    if (isTestFile(context.source.path)) return {};
    const reading = readingOf(context);
    return {
      CallExpression(call) {
        const api = reading.names.call(call);
        const op = api ?? reading.names.method(call);
        if (op !== 'argMax' && op !== 'argMin') return;
        const callee = unwrap(call.expression);
        const [first, second] = call.arguments;
        const operand =
          api !== undefined ? first : ts.isPropertyAccessExpression(callee) ? callee.expression : undefined;
        const axis = api === undefined ? first : second;
        if (operand === undefined || axis !== undefined) return;
        if ((rankOf(reading, operand) ?? 0) >= 2 || isPrediction(reading, operand))
          context.report({ at: call, message: 'axis', data: { op } });
      },
    };
  },
});

/** What a model gives has the batch for its first axis, until something reshapes it. */
function isPrediction(reading: Reading, operand: ts.Expression): boolean {
  const { root, steps } = pipelineOf(reading, operand);
  const last = steps.findLastIndex(({ node }) => inferenceOf(reading, node) !== undefined);
  const after = last === -1 ? steps : steps.slice(last + 1);
  const starts = last !== -1 || (ts.isCallExpression(root) && isModelCall(reading, root));
  return starts && after.every(({ op }) => KEEPS_BATCH.has(op));
}

function isModelCall(reading: Reading, call: ts.CallExpression): boolean {
  if (inferenceOf(reading, call) !== undefined) return true;
  return reading.names.method(call) === 'apply' && reading.names.values.isTensor(call);
}

const KEEPS_BATCH: ReadonlySet<string> = new Set([
  'softmax',
  'logSoftmax',
  'sigmoid',
  'exp',
  'log',
  'toFloat',
  'mul',
  'div',
  'add',
  'sub',
]);
