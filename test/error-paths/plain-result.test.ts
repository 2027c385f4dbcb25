import * as tf from '@tensorflow/tfjs-node';
import { expect, test } from 'vitest';
import { isSameResult, readResult } from '../../src/error-paths/faults/plain-result.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest();

test.each([
  ['the same', [2, 3], [2, 3], true],
  ['axes that changed places', [2, 3], [3, 2], false],
  ['another order behind the first axis', [2, 3, 4], [2, 4, 3], false],
])('equal numbers in %s', (_, left, right, isSame) => {
  expect(isSameResult(readResult(tf.ones(left)), readResult(tf.ones(right)))).toBe(isSame);
});
