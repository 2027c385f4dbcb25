import { lastActivationLoss } from '../../../src/analyzer/rules/last-activation-loss.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

/** A sequential classifier whose last layer has some options, compiled with a loss. */
const classifier = (last: string, loss: string): string => `${tfjs}
const model = tf.sequential();
model.add(tf.layers.dense({ units: 16, inputShape: [4], activation: 'relu' }));
model.add(tf.layers.dense({ ${last} }));
model.compile({ optimizer: 'adam', loss: ${loss} });`;

testRule(lastActivationLoss, {
  valid: [
    classifier("units: 3, activation: 'softmax'", "'categoricalCrossentropy'"),
    classifier("units: 3, activation: 'softmax'", "'sparseCategoricalCrossentropy'"),
    classifier("units: 1, activation: 'sigmoid'", "'binaryCrossentropy'"),
    {
      name: 'several labels at once',
      code: classifier("units: 9, activation: 'sigmoid'", "'binaryCrossentropy'"),
    },
    {
      name: 'two classes as two units',
      code: classifier("units: 2, activation: 'softmax'", "'binaryCrossentropy'"),
    },
    { name: 'logits', code: classifier('units: 3', 'tf.losses.softmaxCrossEntropy') },
    { name: 'logits for yes or no', code: classifier('units: 1', 'tf.losses.sigmoidCrossEntropy') },
    { name: 'regression', code: classifier('units: 1', "'meanSquaredError'") },
    { name: 'regression to -1…1', code: classifier("units: 1, activation: 'tanh'", "'meanSquaredError'") },
    {
      name: 'an activation that is not known here',
      code: classifier('units: 3, activation', "'categoricalCrossentropy'"),
    },
    {
      name: 'options that are not known here',
      code: classifier('units: 3, ...head', "'categoricalCrossentropy'"),
    },
    { name: 'a loss of its own', code: classifier('units: 3', '(y, p) => y.sub(p).square().mean()') },
    {
      name: 'softmax as a layer of its own',
      code: `${tfjs}const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [4] }), tf.layers.softmax()] });
model.compile({ loss: 'categoricalCrossentropy', optimizer: 'sgd' });`,
    },
    {
      name: 'an activation layer',
      code: `${tfjs}const model = tf.sequential();
model.add(tf.layers.dense({ units: 3, inputShape: [4] }));
model.add(tf.layers.activation({ activation: 'softmax' }));
model.compile({ loss: 'categoricalCrossentropy', optimizer: 'sgd' });`,
    },
    {
      name: 'the last layer depends',
      code: `${tfjs}const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, inputShape: [4] }));
if (binary) model.add(tf.layers.dense({ units: 1, activation: 'sigmoid' }));
else model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
model.compile({ loss: 'categoricalCrossentropy', optimizer: 'sgd' });`,
    },
    {
      name: 'a model that comes from elsewhere',
      code: `${tfjs}async function f() { const model = await tf.loadLayersModel(url); model.compile({ loss: 'categoricalCrossentropy', optimizer: 'sgd' }); }`,
    },
    {
      name: 'several outputs, each with its loss',
      code: `${tfjs}const x = tf.input({ shape: [4] });
const real = tf.layers.dense({ units: 1, activation: 'sigmoid' }).apply(x);
const kind = tf.layers.dense({ units: 3, activation: 'softmax' }).apply(x);
const model = tf.model({ inputs: x, outputs: [real, kind] });
model.compile({ loss: ['binaryCrossentropy', 'categoricalCrossentropy'], optimizer: 'sgd' });`,
    },
    {
      name: 'a custom loop on logits',
      code: `${tfjs}const logits = (x) => tf.matMul(x, w).add(b);
optimizer.minimize(() => tf.losses.softmaxCrossEntropy(ys, logits(xs)).mean());`,
    },
  ],
  invalid: [
    {
      code: classifier('units: 3', "'categoricalCrossentropy'"),
      errors: [{ message: 'distribution', at: "'categoricalCrossentropy'" }],
    },
    {
      code: classifier("units: 3, activation: 'linear'", "'sparseCategoricalCrossentropy'"),
      errors: ['distribution'],
    },
    {
      code: classifier("units: 3, activation: 'tanh'", "'categoricalCrossentropy'"),
      errors: ['distribution'],
    },
    { code: classifier("units: 3, activation: 'sigmoid'", "'categoricalCrossentropy'"), errors: ['sigmoid'] },
    {
      code: classifier("units: 1, activation: 'sigmoid'", "'categoricalCrossentropy'"),
      errors: ['oneSigmoid'],
    },
    { code: classifier('units: 1', "'binaryCrossentropy'"), errors: ['probabilities'] },
    { code: classifier("units: 1, activation: 'tanh'", "'binaryCrossentropy'"), errors: ['probabilities'] },
    {
      code: classifier("units: 3, activation: 'tanh'", 'tf.losses.softmaxCrossEntropy'),
      errors: [{ message: 'logits', at: "'tanh'" }],
    },
    { code: classifier('units: 3', "'poisson'"), errors: ['positive'] },
    {
      name: 'an undefined activation is linear',
      code: classifier('units: 3, activation: undefined', "'categoricalCrossentropy'"),
      errors: ['distribution'],
    },
    {
      name: 'options and names in variables',
      code: `import { sequential, layers } from '@tensorflow/tfjs-layers';
const ACTIVATION = 'sigmoid';
const head = { units: 3, activation: ACTIVATION };
const loss = 'categoricalCrossentropy';
const options = { optimizer: 'adam', loss };
function createModel() {
  const net = sequential();
  net.add(layers.dense({ units: 8, inputShape: [4] }));
  net.add(layers.dense({ ...head, name: 'head' }));
  return net;
}
const model = createModel();
model.compile(options);`,
      errors: ['sigmoid'],
    },
    {
      name: 'a list of layers, in JavaScript',
      path: 'model.js',
      code: `const tf = require('@tensorflow/tfjs-node');
const list = [tf.layers.flatten({ inputShape: [28, 28, 1] })];
list.push(tf.layers.dense({ units: 10 }), tf.layers.dropout({ rate: 0.1 }));
const model = tf.sequential({ layers: list });
model.compile({ loss: 'categoricalCrossentropy', optimizer: tf.train.adam() });`,
      errors: ['distribution'],
    },
    {
      name: 'the functional API, a variable written again and again',
      code: `${tfjs}const input = tf.input({ shape: [28, 28, 1] });
let x = tf.layers.conv2d({ filters: 8, kernelSize: 3 }).apply(input);
x = tf.layers.flatten().apply(x);
x = tf.layers.dense({ units: 10 }).apply(x) as tf.SymbolicTensor;
const model = tf.model({ inputs: input, outputs: x });
model.compile({ loss: 'categoricalCrossentropy', optimizer: 'adam' });`,
      errors: ['distribution'],
    },
    {
      name: 'the second output',
      code: `${tfjs}const x = tf.input({ shape: [4] });
const a = tf.layers.dense({ units: 1, activation: 'sigmoid' }).apply(x);
const b = tf.layers.dense({ units: 3 }).apply(x);
tf.model({ inputs: x, outputs: [a, b] }).compile({ loss: ['binaryCrossentropy', 'categoricalCrossentropy'], optimizer: 'sgd' });`,
      errors: [{ message: 'distribution', at: "'categoricalCrossentropy'" }],
    },
    {
      name: 'a field of a class',
      code: `${tfjs}class Classifier {
  private model: tf.Sequential;
  constructor() {
    this.model = tf.sequential();
    this.model.add(tf.layers.dense({ units: 8, inputShape: [2] }));
    this.model.add(tf.layers.dense({ units: 3, activation: 'sigmoid' }));
  }
  prepare() { this.model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' }); }
}`,
      errors: ['sigmoid'],
    },
    {
      name: 'a class with a forward method and a custom loop',
      code: `${tfjs}class Net {
  hidden = tf.layers.dense({ units: 8, activation: 'relu' });
  head = tf.layers.dense({ units: 3, activation: 'tanh' });
  forward(x: tf.Tensor) { return this.head.apply(this.hidden.apply(x)) as tf.Tensor; }
}
const net = new Net();
optimizer.minimize(() => tf.losses.softmaxCrossEntropy(ys, net.forward(xs)));`,
      errors: ['logits'],
    },
    {
      name: 'a function that adds the head',
      code: `${tfjs}function addHead(m: tf.Sequential) { m.add(tf.layers.dense({ units: 5 })); }
const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, inputShape: [4], activation: 'softmax' }));
addHead(model);
model.compile({ loss: 'categoricalCrossentropy', optimizer: 'adam' });`,
      errors: ['distribution'],
    },
    {
      name: 'a model handed to a function that compiles it',
      code: `${tfjs}function prepare(m: tf.LayersModel) { m.compile({ loss: 'binaryCrossentropy', optimizer: 'adam' }); }
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });
prepare(model);`,
      errors: ['probabilities'],
    },
    {
      name: 'a loss in a function',
      code: `${tfjs}const loss = (labels: tf.Tensor, logits: tf.Tensor) => tf.losses.softmaxCrossEntropy(labels, logits).mean();
const model = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [4], activation: 'tanh' })] });
model.compile({ loss, optimizer: 'adam' });`,
      errors: ['logits'],
    },
  ],
});
