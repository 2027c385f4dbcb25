import { expect, test } from 'vitest';
import { indexSegment, printPath, propertySegment, type Path } from '../../../src/tensor/tree/path.ts';

const path = (...segments: string[]): Path | undefined =>
  segments.reduce<Path | undefined>((parent, segment) => ({ parent, segment }), undefined);

test.each([
  [[], ''],
  [[propertySegment('encoder'), propertySegment('weights'), indexSegment(2)], 'encoder.weights[2]'],
  [[indexSegment(0), propertySegment('mean')], '[0].mean'],
  [[propertySegment('block/0'), propertySegment('kernel')], '["block/0"].kernel'],
  [[propertySegment('layers'), propertySegment('')], 'layers[""]'],
])('%j prints as %s', (segments, text) => {
  expect(printPath(path(...segments))).toBe(text);
});
