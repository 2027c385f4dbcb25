import * as tf from '@tensorflow/tfjs-node';
import { expect, test } from 'vitest';
import { CreationTrace } from '../../src/memory/creation-trace.ts';
import { groupSurvivors, survivorEvidence } from '../../src/memory/survivors.ts';
import { expectNothingLeft } from '../scope-each-test.ts';

expectNothingLeft();

const PLACE = /^test\/memory\/creation-trace\.test\.ts:\d+:\d+$/u;

test('an exact trace has the line of each tensor', () => {
  const trace = new CreationTrace();
  const kept = Array.from({ length: 1000 }, () => tf.ones([2]));
  trace.stop();
  const survivors = trace.survivors();
  expect(survivors).toHaveLength(kept.length);
  expect(survivors.every(({ line, isLikely }) => !isLikely && PLACE.test(line ?? ''))).toBe(true);
});

test('a loop that leaks every time is named by its line, though most of its tensors have none of their own', () => {
  const trace = new CreationTrace({ isExact: false });
  const one = tf.scalar(1);
  for (let i = 0; i < 1000; i++) one.add(1);
  trace.stop();
  const leaked = groupSurvivors(trace.survivors()).filter(
    ({ kernel }) => kernel === 'AddV2' || kernel === 'Add',
  );
  expect(leaked).toMatchObject([{ count: 1000, shape: [] }]);
  expect(leaked[0]?.line).toMatch(PLACE);
  expect(leaked[0]?.isLikely).toBeUndefined();
});

test('a single tensor that stays after thousands that went is said to come from where they did', () => {
  const trace = new CreationTrace({ isExact: false });
  const make = (): tf.Tensor => tf.ones([3]);
  for (let i = 0; i < 5000; i++) make().dispose();
  make();
  make();
  trace.stop();
  const survivors = groupSurvivors(trace.survivors());
  expect(survivors.reduce((total, { count }) => total + count, 0)).toBe(2);
  expect(survivors.every(({ line }) => PLACE.test(line ?? ''))).toBe(true);
  expect(survivors.some(({ isLikely }) => isLikely === true)).toBe(true);
  expect(survivorEvidence(survivors).flat().join(' ')).toContain(
    'probably at test/memory/creation-trace.test.ts:',
  );
});

test('everything is put back when it stops', () => {
  const seen = (): unknown[] => [
    Reflect.get(tf.engine(), 'runKernel'),
    Reflect.get(tf.engine(), 'trackTensor'),
  ];
  const [before, depth] = [seen(), Error.stackTraceLimit];
  const trace = new CreationTrace({ isExact: false });
  tf.ones([2]);
  expect(seen()).not.toEqual(before);
  trace.stop();
  expect(seen()).toEqual(before);
  expect(Error.stackTraceLimit).toBe(depth);
});
