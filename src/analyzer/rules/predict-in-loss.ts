import { ts } from '../compiler.js';
import { defineRule } from '../rule.ts';
import { unwrap } from '../unwrap.ts';

export const predictInLoss = defineRule({
  id: 'predict-in-loss',
  category: 'gradients',
  level: 'warning',
  needsTypes: false,
  description: 'A loss calls predict on the model that it trains.',
  messages: {
    inference:
      '`predict` runs the model as after training: dropout lets everything through and batch normalization uses its ' +
      'moving statistics, which are not updated; a batch above 32 is cut into pieces. ' +
      'Write `{model}.apply({input}, { training: true })`.',
  },
  check: ({ source, names, report }) => ({
    CallExpression(call) {
      const callee = unwrap(call.expression);
      if (!ts.isPropertyAccessExpression(callee)) return;
      if (callee.name.text !== 'predict' && callee.name.text !== 'predictOnBatch') return;
      if (names.values.of(callee.expression)?.kind !== 'layers model') return;
      const { gradientFlow, regions } = names;
      if (regions.differentiated(call) === undefined && !gradientFlow.isDifferentiated(call)) return;
      // A second model, or a target computed by the first, is only read.
      if (!gradientFlow.reachesResult(call)) return;
      const [input] = call.arguments;
      report({
        at: callee.name,
        message: 'inference',
        data: {
          model: source.textOf(callee.expression),
          input: input === undefined ? 'x' : source.textOf(input),
        },
      });
    },
  }),
});
