import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArgumentError, ShapeSpecError, SubjectError } from '../../src/errors.ts';
import { checkShape } from '../../src/checks/shape.ts';
import type { HasShape } from '../../src/checks/has-shape.ts';
import type { Bindings } from '../../src/tensor/shape-spec/index.ts';

const tensor = (shape: readonly number[], dtype = 'float32'): HasShape => ({ shape, dtype });

describe('checkShape', () => {
  test('passes where every axis agrees, and tells what is bound', () => {
    const check = checkShape(tensor([2, 8, 9, 3]), 'batch height width 3', { batch: 2 });
    expect(check.pass).toBe(true);
    expect(check.details).toMatchObject({
      spec: 'batch height width 3',
      tensor: 'float32[2, 8, 9, 3]',
      shape: [2, 8, 9, 3],
      failure: null,
    });
    expect({ ...check.details.bindings }).toEqual({ batch: 2, height: 8, width: 9 });
    expect(check.message()).toMatchInlineSnapshot(`
      "the shape matches 'batch height width 3', which it should not
        float32[2, 8, 9, 3]  'batch height width 3'
        with batch = 2, height = 8, width = 9"
    `);
  });

  test('has one row an axis', () => {
    expect(checkShape(tensor([2, 5, 1, 7, 6]), '*n 5 #c 2*k _', { n: [2], c: 4, k: 3 }).details.axes).toEqual(
      [
        { axis: 0, size: 2, token: '*n', expected: 2, pass: true },
        { axis: 1, size: 5, token: '5', expected: 5, pass: true },
        { axis: 2, size: 1, token: '#c', expected: 4, pass: true },
        { axis: 3, size: 7, token: '2*k', expected: 6, pass: false },
        { axis: 4, size: 6, token: '_', expected: null, pass: true },
      ],
    );
  });

  test('can tell no axis where the ranks disagree', () => {
    expect(checkShape(tensor([2, 5]), 'b').details.axes).toEqual([
      { axis: 0, size: 2, token: null, expected: null, pass: false },
      { axis: 1, size: 5, token: null, expected: null, pass: false },
    ]);
  });

  test('says which axis fails', () => {
    const check = checkShape(tensor([2, 8, 9, 4]), 'batch height width 3');
    expect(check.pass).toBe(false);
    expect(check.details.failure).toMatchObject({ kind: 'size', axis: 3, size: 4, expected: 3 });
    expect(check.message()).toMatchInlineSnapshot(`
      "axis 3 is 4, expected 3
        float32[2, 8, 9, 4]  'batch height width 3'"
    `);
  });

  test.each([
    [
      'a missing batch axis',
      [8, 8, 3],
      'b h w 3',
      undefined,
      "with an axis 'b' of size 1 in front it fits: tensor.expandDims(0).",
    ],
    [
      'an axis of 1 too many',
      [1, 8, 8, 3],
      'h w 3',
      undefined,
      'without its first axis, which is 1, it fits: tensor.squeeze([0]).',
    ],
    [
      'channels first',
      [2, 3, 8, 9],
      'b h w 3',
      undefined,
      'it fits as [2, 8, 9, 3]: channels first? tensor.transpose([0, 2, 3, 1]).',
    ],
    [
      'channels last',
      [2, 8, 9, 3],
      'b 3 h w',
      undefined,
      'it fits as [2, 3, 8, 9]: channels last? tensor.transpose([0, 3, 1, 2]).',
    ],
    ['nothing that fits', [2, 5, 8, 9], 'b h w 3', undefined, undefined],
    ['names alone, which fit anything', [8, 8, 3], 'b h w c', undefined, undefined],
    ['a guess that what was given contradicts', [8, 8, 3], 'b h w 3', { b: 4 }, undefined],
    ['a batch axis that is more than 1', [2, 8, 8, 3], 'h w 3', undefined, undefined],
  ] satisfies [string, number[], string, Bindings | undefined, string | undefined][])(
    'hints at %s only where undoing it fits',
    (_, shape, spec, bindings, hint) => {
      const check = checkShape(tensor(shape), spec, bindings);
      expect(check.pass).toBe(false);
      expect(/hint: (.*)/.exec(check.message())?.[1]).toBe(hint);
    },
  );

  test('a hint keeps its word', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 5 }),
        fc.constantFrom('b h w 3', 'h w 3', 'b 3 h w', '2 3'),
        (shape, spec) => {
          const check = checkShape(tensor(shape), spec);
          const message = check.pass ? '' : check.message();
          const order = /transpose\(\[(.*?)\]\)/.exec(message)?.[1];
          if (order !== undefined) {
            const moved = order.split(', ').map((axis) => shape[Number(axis)] ?? 0);
            expect(checkShape(tensor(moved), spec).pass).toBe(true);
          }
          if (message.includes('expandDims')) expect(checkShape(tensor([1, ...shape]), spec).pass).toBe(true);
          if (message.includes('squeeze')) expect(checkShape(tensor(shape.slice(1)), spec).pass).toBe(true);
        },
      ),
    );
  });

  test('takes anything with a shape', () => {
    expect(checkShape({ shape: [2, 3] }, '2 3').pass).toBe(true);
    expect(checkShape({ shape: [2, 3] }, '2 4').message()).toContain("  [2, 3]  '2 4'");
  });

  test.each([
    [
      'a promise',
      Promise.resolve(tensor([2])),
      'checkShape: tensor must be a tensor or have a shape, got a promise.',
    ],
    ['null', null, 'got null'],
    ['a bare shape', [2, 3], 'got an array of length 2'],
    ['a typed array', new Float32Array(2), 'got a Float32Array'],
    [
      'an unknown size',
      { shape: [null, 3] },
      'the shape of tensor must be whole numbers from 0, got [null, 3].',
    ],
    ['a fraction', { shape: [1.5] }, 'got [1.5]'],
    ['a negative size', { shape: [-1] }, 'got [-1]'],
    ['a hole', { shape: Array.from({ length: 2, 1: 3 }) }, 'got [undefined, 3]'],
    ['a shape that is no list', { shape: '2 3' }, 'got the string "2 3"'],
  ])('refuses %s', (_, subject, says) => {
    const check = (): unknown => checkShape(subject as HasShape, 'n');
    expect(check).toThrow(SubjectError);
    expect(check).toThrow(says);
    expect(check).toThrow(expect.objectContaining({ argument: 'tensor', code: 'TP_SUBJECT' }));
  });

  test('refuses what is no spec and no bindings', () => {
    expect(() => checkShape(tensor([2]), 'b,')).toThrow(ShapeSpecError);
    expect(() => checkShape(tensor([2]), [2] as unknown as string)).toThrow(ArgumentError);
    expect(() => checkShape(tensor([2]), 'b', { b: '2' } as unknown as Bindings)).toThrow(ArgumentError);
  });
});
