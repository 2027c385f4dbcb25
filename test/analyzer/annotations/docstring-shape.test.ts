import { expect, test } from 'vitest';
import { docstringShape } from '../../../src/analyzer/annotations/docstring-shape.ts';

test.each<[string, string | undefined]>([
  ["`'batch height width 3'`, values in [0, 1]", 'batch height width 3'],
  ["images: 'b h w c'", 'b h w c'],
  ['of shape [batch, 10]', 'batch 10'],
  ['logits, [batch, classes]', 'batch classes'],
  ['float32[batch, 3]', 'batch 3'],
  ['with shape (batch, time, features)', 'batch time features'],
  ['Shape: `[null, 28, 28]`', '_ 28 28'],
  ['shape [..., 3]', '... 3'],
  ['shape [batch, height / 2, -1]', 'batch _ _'],
  ['shape []', ''],
  ['a value in [0, 1]', undefined],
  ['in the range [low, high]', undefined],
  ['[min, max]', undefined],
  ['[0, 1]', undefined],
  ['the logits (before softmax)', undefined],
  ["it's what the model's layer gives", undefined],
  ['labels[0]', undefined],
  ['', undefined],
])('%s', (text, spec) => {
  expect(docstringShape(text)?.spec).toBe(spec);
});

test('in a container a list is a tuple, unless the word shape is there', () => {
  expect(docstringShape('a pair [xs, ys]', true)).toBeUndefined();
  expect(docstringShape('each of shape [batch, 3]', true)?.spec).toBe('batch 3');
});
