import { ts } from '../compiler.js';
import { dtypeOf } from '../models/dtype.ts';
import { IMAGE_SOURCES, pipelineOf } from '../models/pipeline.ts';
import { readingOf } from '../models/reading.ts';
import type { Reading } from '../models/reading.ts';
import { scalarOf } from '../models/scaling.ts';
import { defineRule } from '../rule.ts';
import { unwrap } from '../unwrap.ts';

export const integerDivision = defineRule({
  id: 'integer-division',
  category: 'numerics',
  level: 'error',
  needsTypes: false,
  description: 'An int32 tensor is divided by an int32 tensor, which rounds down.',
  messages: {
    floors:
      'Both tensors are int32, and TensorFlow.js then rounds the quotient down: pixels divided by 255 are all 0 but for the white ones. Divide by a number, .div(255), or write .toFloat() first.',
    divisor:
      'This divisor is an int32 tensor: if what it divides is int32 too (a decoded image, a count, an index), the quotient is rounded down, without a word. Divide by a number or make the divisor float32.',
  },
  check(context) {
    const reading = readingOf(context);
    return {
      CallExpression(call) {
        const operands = operandsOf(call);
        if (operands === undefined) return;
        const [dividend, divisor] = operands;
        if (dtypeOf(reading, divisor) !== 'int32') return;
        const dtype = dtypeOf(reading, dividend);
        if (dtype === 'int32' && isMeasured(reading, dividend))
          context.report({ at: call, message: 'floors' });
        else if (dtype !== 'float32' && PIXEL_RANGES.has(scalarOf(reading, divisor) ?? 0))
          context.report({ at: divisor, message: 'divisor' });
      },
    };

    function operandsOf(call: ts.CallExpression): readonly [ts.Expression, ts.Expression] | undefined {
      const [first, second] = call.arguments;
      if (first === undefined) return undefined;
      if (reading.names.call(call) === 'div') return second === undefined ? undefined : [first, second];
      const callee = unwrap(call.expression);
      if (!ts.isPropertyAccessExpression(callee) || reading.names.method(call) !== 'div') return undefined;
      return [callee.expression, first];
    }
  },
});

/** Divisors that scale pixels to 0…1 or -1…1. */
const PIXEL_RANGES: ReadonlySet<number> = new Set([255, 256, 127, 128]);

/** Whether a dividend is measured, pixels or a count, and no index, whose quotient may well be meant to be whole. */
function isMeasured(reading: Reading, dividend: ts.Expression): boolean {
  const { source, steps } = pipelineOf(reading, dividend);
  if (steps.some(({ op }) => op === 'argMax' || op === 'argMin')) return false;
  return (source !== undefined && IMAGE_SOURCES.has(source)) || steps.some(({ op }) => op === 'sum');
}
