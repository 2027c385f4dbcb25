import { outputCount } from '../../../src/analyzer/rules/output-count.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

const one = `${tfjs}const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] });\n`;
const two = `${tfjs}const i = tf.input({ shape: [2] });
const boxes = tf.layers.dense({ units: 4 }).apply(i);
const scores = tf.layers.dense({ units: 3 }).apply(i);
const model = tf.model({ inputs: i, outputs: [boxes, scores] });\n`;

testRule(outputCount, {
  valid: [
    `${two}const [a, b] = model.predict(x) as tf.Tensor[]; a.dataSync();`,
    `${two}const all = model.predict(x); all[0].data(); all[1].data(); all.map((t) => t.shape);`,
    `${two}const [first] = model.predict(x);`,
    `${one}model.predict(x).data();`,
    `${one}const y = model.predict(x) as tf.Tensor; y.shape;`,
    {
      name: 'a model from elsewhere',
      code: `${tfjs}const model = await tf.loadLayersModel(u); const [a, b] = model.predict(x);`,
    },
    {
      name: 'a list that is put together',
      code: `${tfjs}const model = tf.model({ inputs: i, outputs: [a].concat(b) }); model.predict(x)[2];`,
    },
    {
      name: 'a layer that gives its states, too',
      code: `${tfjs}const model = tf.model({ inputs: i, outputs: tf.layers.lstm({ units: 2, returnState: true }).apply(i) }); const [y, h, c] = model.predict(x);`,
    },
  ],
  invalid: [
    { code: `${two}model.predict(x).data();`, errors: [{ message: 'several', at: 'model.predict(x).data' }] },
    {
      code: `${two}const y = model.predict(x) as tf.Tensor; const p = await y.data(); y.dispose();`,
      errors: ['several', 'several'],
    },
    { code: `${two}const [a, b, c] = model.predict(x);`, errors: ['fewer'] },
    { code: `${one}const [y] = model.predict(x);`, errors: [{ message: 'one', at: '[y]' }] },
    { code: `${one}const y = model.predict(x)[0];`, errors: ['one'] },
    {
      name: 'made by a function',
      code: `${tfjs}function make() { const i = tf.input({ shape: [2] }); const a = tf.layers.dense({ units: 1 }).apply(i); const b = tf.layers.dense({ units: 2 }).apply(i); return tf.model({ inputs: i, outputs: [a, b] }); }
const m = make();
(m.predict(x) as tf.Tensor).argMax(-1);`,
      errors: ['several'],
    },
  ],
});
