import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { checkAllClose } from '../../../../src/checks/all-close.ts';
import { scopeEachTest } from '../../../scope-each-test.ts';

scopeEachTest();

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const images = (): tf.Tensor => tf.randomNormal([2, 4, 5, 3], 0, 1, 'float32', 1);

test.each<[name: string, make: () => [actual: tf.Tensor, expected: tf.Tensor], sentence: string]>([
  [
    'a matrix transposed',
    () => [
      tf.tensor([
        [1, 4],
        [2, 5],
        [3, 6],
      ]),
      tf.tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ],
    "actual is expected transposed: its axes are expected's axes [1, 0].",
  ],
  [
    'channels first',
    () => [images().transpose([0, 3, 1, 2]), images()],
    "its axes are expected's axes [0, 3, 1, 2].",
  ],
  [
    'reshaped',
    () => [
      tf.tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      tf.tensor([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
    ],
    'the values agree in order: reshape actual to [3, 2].',
  ],
  [
    'an axis of size 1 too many',
    () => [tf.tensor([[1], [2]]), tf.tensor([1, 2])],
    'the values agree in order: reshape actual to [2].',
  ],
  [
    'the same values throughout',
    () => [tf.ones([2, 3]), tf.ones([3, 2])],
    'the values agree in order: reshape actual to [3, 2].',
  ],
])('%s', (_, make, sentence) => {
  const result = checkAllClose(...make());
  expect(result.pass).toBe(false);
  expect(result.message()).toContain(sentence);
});

test.each<[name: string, make: () => [actual: tf.Tensor, expected: tf.Tensor]]>([
  ['other sizes', () => [tf.ones([2, 3]), tf.ones([2, 2])]],
  [
    'other values',
    () => [
      tf.tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      tf.tensor([
        [6, 5],
        [3, 4],
        [2, 1],
      ]),
    ],
  ],
  ['no values', () => [tf.ones([0, 3]), tf.ones([3, 0])]],
])('no hint for %s', (_, make) => {
  const result = checkAllClose(...make());
  expect(result.pass).toBe(false);
  expect(result.message()).not.toContain('hint');
});
