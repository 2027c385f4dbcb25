import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ShapeSpecError } from '../../../src/errors.ts';
import {
  describeFailure,
  Environment,
  matchShape,
  matchShapes,
  parseShapeSpec,
  printAxis,
} from '../../../src/tensor/shape-spec/index.ts';
import type { Bindings, Expression } from '../../../src/tensor/shape-spec/index.ts';
import { axes, type BareAxis } from './arbitrary-spec.ts';

/** Matches one shape; the bindings where it matches, the sentence where it doesn't. */
function outcome(spec: string, shape: readonly number[], bindings?: Bindings): unknown {
  const parsed = parseShapeSpec(spec);
  const environment = new Environment(bindings);
  const match = matchShape(shape, parsed, environment);
  return match.matches ? { ...environment.bindings() } : describeFailure(match.failure, parsed);
}

/** Matches several shapes in one environment. */
function together(
  entries: Readonly<Record<string, readonly [readonly number[], string]>>,
  bindings?: Bindings,
): unknown {
  const environment = new Environment(bindings);
  const list = Object.entries(entries).map(([tensor, [shape, spec]]) => ({
    tensor,
    shape,
    parsed: parseShapeSpec(spec),
  }));
  const match = matchShapes(list, environment);
  if (match.matches) return { ...environment.bindings() };
  const failing = list.find((entry) => entry.tensor === match.failure.tensor);
  return describeFailure(match.failure, failing?.parsed ?? parseShapeSpec(''));
}

describe('matchShape: what matches, and what it binds', () => {
  test.each([
    ['a scalar', '', [], undefined, {}],
    ['names', 'b h w 3', [2, 8, 9, 3], undefined, { b: 2, h: 8, w: 9 }],
    ['no elements', 'b 0', [0, 0], undefined, { b: 0 }],
    ['a name that agrees', 'n n', [4, 4], undefined, { n: 4 }],
    ['a name that was given', 'n 3', [4, 3], { n: 4 }, { n: 4 }],
    ['a given name that is not used', 'n', [4], { m: 9 }, { n: 4, m: 9 }],
    ['any size', '_ _time', [4, 5], undefined, {}],
    ['a documented size', 'rows=3 b', [3, 4], undefined, { b: 4 }],
    ['a documented size or 1', '#rows=3', [1], undefined, {}],
    ['#3 is 3', '#3', [3], undefined, {}],
    ['#3 is 1', '#3', [1], undefined, {}],
    ['#h binds', '#h h', [4, 4], undefined, { h: 4 }],
    ['#h that is 1 binds nothing', '#h h', [1, 4], undefined, { h: 4 }],
    ['h, then #h that is 1', 'h #h', [4, 1], undefined, { h: 4 }],
    ['an ellipsis in front', '... c', [2, 3, 4], undefined, { c: 4 }],
    ['an ellipsis of no axes', '... c', [4], undefined, { c: 4 }],
    ['an ellipsis in the middle', 'b ... c', [2, 3, 4, 5], undefined, { b: 2, c: 5 }],
    ['a documented ellipsis', 'b *_rest', [2, 3, 4], undefined, { b: 2 }],
    ['a run', '*batch c', [2, 3, 4], undefined, { batch: [2, 3], c: 4 }],
    ['a run of no axes', '*batch c', [4], undefined, { batch: [], c: 4 }],
    ['a run that was given', '*batch c', [2, 3, 4], { batch: [2, 3] }, { batch: [2, 3], c: 4 }],
    ['two runs, one given', '*a *b', [2, 3, 4], { a: [2] }, { a: [2], b: [3, 4] }],
    ['two runs, the later given', '*a *b', [2, 3, 4], { b: [4] }, { a: [2, 3], b: [4] }],
    ['a given run and an ellipsis', '... *b 3', [7, 8, 4, 3], { b: [4] }, { b: [4] }],
    ['the same run twice halves the axes', '*a 9 *a', [2, 3, 9, 2, 3], undefined, { a: [2, 3] }],
    ['arithmetic over a bound name', 'h 2*h h//2 h+1 h-1', [4, 8, 2, 5, 3], undefined, { h: 4 }],
    ['arithmetic before its name', '2*h h', [8, 4], undefined, { h: 4 }],
    ['arithmetic in a given name', '2*h', [8], { h: 4 }, { h: 4 }],
    ['arithmetic in two names', '(h+1)*w h w', [15, 4, 3], undefined, { h: 4, w: 3 }],
    ['floor division rounds down', 'h h//2', [5, 2], undefined, { h: 5 }],
    ['floor division of a negative rounds down', 'h (h-6)//4+2', [5, 1], undefined, { h: 5 }],
    ['a product is solved', '2*h', [8], undefined, { h: 4 }],
    ['a sum is solved', 'h+1', [1], undefined, { h: 0 }],
    ['a difference is solved', 'h-1', [0], undefined, { h: 1 }],
    ['a difference from a number is solved', '10-h', [3], undefined, { h: 7 }],
    ['a linear expression is solved', '3*(h+1)-2', [10], undefined, { h: 3 }],
    ['a name twice is solved', 'h+h', [8], undefined, { h: 4 }],
    ['what cancels to a bound name is solved', 'w*h w', [12, 3], undefined, { w: 3, h: 4 }],
    ['one solution feeds the next', 'h+w 2*h', [7, 8], undefined, { h: 4, w: 3 }],
    ['a division that is exact is solved', '(4*h)//2', [8], undefined, { h: 4 }],
    ['a division with one answer is solved', '(3*h)//2', [4], undefined, { h: 3 }],
    ['an expression or 1', '#2*h h', [1, 4], undefined, { h: 4 }],
    ['an expression that is 1 binds nothing', '#2*h', [1], undefined, {}],
    ['a run that broadcasts', '#*b', [1, 3], undefined, { b: [1, 3] }],
  ] satisfies [string, string, number[], Bindings | undefined, Bindings][])(
    '%s: %j',
    (_, spec, shape, bindings, bound) => {
      expect(outcome(spec, shape, bindings)).toEqual(bound);
    },
  );
});

describe('matchShape: which axis fails, and who bound what it disagrees with', () => {
  test.each([
    ['a size', 'b 3', [2, 4], undefined, 'axis 1 is 4, expected 3'],
    ['a documented size', 'b rgb=3', [2, 4], undefined, 'axis 1 (rgb=3) is 4, expected 3'],
    ['a size that may be 1', '#3', [4], undefined, 'axis 0 (#3) is 4, expected 3 or 1'],
    ['a name', 'n m n', [4, 3, 5], undefined, 'axis 2 (n) is 5, but axis 0 bound n = 4'],
    ['a name that may be 1', 'n #n', [4, 5], undefined, 'axis 1 (#n) is 5, but axis 0 bound n = 4'],
    ['a name that was given', 'n', [5], { n: 4 }, 'axis 0 (n) is 5, but n = 4 was given'],
    ['one axis too few', 'b h w 3', [2, 8, 3], undefined, "the tensor has 3 axes, but 'b h w 3' has 4 axes"],
    ['one axis where there should be none', '', [2], undefined, 'the tensor has 1 axis, expected a scalar'],
    [
      'too few for an ellipsis',
      'b ... h 3',
      [2, 3],
      undefined,
      "the tensor has 2 axes, but 'b ... h 3' has at least 3 axes",
    ],
    [
      'too few for a run that was given',
      '*b 3',
      [3],
      { b: [2, 2] },
      "the tensor has 1 axis, but '*b 3' has 3 axes with *b = [2, 2] given",
    ],
    [
      'an odd number for a run that stands twice',
      '*a 9 *a',
      [2, 9],
      undefined,
      "the tensor has 2 axes, but '*a 9 *a' has 1 axis, or more in steps of 2",
    ],
    [
      'a run',
      '*a 9 *a',
      [2, 3, 9, 2, 4],
      undefined,
      'axes 3 to 4 (*a) are [2, 4], but axes 0 to 1 bound *a = [2, 3]',
    ],
    ['a run of one axis', '*a 9 *a', [2, 9, 4], undefined, 'axis 2 (*a) is 4, but axis 0 bound *a = [2]'],
    ['a run that was given', '*a 9', [2, 9], { a: [3] }, 'axis 0 (*a) is 2, but *a = [3] was given'],
    [
      'a run that does not broadcast',
      '#*a 9',
      [2, 3, 9],
      { a: [4, 3] },
      'axes 0 to 1 (#*a) are [2, 3], but *a = [4, 3] was given',
    ],
    ['arithmetic', 'h 2*h', [4, 7], undefined, 'axis 1 (2*h) is 7, but 2*h = 8 with h = 4 bound by axis 0'],
    ['arithmetic in a given name', '2*h', [7], { h: 4 }, 'axis 0 (2*h) is 7, but 2*h = 8 with h = 4 given'],
    [
      'arithmetic in several names',
      'h w h*w+k',
      [4, 3, 7],
      { k: 1 },
      'axis 2 (h*w+k) is 7, but h*w+k = 13 with h = 4 bound by axis 0, w = 3 bound by axis 1 and k = 1 given',
    ],
    [
      'arithmetic below zero',
      'h h-5',
      [3, 2],
      undefined,
      'axis 1 (h-5) is 2, but h-5 = -2 with h = 3 bound by axis 0',
    ],
    ['no solution', '2*h', [7], undefined, 'axis 0 (2*h) is 7, which is not 2*h for any h'],
    ['only a negative solution', 'h+3', [2], undefined, 'axis 0 (h+3) is 2, which is not h+3 for any h'],
    [
      'no solution beside a bound name',
      'w w*h',
      [3, 7],
      undefined,
      'axis 1 (w*h) is 7, which is not w*h for any h with w = 3 bound by axis 0',
    ],
    [
      'no solution of a division',
      '(4*h)//3',
      [3],
      undefined,
      'axis 0 (4*h//3) is 3, which is not 4*h//3 for any h',
    ],
    [
      'division by zero',
      'h w h//w',
      [3, 0, 2],
      undefined,
      'axis 2 (h//w) is 2, but h//w divides by zero with h = 3 bound by axis 0 and w = 0 bound by axis 1',
    ],
    [
      'arithmetic beyond 2^53',
      'h*h',
      [4],
      { h: 2 ** 52 },
      `axis 0 (h*h) is 4, but h*h is beyond 2^53 with h = ${2 ** 52} given`,
    ],
  ] satisfies [string, string, number[], Bindings | undefined, string][])(
    '%s: %j',
    (_, spec, shape, bindings, says) => {
      expect(outcome(spec, shape, bindings)).toBe(says);
    },
  );
});

describe('matchShapes: names are shared by the tensors of a call', () => {
  test.each([
    [
      'the first to bind is named',
      { query: [[2, 3, 4], 'batch length depth'], key: [[2, 5, 6], 'batch source depth'] },
      'key: axis 2 (depth) is 6, but query axis 2 bound depth = 4',
    ],
    [
      'the order of the tensors does not matter to arithmetic',
      { half: [[4], 'h//2'], whole: [[9], 'h'] },
      { h: 9 },
    ],
    ['nor to runs', { both: [[2, 3, 4], '*a *b'], one: [[3, 4], '*b'] }, { a: [2], b: [3, 4] }],
    [
      'a run that another tensor bound',
      { x: [[2, 3, 9], '*batch c'], y: [[2, 4], '*batch'] },
      'y: axes 0 to 1 (*batch) are [2, 4], but x axes 0 to 1 bound *batch = [2, 3]',
    ],
    [
      'a rank that another tensor determines',
      { x: [[2, 3], '*batch'], y: [[2], '*batch'] },
      "y: has 1 axis, but '*batch' has 2 axes with *batch = [2, 3] bound by x axis 0",
    ],
    [
      'arithmetic that another tensor contradicts',
      { up: [[7], '2*height'], image: [[4], 'height'] },
      'up: axis 0 (2*height) is 7, but 2*height = 8 with height = 4 bound by image axis 0',
    ],
    [
      'runs that broadcast widen each other',
      { x: [[2, 1], '#*b'], y: [[3], '#*b'], out: [[2, 3], '*b'] },
      { b: [2, 3] },
    ],
    [
      'what they broadcast to is fixed by a plain run',
      { x: [[2, 1], '#*b'], y: [[3], '#*b'], out: [[2, 1], '*b'] },
      'out: axes 0 to 1 (*b) are [2, 1], but x and y broadcast to *b = [2, 3]',
    ],
    [
      'and stays so',
      { out: [[1, 3], '*b'], x: [[2, 3], '#*b'] },
      'x: axes 0 to 1 (#*b) are [2, 3], but out axes 0 to 1 bound *b = [1, 3]',
    ],
    [
      'what a plain run fixed, no later one widens',
      { x: [[1, 3], '#*b'], out: [[1, 3], '*b'], y: [[2, 3], '#*b'] },
      'y: axes 0 to 1 (#*b) are [2, 3], but x axes 0 to 1 bound *b = [1, 3]',
    ],
    [
      'a run that broadcasts may be shorter',
      { x: [[2, 3], '*b'], y: [[1], '#*b'], z: [[], '#*b'] },
      { b: [2, 3] },
    ],
    [
      'but not longer',
      { x: [[3], '*b'], y: [[2, 3], '#*b'] },
      'y: axes 0 to 1 (#*b) are [2, 3], but x axis 0 bound *b = [3]',
    ],
  ] satisfies [string, Readonly<Record<string, readonly [number[], string]>>, unknown][])(
    '%s',
    (_, entries, expected) => {
      expect(together(entries)).toEqual(expected);
    },
  );
});

describe('matchShape: what stays open is an error of the spec', () => {
  test.each([
    [
      'a division with several answers',
      'b h//2',
      2,
      "'h//2' does not determine 'h', and nothing else binds it",
    ],
    ['two unbound names', 'h+w', 0, "'h+w' does not determine 'h' and 'w', and nothing else binds them"],
    ['a square', 'h*h', 0, "'h*h' does not determine 'h'"],
    ['a divisor', '9//h', 0, "'9//h' does not determine 'h'"],
    ['two open runs', '*a *b', 3, "which axes belong to '*a' and which to '*b' is not determined"],
    ['a run beside an ellipsis', '... 3 *b', 6, "which axes belong to '...' and which to '*b'"],
    ['two runs that broadcast', '#*a #*a', 4, "which axes belong to '#*a' and which to '#*a'"],
  ])('%s: %j, whatever the shape', (_, spec, offset, problem) => {
    const parsed = parseShapeSpec(spec);
    for (const shape of [[2, 4], [4], [3, 3, 3]].filter(
      (each) => parsed.runs > 0 || each.length === parsed.singles,
    )) {
      const match = (): unknown => matchShape(shape, parsed, new Environment());
      expect(match).toThrow(ShapeSpecError);
      expect(match).toThrow(problem);
      expect(match).toThrow(expect.objectContaining({ spec, offset }));
    }
  });

  test.each([
    ['one axis that was given as several', 'b', { b: [2, 3] }, "'b' is a run of axes (*) elsewhere"],
    ['several axes that were given as one', '*b', { b: 2 }, "'b' is a single axis elsewhere"],
    ['arithmetic in a run', 'b+1', { b: [2] }, "'b' is a run of axes (*) elsewhere"],
  ])('%s', (_, spec, bindings, problem) => {
    expect(() => matchShape([2], parseShapeSpec(spec), new Environment(bindings))).toThrow(problem);
  });
});

/** The value of an expression by the rules of the page, written down a second time; NaN where there is none. */
function valueOf(each: Expression, sizeOf: (name: string) => number): number {
  if (each.op === 'size') return each.value;
  if (each.op === 'name') return sizeOf(each.name);
  const left = valueOf(each.left, sizeOf);
  const right = valueOf(each.right, sizeOf);
  if (each.op === '+') return left + right;
  if (each.op === '-') return left - right;
  if (each.op === '*') return left * right;
  return right === 0 ? NaN : Math.floor(left / right);
}

const specOf = (list: readonly BareAxis[]): string =>
  list.map((axis) => printAxis({ offset: 0, ...axis })).join(' ');

describe('laws', () => {
  const sizes = fc.record({
    a: fc.nat(6),
    b: fc.nat(6),
    height: fc.nat(6),
    w_1: fc.nat(6),
    C: fc.nat(6),
    batch: fc.array(fc.nat(6), { maxLength: 3 }),
    rest: fc.array(fc.nat(6), { maxLength: 3 }),
  });

  /** A shape made from a spec and sizes, with the axis of the spec that each of its sizes came from. */
  function generate(
    list: readonly BareAxis[],
    given: Bindings,
    free: readonly number[],
  ): readonly { readonly size: number; readonly axis: BareAxis }[] {
    const sizeOf = (name: string): number => given[name] as number;
    return list.flatMap((axis, at): { readonly size: number; readonly axis: BareAxis }[] => {
      const any = free[at] ?? 0;
      switch (axis.kind) {
        case 'fixed':
        case 'documented':
          return [{ axis, size: axis.broadcast && any % 2 === 0 ? 1 : axis.size }];
        case 'name':
          return [{ axis, size: axis.broadcast && any % 2 === 0 ? 1 : sizeOf(axis.name) }];
        case 'expression':
          return [{ axis, size: axis.broadcast && any % 2 === 0 ? 1 : valueOf(axis.expression, sizeOf) }];
        case 'any':
          return [{ axis, size: any }];
        case 'ellipsis':
          return Array.from({ length: any % 4 }, () => ({ axis, size: any }));
        case 'variadic': {
          const run = given[axis.name] as readonly number[];
          const kept = axis.broadcast ? run.slice(any % (run.length + 1)) : run;
          return kept.map((size, index) => ({
            axis,
            size: axis.broadcast && (any + index) % 3 === 0 ? 1 : size,
          }));
        }
      }
    });
  }

  const openRuns = (list: readonly BareAxis[]): number =>
    list.filter((axis) => axis.kind === 'ellipsis' || (axis.kind === 'variadic' && axis.broadcast)).length;

  const cases = fc
    .record({
      list: axes.filter((each) => openRuns(each) < 2),
      given: sizes,
      free: fc.array(fc.nat(9), { minLength: 7, maxLength: 7 }),
    })
    .map(({ list, given, free }) => ({ spec: specOf(list), given, made: generate(list, given, free) }))
    .filter(({ made }) => made.every(({ size }) => Number.isSafeInteger(size) && size >= 0));

  test('a shape made from a spec and its sizes matches', () => {
    fc.assert(
      fc.property(cases, ({ spec, given, made }) => {
        const shape = made.map((each) => each.size);
        expect(matchShape(shape, parseShapeSpec(spec), new Environment(given))).toEqual({ matches: true });
      }),
      { numRuns: 1000 },
    );
  });

  test('with one axis changed it is refused, and that axis is named', () => {
    fc.assert(
      fc.property(cases, fc.nat(), fc.integer({ min: 2, max: 9 }), ({ spec, given, made }, pick, by) => {
        const constrained = made.flatMap(({ axis }, at) =>
          axis.kind === 'any' || axis.kind === 'ellipsis' ? [] : [at],
        );
        fc.pre(constrained.length > 0);
        const at = constrained[pick % constrained.length] ?? 0;
        const shape = made.map((each) => each.size);
        const { axis } = made[at] ?? { axis: { kind: 'any', label: '' } };
        // far from everything that fits: the sizes here are small, or near 2^53 as fixed sizes may be
        shape[at] = (shape[at] ?? 0) > 10_000 ? by : (shape[at] ?? 0) + 20_000 + by;
        fc.pre(!(axis.kind === 'fixed' && axis.size === shape[at]));
        const match = matchShape(shape, parseShapeSpec(spec), new Environment(given));
        expect(match).toMatchObject({ matches: false, failure: { axis: at } });
      }),
      { numRuns: 1000 },
    );
  });

  test('with one axis too few or too many, a spec of fixed rank names the ranks', () => {
    fc.assert(
      fc.property(cases, fc.boolean(), ({ spec, given, made }, more) => {
        const parsed = parseShapeSpec(spec);
        const shape = made.map((each) => each.size);
        fc.pre(parsed.runs === 0 && (more || shape.length > 0));
        const other = more ? [...shape, 1] : shape.slice(1);
        expect(matchShape(other, parsed, new Environment(given))).toMatchObject({
          matches: false,
          failure: { kind: 'rank', rank: other.length, expected: shape.length },
        });
      }),
    );
  });

  /** Small specs in two names, against a search through all sizes that the names could have. */
  test('it matches exactly where some sizes of the names fit', () => {
    const tokens = [
      'a',
      'b',
      '#a',
      '2',
      '#2',
      'a+1',
      '2*a',
      'a-b',
      'a*b',
      'b//2',
      '3*a-2*b',
      '(a+b)//2',
      '#a+b',
      '_',
      '5-a',
    ];
    const fits = (
      list: readonly ReturnType<typeof parseShapeSpec>['axes'][number][],
      shape: readonly number[],
    ): boolean => {
      const limit = 40;
      for (let a = 0; a < limit; a += 1) {
        for (let b = 0; b < limit; b += 1) {
          const sizeOf = (name: string): number => (name === 'a' ? a : b);
          const all = list.every((axis, at) => {
            const size = shape[at] ?? 0;
            if ('broadcast' in axis && axis.broadcast && size === 1) return true;
            if (axis.kind === 'fixed') return size === axis.size;
            if (axis.kind === 'name') return size === sizeOf(axis.name);
            return axis.kind !== 'expression' || size === valueOf(axis.expression, sizeOf);
          });
          if (all) return true;
        }
      }
      return false;
    };
    let decided = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...tokens), fc.nat(6)), { maxLength: 4 }), (pairs) => {
        const parsed = parseShapeSpec(pairs.map(([token]) => token).join(' '));
        const shape = pairs.map(([, size]) => size);
        let matches: boolean;
        try {
          ({ matches } = matchShape(shape, parsed, new Environment()));
        } catch (error) {
          expect(error).toBeInstanceOf(ShapeSpecError); // open: neither yes nor no
          return;
        }
        decided += 1;
        expect(matches).toBe(fits(parsed.axes, shape));
      }),
      { numRuns: 3000 },
    );
    expect(decided).toBeGreaterThan(1000);
  });

  test('the order of the tensors of a call decides nothing but who is blamed', () => {
    const tokens = ['a', 'b', '#a', '2', 'a+1', '2*a', 'a*b', 'b//2', '*r', '_', '#*r'];
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.tuple(fc.constantFrom(...tokens), fc.nat(4)), { maxLength: 3 }), {
          minLength: 2,
          maxLength: 3,
        }),
        (tensors) => {
          const entries = tensors.map((pairs, index) => ({
            tensor: `t${index}`,
            shape: pairs.map(([, size]) => size),
            parsed: parseShapeSpec(pairs.map(([token]) => token).join(' ')),
          }));
          const decide = (list: typeof entries): string => {
            try {
              return String(matchShapes(list, new Environment()).matches);
            } catch (error) {
              expect(error).toBeInstanceOf(ShapeSpecError);
              return 'open';
            }
          };
          const forwards = decide(entries);
          const backwards = decide([...entries].reverse());
          // a failure may come before what would stay open, or after
          if (forwards !== 'open' && backwards !== 'open') expect(forwards).toBe(backwards);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
