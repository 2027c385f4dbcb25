import '@tensorflow/tfjs-node';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { createGenerator } from '../../src/random/generator.ts';
import { seedMultinomial } from '../../src/random/multinomial.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest();

const kernelFunc = (): unknown => tf.getKernel('Multinomial', 'tensorflow').kernelFunc;

test('stands in for the native kernel until it is undone', () => {
  const before = kernelFunc();
  const undo = seedMultinomial(() => createGenerator(1));
  expect(kernelFunc()).not.toBe(before);
  undo?.();
  expect(kernelFunc()).toBe(before);
});

test('leaves code that is not seeded to the kernel that was there', () => {
  const undo = seedMultinomial(() => undefined);
  const sample = tf.multinomial(tf.zeros<tf.Rank.R2>([1, 4]), 6, 5);
  expect(sample).toHaveShape('1 6');
  expect(sample).toBeInRange(0, 3);
  undo?.();
});

test('leaves no tensor behind', () => {
  const undo = seedMultinomial(() => createGenerator(1));
  const logits = tf.zeros<tf.Rank.R2>([1, 4]);
  const before = tf.memory().numTensors;
  tf.multinomial(logits, 6, 5).dispose();
  expect(tf.memory().numTensors).toBe(before);
  undo?.();
});
