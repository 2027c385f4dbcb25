import { expect, test } from 'vitest';
import { boundNames, parseShapeSpec } from '../../../src/tensor/shape-spec/index.ts';

test.each<[string, readonly string[]]>([
  ['', []],
  ['batch height width 3', ['batch', 'height', 'width']],
  ['n n', ['n']],
  ['*batch #n', ['batch', 'n']],
  ['... _ _label rows=3 2*n', []],
])('%s', (spec, names) => {
  expect(boundNames(parseShapeSpec(spec))).toEqual(names);
});
