import { doubleSoftmax } from '../../../src/analyzer/rules/double-softmax.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(doubleSoftmax, {
  valid: [
    { name: 'logits', code: `${tfjs}tf.losses.softmaxCrossEntropy(y, x.matMul(w));` },
    {
      name: 'probabilities with their loss',
      code: `${tfjs}tf.metrics.categoricalCrossentropy(y, tf.softmax(x.matMul(w)));`,
    },
    {
      name: 'softmax for the prediction only',
      code: `${tfjs}const logits = x.matMul(w); const p = logits.softmax(); optimizer.minimize(() => tf.losses.softmaxCrossEntropy(y, logits));`,
    },
    {
      name: 'an attention softmax inside',
      code: `${tfjs}const a = tf.softmax(q.matMul(k)); tf.losses.softmaxCrossEntropy(y, a.matMul(v));`,
    },
    {
      name: 'a softmax after a hidden softmax layer',
      code: `${tfjs}tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [2], activation: 'softmax' }), tf.layers.dense({ units: 3, activation: 'softmax' })] });`,
    },
    { name: 'what another function makes', code: `${tfjs}tf.losses.softmaxCrossEntropy(y, predict(x));` },
  ],
  invalid: [
    { code: `${tfjs}tf.losses.softmaxCrossEntropy(y, tf.softmax(x));`, errors: ['loss'] },
    {
      code: `${tfjs}tf.losses.softmaxCrossEntropy(y, x.matMul(w).add(b).softmax()).mean();`,
      errors: ['loss'],
    },
    {
      name: 'sigmoid twice',
      code: `${tfjs}tf.losses.sigmoidCrossEntropy(y, tf.sigmoid(x));`,
      errors: ['loss'],
    },
    {
      name: 'sigmoid before a softmax',
      code: `${tfjs}tf.losses.softmaxCrossEntropy(y, x.sigmoid());`,
      errors: ['loss'],
    },
    {
      name: 'named imports and a variable',
      code: `import { losses, softmax } from '@tensorflow/tfjs-core';\nfunction loss(y, x) { const p = softmax(x); return losses.softmaxCrossEntropy(y, p); }`,
      errors: ['loss'],
    },
    {
      name: 'a model that ends in a softmax, compiled with the loss as an op',
      code: `${tfjs}const model = tf.sequential();
model.add(tf.layers.dense({ units: 3, inputShape: [4], activation: 'softmax' }));
model.compile({ optimizer: 'adam', loss: tf.losses.softmaxCrossEntropy });`,
      errors: [{ message: 'loss', at: 'tf.losses.softmaxCrossEntropy', line: 4 }],
    },
    {
      name: 'a model in a custom loop',
      code: `${tfjs}const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [4], activation: 'softmax' })] });
optimizer.minimize(() => tf.losses.softmaxCrossEntropy(ys, model.apply(xs) as tf.Tensor));
optimizer.minimize(() => tf.losses.softmaxCrossEntropy(ys, model.predict(xs) as tf.Tensor2D));`,
      errors: ['loss', 'loss'],
    },
    {
      name: 'a function of this file that ends in a softmax',
      code: `${tfjs}const forward = (x: tf.Tensor) => tf.tidy(() => { const h = x.matMul(w1).relu(); return h.matMul(w2).softmax(); });
const loss = () => tf.losses.softmaxCrossEntropy(ys, forward(xs));`,
      errors: ['loss'],
    },
    {
      name: 'a softmax layer after a softmax',
      code: `${tfjs}const m = tf.sequential(); m.add(tf.layers.dense({ units: 3, inputShape: [4], activation: 'softmax' })); m.add(tf.layers.softmax());`,
      errors: [{ message: 'again', at: 'm.add(tf.layers.softmax())' }],
    },
    {
      name: 'the same, functional',
      code: `${tfjs}const y = tf.layers.activation({ activation: 'softmax' }).apply(tf.layers.dense({ units: 3, activation: 'softmax' }).apply(x));`,
      errors: ['again'],
    },
    {
      name: 'softmax of a prediction',
      code: `${tfjs}const m = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [4], activation: 'softmax' })] }); (m.predict(x) as tf.Tensor).softmax();`,
      errors: ['again'],
    },
  ],
});
