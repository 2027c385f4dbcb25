import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reduce } from '../../src/tensor/shape-spec/expression.ts';
import { parseShapeSpec } from '../../src/tensor/shape-spec/index.ts';
import type { Expression } from '../../src/tensor/shape-spec/index.ts';
import { SizeConstraints } from '../../src/modules/size-constraints.ts';

function read(token: string): Expression {
  const [axis] = parseShapeSpec(token).axes;
  if (axis?.kind === 'fixed') return { op: 'size', value: axis.size };
  if (axis?.kind === 'name') return { op: 'name', name: axis.name };
  if (axis?.kind === 'expression') return axis.expression;
  throw new Error(`'${token}' is no size`);
}

const equation = (given: string, wanted: string): Parameters<SizeConstraints['add']>[0] => ({
  given: read(given),
  read: read(wanted),
  place: 'axis 1 of a map',
  parts: ['Giver', 'Reader'],
});

describe('one equation', () => {
  test.each([
    ['3', '3', true],
    ['3', '4', false],
    ['h', '7', true],
    ['h//4', '7', true],
    ['2*h', '7', false],
    ['h//4', 'h//4', true],
    ['h//4', 'h//8', false],
    ['h//8//4', 'h//32', true],
    ['h', 'h+1', false],
    ['(h+1)//2', 'h//2', true],
    ['(h+2)//2', 'h//2', false],
    ['4*(h//4)', 'h', true],
    ['2*(h//4)', 'h', false],
    ['4*(h//4)', 'h+1', false],
    ['4*(h//4)+1', 'h', true],
    ['h//4', '0', false],
    ['h-10', '3', true],
    ['10-h', '12', false],
    ['h//4', 'w//4', true],
    ['h*h', '9', true],
    ['h*h', '8', true], // more than linear: left to the first call
  ])('%s = %s is possible: %s', (given, wanted, possible) => {
    expect(new SizeConstraints().add(equation(given, wanted))).toBe(possible);
  });
});

test('equations that hold alone may exclude each other', () => {
  const sizes = new SizeConstraints();
  expect(sizes.add(equation('h//8', '7'))).toBe(true);
  expect(sizes.add(equation('h//16', '7'))).toBe(false);
  expect(sizes.add(equation('h//16', '3'))).toBe(true); // what was refused is left out
  expect(sizes.add(equation('w//16', '7'))).toBe(true);
});

test('a copy grows on its own', () => {
  const sizes = new SizeConstraints();
  const copy = sizes.copy();
  copy.add(equation('h', '3'));
  expect(sizes.add(equation('h', '4'))).toBe(true);
  expect(copy.add(equation('h', '4'))).toBe(false);
});

test('a violation says what would fit', () => {
  const sizes = new SizeConstraints();
  sizes.add(equation('4*(h//4)', 'h'));
  const violated = (h: number): unknown => sizes.violated((name) => (name === 'h' ? h : undefined));
  expect(violated(12)).toBeUndefined();
  expect(violated(10)).toMatchObject({ given: 8, read: 10, nearest: { name: 'h', sizes: [8, 12] } });
  expect(violated(3)).toMatchObject({ given: 0, read: 3, nearest: { name: 'h', sizes: [4] } });
  expect(sizes.violated(() => undefined)).toBeUndefined();
});

/** `a*((h + b)//c) + d`, and a second division around it now and then. */
const linear = fc
  .record({
    scale: fc.integer({ min: 1, max: 3 }),
    shift: fc.integer({ min: 0, max: 4 }),
    divisor: fc.integer({ min: 1, max: 5 }),
    offset: fc.integer({ min: 0, max: 4 }),
    outer: fc.integer({ min: 1, max: 3 }),
  })
  .map(
    ({ scale, shift, divisor, offset, outer }) => `(${scale}*((h+${shift})//${divisor})+${offset})//${outer}`,
  );

test('agrees with trying every size far beyond the range that it tries itself', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(linear, fc.oneof(linear, fc.integer({ min: 1, max: 40 }).map(String))), {
        minLength: 1,
        maxLength: 2,
      }),
      (pairs) => {
        const at = (token: string, h: number): unknown => reduce(read(token), () => h);
        const sizes = new SizeConstraints();
        const possible = pairs.every(([given, wanted]) => sizes.add(equation(given, wanted)));
        let found = false;
        for (let h = 1; h <= 20_000 && !found; h += 1) {
          found = pairs.every(([given, wanted]) => at(given, h) === at(wanted, h) && at(given, h) !== 0);
        }
        expect(possible).toBe(found);
      },
    ),
    { numRuns: 100 },
  );
});
