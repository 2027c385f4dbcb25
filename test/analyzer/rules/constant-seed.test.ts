import { constantSeed } from '../../../src/analyzer/rules/constant-seed.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(constantSeed, {
  valid: [
    `${tfjs}const x = tf.randomNormal([2], 0, 1, 'float32', 7);`,
    `${tfjs}export const noise = (x) => x.add(tf.randomNormal(x.shape));`,
    `${tfjs}export const noise = (x, seed) => x.add(tf.randomNormal(x.shape, 0, 1, 'float32', seed));`,
    {
      name: 'a seed that changes',
      code: `${tfjs}let seed = 0; for (;;) { tf.randomNormal([2], 0, 1, 'float32', seed++); }`,
    },
    {
      name: 'a weight',
      code: `${tfjs}export function layer() { return tf.variable(tf.randomNormal([2], 0, 1, 'float32', 7)); }`,
    },
    {
      name: 'an initialiser of a builder',
      code: `${tfjs}export const build = () => tf.layers.dense({ units: 2, kernelInitializer: tf.initializers.glorotNormal({ seed: 1 }) });`,
    },
    {
      name: 'a program that runs once',
      code: `${tfjs}function go() { return tf.randomNormal([2], 0, 1, 'float32', 7); }\ngo();`,
    },
    {
      name: 'a test',
      code: `${tfjs}export const noise = () => tf.randomNormal([2], 0, 1, 'float32', 7);`,
      path: 'a.test.ts',
    },
    {
      name: 'made data',
      code: `${tfjs}export function makeDataset() { return tf.randomNormal([9, 2], 0, 1, 'float32', 7); }`,
    },
    { name: 'no seed', code: `${tfjs}tf.layers.dropout({ rate: 0.5 });` },
  ],
  invalid: [
    {
      code: `${tfjs}export function sample(mean, logVar) {\n  const epsilon = tf.randomNormal(mean.shape, 0, 1, 'float32', 42);\n  return mean.add(epsilon);\n}`.replace(
        'sample',
        'reparameterize',
      ),
      errors: [{ message: 'noise', at: '42', line: 3 }],
    },
    {
      name: 'a layer',
      code: `${tfjs}class Sampling extends tf.layers.Layer { call(inputs) { return tf.randomUniform([2], 0, 1, 'float32', 1); } }`,
      errors: ['noise'],
    },
    {
      name: 'a loop',
      code: `${tfjs}for (const b of batches) { const z = tf.truncatedNormal([2], 0, 1, 'float32', 3); use(z); }`,
      errors: ['noise'],
    },
    {
      name: 'a const',
      code: `${tfjs}const SEED = 7; export const augment = (x) => x.add(tf.randomNormal(x.shape, 0, 0.1, 'float32', SEED));`,
      errors: ['noise'],
    },
    {
      name: 'dropout',
      code: `${tfjs}export function drop(x) { return tf.dropout(x, 0.5, undefined, 3); }`,
      errors: ['noise'],
    },
    {
      name: 'a dropout layer',
      code: `${tfjs}model.add(tf.layers.dropout({ rate: 0.5, seed: 42 }));`,
      errors: ['layer'],
    },
    {
      name: 'an initialiser in a loop',
      code: `${tfjs}for (const u of sizes) { model.add(tf.layers.dense({ units: u, kernelInitializer: tf.initializers.heNormal({ seed: 1 }) })); }`,
      errors: ['initializer'],
    },
    {
      name: 'a loss',
      code: `${tfjs}opt.minimize(() => { const z = tf.randomNormal([2], 0, 1, 'float32', 5); return model.predict(z).mean(); });`,
      errors: ['noise'],
    },
  ],
});
