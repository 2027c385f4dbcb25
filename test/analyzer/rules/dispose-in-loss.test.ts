import { disposeInLoss } from '../../../src/analyzer/rules/dispose-in-loss.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(disposeInLoss, {
  valid: [
    { name: 'outside of a loss', code: `${tfjs}const x = tf.ones([2]); x.dispose();` },
    {
      name: 'after the loss',
      code: `${tfjs}const cost = opt.minimize(() => w.square().mean(), true); cost.dispose();`,
    },
    { name: 'something else', code: `${tfjs}opt.minimize(() => { scene.dispose(); return w.mean(); });` },
    {
      name: 'in a custom gradient',
      code: `${tfjs}tf.customGrad((x, save) => { const y = x.square(); y.dispose(); return { value: x, gradFunc: (dy) => dy }; });`,
    },
  ],
  invalid: [
    {
      name: 'what it returns',
      code: `${tfjs}opt.minimize(() => { const l = tf.ones([2]).mean(); tf.dispose(l); return l; });`,
      errors: [{ message: 'result', at: 'tf.dispose(l)' }],
    },
    {
      name: 'the batch',
      code: `${tfjs}const xs = tf.ones([2]); opt.minimize(() => { const l = model.predict(xs).mean(); xs.dispose(); return l; });`,
      errors: ['outer'],
    },
    {
      name: 'something on the way',
      code: `${tfjs}tf.grad((x) => { const y = x.square(); const z = y.sum(); y.dispose(); return z; });`,
      errors: ['needless'],
    },
    {
      name: 'several',
      code: `${tfjs}tf.variableGrads(() => { const a = tf.ones([2]); const b = a.add(w); const l = b.mean(); tf.dispose([a, b]); return l; });`,
      errors: ['needless', 'needless'],
    },
    {
      name: 'in a compiled loss',
      code: `${tfjs}model.compile({ loss: (yTrue, yPred) => { const d = tf.sub(yTrue, yPred); const l = d.square().mean(); d.dispose(); return l; } });`,
      errors: ['needless'],
    },
  ],
});
