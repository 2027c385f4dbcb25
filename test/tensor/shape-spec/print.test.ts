import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseShapeSpec, printAxis, printShape } from '../../../src/tensor/shape-spec/index.ts';
import { axes, type BareAxis } from './arbitrary-spec.ts';

function bare(spec: string): readonly BareAxis[] {
  return parseShapeSpec(spec).axes.map(({ offset, ...axis }) => {
    expect(offset).toBeGreaterThanOrEqual(0);
    return axis;
  });
}

describe('printShape', () => {
  test.each([
    ['one space between axes', '  batch \n height  3 ', 'batch height 3'],
    ['no needless parentheses', '(2*h)+(1) ((w))', '2*h+1 w'],
    ['the parentheses that matter', '2*(h+1) h-(w-1) h//(2*w)', '2*(h+1) h-(w-1) h//(2*w)'],
    ['grouping to the left needs none', '((h-w)-1) (h//2)*2', 'h-w-1 h//2*2'],
    ['# before *', '*#b', '#*b'],
    ['an anonymous run is an ellipsis', '*_', '...'],
    ['a scalar', '', ''],
  ])('%s', (_, spec, printed) => {
    expect(printShape(parseShapeSpec(spec))).toBe(printed);
  });

  test('what is printed parses to the same axes', () => {
    fc.assert(
      fc.property(axes, (list) => {
        const spec = list.map((axis) => printAxis({ offset: 0, ...axis })).join(' ');
        expect(bare(spec)).toEqual(list);
        expect(printShape(parseShapeSpec(spec))).toBe(spec);
      }),
      { numRuns: 2000 },
    );
  });
});
