import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { branchesOf } from '../../../src/tensor/tree/branches.ts';
import { scopeEachTest } from '../../scope-each-test.ts';

scopeEachTest({ variables: true });

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const segmentsOf = (value: unknown): string[] =>
  [...(branchesOf(value)?.entries.values() ?? [])].map(({ segment }) => segment);

class Pair {
  first = 1;
  second = 2;
}

test.each<[name: string, value: unknown, kind: string | undefined, segments: string[]]>([
  ['an array', ['a', 'b'], 'array', ['[0]', '[1]']],
  ['an object', { a: 1, 'b/c': 2 }, 'object', ['.a', '["b/c"]']],
  ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 }), 'object', ['.a']],
  ['an instance of a class', new Pair(), 'object', ['.first', '.second']],
  [
    'a Map',
    new Map<unknown, number>([
      ['a', 1],
      [2, 2],
      [true, 3],
    ]),
    'map',
    ['.a', '[2]', '[the boolean true]'],
  ],
  ['a Set', new Set(['a']), 'set', ['[0]']],
  ['a function', () => 1, undefined, []],
  ['a typed array', new Float32Array(2), undefined, []],
  ['a date', new Date(0), undefined, []],
  ['null', null, undefined, []],
  ['a number', 1, undefined, []],
])('%s', (_, value, kind, segments) => {
  expect(branchesOf(value)?.kind).toBe(kind);
  expect(segmentsOf(value)).toEqual(segments);
});

test('a tensor is a leaf', () => {
  expect(branchesOf(tf.zeros([2]))).toBeUndefined();
});

test('a layers model has its weights, by name and in order', () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3], name: 'head' })] });
  expect(segmentsOf(model)).toEqual(['.weights[0: head/kernel]', '.weights[1: head/bias]']);
});

test('a module has its weights, by path', () => {
  const kernel = tf.variable(tf.zeros([2]));
  const module = { getWeights: () => [kernel], namedVariables: () => new Map([['stem/kernel', kernel]]) };
  expect(segmentsOf(module)).toEqual(['.weights[0: stem/kernel]']);
});

test('a graph model has its weights, by node', () => {
  const model = { weights: { 'dense/kernel': [tf.zeros([2])] }, execute: () => undefined, executor: {} };
  expect(segmentsOf(model)).toEqual(['["dense/kernel"]']);
});
