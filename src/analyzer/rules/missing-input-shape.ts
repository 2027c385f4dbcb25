import { modelMadeBy } from '../models/model.ts';
import { readingOf } from '../models/reading.ts';
import { defineRule } from '../rule.ts';

/** Layers that know the shape of their input by other options. */
const KNOWS_ITS_INPUT: ReadonlySet<string> = new Set(['inputLayer', 'embedding']);

export const missingInputShape = defineRule({
  id: 'missing-input-shape',
  category: 'model',
  level: 'error',
  needsTypes: false,
  description: 'The first layer of a sequential model has no inputShape.',
  messages: {
    missing:
      'The first layer of a sequential model must say what it takes: adding tf.layers.{kind}() throws "must get an `inputShape` or `batchInputShape` argument". Add inputShape: […], the shape of one sample without the batch.',
  },
  check(context) {
    const reading = readingOf(context);
    return {
      CallExpression(call) {
        const model = modelMadeBy(reading, call);
        if (model?.style !== 'sequential') return;
        const [first] = model.stack;
        if (first?.holds.kind !== 'layer' || first.isConditional) return;
        const { kind, options, node } = first.holds.layer;
        if (KNOWS_ITS_INPUT.has(kind)) return;
        if (options.lacks('inputShape') && options.lacks('batchInputShape'))
          context.report({ at: node, message: 'missing', data: { kind } });
      },
    };
  },
});
