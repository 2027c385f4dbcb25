import type { ts } from 'ts-morph';
import { dtypeOf } from '../models/dtype.ts';
import { inferenceOf } from '../models/inference.ts';
import { readingOf } from '../models/reading.ts';
import { defineRule } from '../rule.ts';

/** One tensor that a graph model is given. */
interface GivenInput {
  readonly at: ts.Expression;
  readonly dtype: 'float32' | 'int32';
}

export const graphInputDtype = defineRule({
  id: 'graph-input-dtype',
  category: 'data',
  level: 'error',
  needsTypes: false,
  description: 'A graph model is given float32 in one place and int32 in another.',
  messages: {
    differs:
      'A graph takes one type of input and converts none. {model} gets int32 elsewhere in this file and float32 here: one of the two throws "dtype … must be int32, but was float32". Make them agree: tf.zeros(shape, \'int32\') for a warm-up, .toFloat() for pixels that the graph takes as floats.',
  },
  check(context) {
    const reading = readingOf(context);
    const given = new Map<string, GivenInput[]>();
    return {
      CallExpression(call) {
        const run = inferenceOf(reading, call);
        // A layers model converts what it gets; only graphs execute.
        if (!run?.method.startsWith('execute')) return;
        const [at, ...others] = run.inputs;
        const dtype = at === undefined || others.length > 0 ? undefined : dtypeOf(reading, at);
        if (at === undefined || (dtype !== 'float32' && dtype !== 'int32')) return;
        const model = context.source.textOf(run.receiver);
        const inputs = given.get(model);
        if (inputs === undefined) given.set(model, [{ at, dtype }]);
        else inputs.push({ at, dtype });
      },
      end() {
        for (const [model, inputs] of given) {
          if (!inputs.some(({ dtype }) => dtype === 'int32')) continue;
          for (const { at, dtype } of inputs)
            if (dtype === 'float32') context.report({ at, message: 'differs', data: { model } });
        }
      },
    };
  },
});
