import { opWithoutGradient } from '../../../src/analyzer/rules/op-without-gradient.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(opWithoutGradient, {
  valid: [
    { name: 'outside of a loss', code: `${tfjs}const y = x.less(0); tf.topk(y);` },
    {
      name: 'of labels',
      code: `${tfjs}opt.minimize(() => { const mask = labels.greater(0).toFloat(); return model.predict(x).sub(labels).mul(mask).mean(); });`,
    },
    {
      name: 'of labels in a loss function',
      code: `${tfjs}model.compile({ loss: (yTrue, yPred) => tf.mean(tf.mul(tf.greater(yTrue, 0), tf.sub(yTrue, yPred))) });`,
    },
    {
      name: 'for a report only',
      code: `${tfjs}tf.grad((x) => { x.greater(0).print(); return x.square(); });`,
    },
    {
      name: 'a metric',
      code: `${tfjs}function accuracy(yTrue, yPred) { return tf.equal(yTrue, yPred).mean(); }`,
    },
    { name: 'with a gradient', code: `${tfjs}tf.grad((x) => tf.where(c, x.relu(), x.square()).sum());` },
    {
      name: 'in a custom gradient',
      code: `${tfjs}tf.grad((x) => tf.customGrad((y, save) => ({ value: y.greater(0), gradFunc: (dy) => dy }))(x));`,
    },
    {
      name: 'another less',
      code: `${tfjs}tf.grad((x) => { if (cart.less(3)) return x; return x.square(); });`,
    },
  ],
  invalid: [
    {
      code: `${tfjs}tf.grad((x) => x.mul(x.greater(0).toFloat()).sum());`,
      errors: [{ message: 'throws', at: 'x.greater(0)' }],
    },
    {
      name: 'a condition',
      code: `${tfjs}const g = tf.valueAndGrad((x) => tf.where(tf.less(x, 0), tf.zerosLike(x), x).sum());`,
      errors: ['throws'],
    },
    {
      name: 'a prediction',
      code: `${tfjs}const model = tf.sequential(); opt.minimize(() => { const p = model.apply(x); return tf.topk(p).values.mean(); });`,
      errors: ['throws'],
    },
    {
      name: 'a variable',
      code: `${tfjs}const w = tf.variable(tf.ones([2, 2])); tf.variableGrads(() => tf.einsum('ij,jk->ik', x, w).sum());`,
      errors: ['throws'],
    },
    {
      name: 'a loss by its property',
      code: `${tfjs}model.compile({ loss: (yTrue, yPred) => yPred.greater(0.5).toFloat().sub(yTrue).square().mean() });`,
      errors: ['throws'],
    },
    {
      name: 'a loss by its name',
      code: `${tfjs}function tverskyLoss(yTrue: tf.Tensor, yPred: tf.Tensor) { const hard = yPred.greater(0.5); return tf.mul(yTrue, hard).mean(); }`,
      errors: ['throws'],
    },
    {
      name: 'a named loss',
      code: `${tfjs}const loss = () => tf.depthToSpace(w.mul(2), 2).mean(); const w = tf.variable(z); opt.minimize(loss);`,
      errors: ['throws'],
    },
    {
      name: 'in a function that it calls',
      code: `${tfjs}function mask(p: tf.Tensor) { return p.mul(p.greater(0)); }\ntf.grad((x) => mask(x).sum());`,
      errors: ['throws'],
    },
    {
      name: 'in a tidy',
      code: `${tfjs}tf.grad((x) => tf.tidy(() => x.mul(x.less(1))).sum());`,
      errors: ['throws'],
    },
    {
      name: 'by destructuring',
      code: `${tfjs}tf.grad((x) => { const { values } = tf.topk(x, 2); return values.sum(); });`,
      errors: ['throws'],
    },
  ],
});
