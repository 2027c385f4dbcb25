import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkGradientFlow } from '../../../src/gradients/flow/gradient-flow.ts';
import { scopeEachTest } from '../../scope-each-test.ts';

scopeEachTest();

let native: string;
beforeAll(async () => {
  native = tf.getBackend();
  await tf.setBackend('cpu');
});
afterAll(async () => {
  await tf.setBackend(native);
});

test('the tape tells the same on the cpu backend', async () => {
  const [x, sound, rounded] = [
    tf.randomNormal<tf.Rank.R2>([8, 4], 0, 1, 'float32', 1),
    tf.variable(tf.randomNormal<tf.Rank.R2>([4, 4], 0, 1, 'float32', 2)),
    tf.variable(tf.randomNormal<tf.Rank.R2>([4, 4], 0, 1, 'float32', 3)),
  ];
  const loss = (): tf.Tensor => tf.matMul(x, sound).relu().add(tf.matMul(x, rounded).round()).square().mean();
  const before = tf.memory().numTensors;
  const { details } = await checkGradientFlow(loss, { sound, rounded });
  expect(details.weights.map(({ verdict }) => verdict)).toMatchObject([
    { kind: 'healthy' },
    { kind: 'blocked', by: [{ kernel: 'Round', reason: 'flat' }] },
  ]);
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose([x, sound, rounded]);
});
