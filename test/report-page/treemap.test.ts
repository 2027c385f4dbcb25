import { fc, test as propertyTest } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { treemap } from '../../src/report-page/treemap.ts';

const sizes = fc
  .array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 60 })
  .map((list) => list.sort((a, b) => b - a));
const aspects = fc.double({ min: 0.2, max: 5, noNaN: true });

describe('treemap', () => {
  test.each<[string, readonly number[], number, readonly (readonly number[])[]]>([
    ['nothing', [], 2, []],
    ['one', [7], 2, [[0, 0, 100, 100]]],
    ['two halves of a wide one, side by side', [1, 1], 2, [[0, 0, 50, 100], [50, 0, 50, 100]]], // prettier-ignore
    ['two halves of a high one, one above the other', [1, 1], 0.5, [[0, 0, 100, 50], [0, 50, 100, 50]]], // prettier-ignore
    ['no size at all', [0, 0], 2, [[0, 0, 0, 0], [0, 0, 0, 0]]], // prettier-ignore
  ])('%s', (_, given, aspect, wanted) => {
    expect(treemap(given, aspect)).toEqual(wanted);
  });

  propertyTest.prop([sizes, aspects])('areas are as the sizes', (given, aspect) => {
    const total = given.reduce((sum, size) => sum + size, 0);
    for (const [index, [, , width, height]] of treemap(given, aspect).entries())
      expect((width * height) / 10_000).toBeCloseTo((given[index] ?? 0) / total, 9);
  });

  propertyTest.prop([sizes, aspects])('boxes are inside, and none covers another', (given, aspect) => {
    const boxes = treemap(given, aspect);
    const slack = 1e-6;
    for (const [index, [left, top, width, height]] of boxes.entries()) {
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(-slack);
      expect(Math.max(left + width, top + height)).toBeLessThanOrEqual(100 + slack);
      for (const [otherLeft, otherTop, otherWidth, otherHeight] of boxes.slice(index + 1)) {
        const across = Math.min(left + width, otherLeft + otherWidth) - Math.max(left, otherLeft);
        const down = Math.min(top + height, otherTop + otherHeight) - Math.max(top, otherTop);
        expect(Math.min(across, down)).toBeLessThanOrEqual(slack);
      }
    }
  });

  propertyTest.prop([fc.integer({ min: 1, max: 60 }), aspects])(
    'equal sizes are nearly square',
    (count, aspect) => {
      const boxes = treemap(
        Array.from({ length: count }, () => 1),
        aspect,
      );
      const proportions = boxes.map(([, , width, height]) => (width * aspect) / height);
      const middle = proportions.map((each) => Math.max(each, 1 / each)).sort((a, b) => a - b)[
        Math.floor(count / 2)
      ];
      expect(middle).toBeLessThanOrEqual(count < 4 ? 5 : 2.5);
    },
  );
});
