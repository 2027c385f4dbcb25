import { defineRule } from '../rule.ts';
import { opIn } from '../tensorflow/differentiated-ops.ts';
import { hasZeroGradient } from '../tensorflow/ops.ts';

export const zeroGradientOp = defineRule({
  id: 'zero-gradient-op',
  category: 'gradients',
  level: 'error',
  needsTypes: false,
  description: 'A loss depends on its variables through an op whose gradient is zero everywhere.',
  messages: {
    zero:
      'The gradient of `{op}` is zero everywhere: what this loss depends on through it learns nothing, and nothing ' +
      'says so. {instead}',
  },
  check: ({ names, report }) => ({
    CallExpression(call) {
      const op = opIn(call, names, hasZeroGradient);
      if (op !== undefined)
        report({ at: call, message: 'zero', data: { op, instead: INSTEAD[op] ?? OTHERWISE } });
    },
  }),
});

const OTHERWISE = 'Leave it out of the loss; where it is meant for reporting, compute it outside.';

const CLASS = 'Compare probabilities instead of classes, e.g. with `tf.losses.softmaxCrossEntropy`.';

const INSTEAD: Readonly<Record<string, string | undefined>> = {
  argMax: CLASS,
  argMin: CLASS,
  oneHot: 'One-hot encode the labels, not what the model gives.',
  sign: 'Use a smooth function such as `tf.tanh`, or `tf.abs` where the size is meant.',
  step: 'Use `tf.sigmoid` with a steep slope.',
  greaterEqual: 'Use a smooth function such as `tf.sigmoid` where a mask is meant.',
};
