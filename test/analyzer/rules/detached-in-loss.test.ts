import { detachedInLoss } from '../../../src/analyzer/rules/detached-in-loss.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(detachedInLoss, {
  valid: [
    { name: 'outside of a loss', code: `${tfjs}const y = tf.tensor(x.arraySync());` },
    {
      name: 'for a report',
      code: `${tfjs}tf.grad((x) => { const l = x.square().mean(); console.log(l.dataSync()[0]); return l; });`,
    },
    {
      name: 'of labels',
      code: `${tfjs}opt.minimize(() => { const n = labels.dataSync().length; return model.predict(x).sum().div(n); });`,
    },
    { name: 'a size', code: `${tfjs}tf.grad((x) => x.sum().div(tf.scalar(x.shape[0])));` },
  ],
  invalid: [
    {
      code: `${tfjs}tf.grad((x) => tf.tensor(x.arraySync()).square().mean());`,
      errors: [{ message: 'detached', at: 'x.arraySync()' }],
    },
    {
      name: 'one branch of two',
      code: `${tfjs}const model = tf.sequential(); opt.minimize(() => { const p = model.apply(x); const q = tf.tensor2d(p.arraySync()); return p.add(q).mean(); });`,
      errors: ['detached'],
    },
    {
      name: 'a weight of the loss',
      code: `${tfjs}const w = tf.variable(z); tf.variableGrads(() => { const n = w.norm().dataSync()[0]; return w.square().mean().mul(n); });`,
      errors: ['detached'],
    },
    {
      name: 'by values',
      code: `${tfjs}tf.grad((x) => { const v = x.dataSync(); const total = tf.tensor1d(v.map((n) => n * n)); return total.sum(); });`,
      errors: ['detached'],
    },
    {
      name: 'by arithmetic',
      code: `${tfjs}tf.grad((x) => { const s = x.sum().dataSync()[0]; return x.div(Math.sqrt(s) + 1).sum(); });`,
      errors: ['detached'],
    },
    {
      name: 'in a compiled loss',
      code: `${tfjs}model.compile({ loss: (yTrue, yPred) => tf.sub(yTrue, tf.tensor(yPred.arraySync())).square().mean() });`,
      errors: ['detached'],
    },
  ],
});
