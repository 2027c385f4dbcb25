import { ts } from '../compiler.js';
import { inferenceOf } from '../models/inference.ts';
import { pipelineOf } from '../models/pipeline.ts';
import { readingOf } from '../models/reading.ts';
import type { Reading } from '../models/reading.ts';
import { defineRule } from '../rule.ts';
import { unwrap } from '../unwrap.ts';

export const squeezeWithoutAxis = defineRule({
  id: 'squeeze-without-axis',
  category: 'data',
  level: 'off',
  needsTypes: false,
  description: 'A prediction of a batch is squeezed without an axis, which also drops a batch of one.',
  messages: {
    axis: 'squeeze() without an axis drops every axis of size 1: when the batch has one sample (the last of a data set, say) its axis goes too, and what follows gets another rank. Name the axis: squeeze([-1]).',
  },
  check(context) {
    const reading = readingOf(context);
    return {
      CallExpression(call) {
        const api = reading.names.call(call);
        if ((api ?? reading.names.method(call)) !== 'squeeze') return;
        const callee = unwrap(call.expression);
        const [first, second] = call.arguments;
        const operand =
          api !== undefined ? first : ts.isPropertyAccessExpression(callee) ? callee.expression : undefined;
        const axis = api === undefined ? first : second;
        if (operand === undefined || axis !== undefined) return;
        if (holdsBatch(reading, operand)) context.report({ at: call, message: 'axis' });
      },
    };
  },
});

/** Whether a model gave this for a batch that isn't a single sample made a batch on the spot. */
function holdsBatch(reading: Reading, operand: ts.Expression): boolean {
  const { root, steps } = pipelineOf(reading, operand);
  const [run] = [...steps.map(({ node }) => node), root].flatMap((node) => {
    const found = ts.isCallExpression(node) ? inferenceOf(reading, node) : undefined;
    return found === undefined ? [] : [found];
  });
  const [input] = run?.inputs ?? [];
  if (run === undefined || input === undefined) return false;
  return !isSingle(reading, input);
}

function isSingle(reading: Reading, input: ts.Expression): boolean {
  const { steps, root } = pipelineOf(reading, input);
  const makesBatch = steps.some(
    ({ op, operands }) =>
      op === 'expandDims' ||
      op === 'as4D' ||
      (op === 'reshape' && /^\[\s*1\s*,/.test(operands[0]?.getText() ?? '')),
  );
  // `tf.tensor2d([[1, 2]])` and `tf.tensor2d(x, [1, 4])` are one sample too.
  return (
    makesBatch ||
    (ts.isCallExpression(root) &&
      /\[\[[^\]]*\]\]|\[\s*1\s*,/.test(root.arguments.map((a) => a.getText()).join()))
  );
}
