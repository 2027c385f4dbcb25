import { zeroGradientOp } from '../../../src/analyzer/rules/zero-gradient-op.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(zeroGradientOp, {
  valid: [
    { name: 'outside of a loss', code: `${tfjs}x.round(); tf.argMax(x, 1);` },
    {
      name: 'of labels',
      code: `${tfjs}opt.minimize(() => tf.losses.softmaxCrossEntropy(tf.oneHot(labels, 3), model.predict(x)));`,
    },
    {
      name: 'of labels in a loss function',
      code: `${tfjs}model.compile({ loss: (yTrue, yPred) => tf.sub(yTrue.round(), yPred).square().mean() });`,
    },
    {
      name: 'for a report',
      code: `${tfjs}tf.grad((x) => { console.log(x.round().dataSync()); return x.square(); });`,
    },
    {
      name: 'a metric',
      code: `${tfjs}const accuracy = (yTrue, yPred) => yPred.round().equal(yTrue).mean();`,
    },
    { name: 'Math.round', code: `${tfjs}tf.grad((x) => x.mul(Math.round(n)).sum());` },
  ],
  invalid: [
    {
      code: `${tfjs}tf.grad((x) => x.round().sub(y).square().mean());`,
      errors: [{ message: 'zero', at: 'x.round()' }],
    },
    {
      name: 'a prediction',
      code: `${tfjs}const model = tf.sequential(); opt.minimize(() => tf.losses.meanSquaredError(y, model.predict(x).round()));`,
      errors: ['zero'],
    },
    {
      name: 'a model that is given',
      code: `${tfjs}function step(model, x, y) { opt.minimize(() => { const p = model.predict(x); const c = tf.argMax(p, 1); return c.sub(y).abs().mean(); }); }`,
      errors: ['zero'],
    },
    {
      name: 'a loss by its property',
      code: `${tfjs}model.compile({ optimizer, loss: (yTrue, yPred) => tf.mean(tf.abs(tf.sub(yTrue, tf.floor(yPred)))) });`,
      errors: ['zero'],
    },
    {
      name: 'step by step',
      code: `${tfjs}const w = tf.variable(z); tf.variableGrads(() => { const a = w.mul(x); const b = a.sign(); const c = b.add(1); return c.mean(); });`,
      errors: ['zero'],
    },
    {
      name: 'argMax, then oneHot',
      code: `${tfjs}tf.grad((x) => tf.oneHot(x.argMax(1), 3).toFloat().mean());`,
      errors: ['zero'],
    },
  ],
});
