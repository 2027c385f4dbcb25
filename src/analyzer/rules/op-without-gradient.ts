import { defineRule } from '../rule.ts';
import { opIn } from '../tensorflow/differentiated-ops.ts';
import { hasNoGradient } from '../tensorflow/ops.ts';

export const opWithoutGradient = defineRule({
  id: 'op-without-gradient',
  category: 'gradients',
  level: 'error',
  needsTypes: false,
  description: 'A loss depends on its variables through an op that has no gradient.',
  messages: {
    throws:
      'TensorFlow.js has no gradient for `{op}`, and this loss depends on its variables through it: the first training ' +
      'step throws. {instead}',
  },
  check: ({ names, report }) => ({
    CallExpression(call) {
      const op = opIn(call, names, hasNoGradient);
      if (op !== undefined) {
        report({ at: call, message: 'throws', data: { op, instead: INSTEAD[op] ?? OTHERWISE } });
      }
    },
  }),
});

const OTHERWISE =
  'Compute it outside of the loss, from what needs no gradient, or write the op with ones that have a gradient.';

const MASK =
  'Where a mask is meant, build it from a smooth function (`tf.relu`, `tf.maximum`, `tf.clipByValue`), or outside of the loss.';

const INSTEAD: Readonly<Record<string, string | undefined>> = {
  less: MASK,
  lessEqual: MASK,
  greater: MASK,
  equal: MASK,
  notEqual: MASK,
  logicalNot: MASK,
  logicalAnd: MASK,
  logicalOr: MASK,
  einsum: 'Write it with `tf.matMul`, `tf.mul`, `tf.transpose` and `tf.sum`.',
  topk: 'Take the largest with `tf.max`, or gather by indices that are computed outside of the loss.',
  stridedSlice: 'Use `tf.slice`, or `tf.gather` where the steps are longer than one.',
  gatherND: 'Use `tf.gather` along one axis, after a `tf.reshape`.',
  depthToSpace: 'Write it with `tf.reshape` and `tf.transpose`.',
  divNoNan: 'Use `tf.div` with a small number added to the divisor.',
  cumprod: 'Use `tf.exp(tf.cumsum(tf.log(x)))`.',
  'image.flipLeftRight': 'Use `tf.reverse` along the axis of the width.',
};
