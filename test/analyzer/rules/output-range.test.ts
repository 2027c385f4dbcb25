import { outputRange } from '../../../src/analyzer/rules/output-range.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

const net = (last: string, loss: string): string => `${tfjs}const model = tf.sequential({
  layers: [tf.layers.dense({ inputShape: [4], units: 8, activation: 'relu' }), tf.layers.dense({ ${last} })],
});
model.compile({ optimizer: 'adam', loss: ${loss} });`;

testRule(outputRange, {
  valid: [
    { name: 'linear regression', code: net('units: 1', "'meanSquaredError'") },
    { name: 'several non-negative values', code: net("units: 4, activation: 'relu'", "'meanSquaredError'") },
    { name: 'sigmoid for values in 0…1', code: net("units: 4, activation: 'sigmoid'", "'meanSquaredError'") },
    {
      name: 'relu inside',
      code: `${tfjs}const h = tf.relu(x.matMul(w)); tf.losses.softmaxCrossEntropy(y, h.matMul(v));`,
    },
    {
      name: 'data in -1…1 and tanh',
      code:
        `${tfjs}const xs = raw.div(127.5).sub(1);\n` +
        net("units: 4, activation: 'tanh'", "'meanSquaredError'"),
    },
  ],
  invalid: [
    {
      code: net("units: 3, activation: 'relu'", "'categoricalCrossentropy'"),
      errors: [{ message: 'probabilities', at: "'categoricalCrossentropy'" }],
    },
    { code: net("units: 1, activation: 'relu6'", "'binaryCrossentropy'"), errors: ['probabilities'] },
    {
      code: net("units: 3, activation: 'relu'", 'tf.losses.softmaxCrossEntropy'),
      errors: [{ message: 'logits', at: "'relu'" }],
    },
    {
      code: net("units: 1, activation: 'relu'", "'meanSquaredError'"),
      errors: [{ message: 'oneUnit', at: "'relu'" }],
    },
    {
      name: 'the short name of a loss',
      code: net("units: 1, activation: 'relu'", "'mse'"),
      errors: ['oneUnit'],
    },
    {
      name: 'relu of logits in a loop',
      code: `${tfjs}tf.losses.sigmoidCrossEntropy(y, x.matMul(w).relu());`,
      errors: ['logits'],
    },
    {
      name: 'an autoencoder of data in -1…1',
      code:
        `${tfjs}const xs = raw.toFloat().div(127.5).sub(1);\n` +
        net("units: 64, activation: 'relu'", "'meanSquaredError'"),
      errors: ['signed'],
    },
    {
      name: 'the same with sigmoid, scaled after the model',
      code:
        net("units: 64, activation: 'sigmoid'", "'meanAbsoluteError'") +
        `\nconst xs = raw.sub(127.5).div(127.5);`,
      errors: ['signed'],
    },
    {
      name: 'the same from 0…1',
      code: net("units: 64, activation: 'sigmoid'", "'meanSquaredError'") + `\nconst xs = raw.mul(2).sub(1);`,
      errors: ['signed'],
    },
  ],
});
