import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ShapeSpecError } from '../../../src/errors.ts';
import { Environment, matchShapes, parseShapeSpec, type Axis } from '../../../src/tensor/shape-spec/index.ts';

/** One tensor of a call, as it is drawn. */
interface Drawn {
  readonly axes: readonly Axis[];
  readonly shape: readonly number[];
}

type Sizes = Readonly<Record<string, number | readonly number[]>>;

const NAMES = ['a', 'b'];
const LIMIT = 4;

/** All runs of axes up to two, with sizes up to three. */
const RUNS: readonly (readonly number[])[] = [0, 1, 2].flatMap((rank) =>
  Array.from({ length: LIMIT ** rank }, (_, code) =>
    Array.from({ length: rank }, (_each, at) => Math.floor(code / LIMIT ** at) % LIMIT),
  ),
);

/** Whether a shape is what a spec says, if names stand for given sizes: every way to cut it up is tried. */
function fits(axes: readonly Axis[], shape: readonly number[], sizes: Sizes): boolean {
  const [axis, ...rest] = axes;
  if (axis === undefined) return shape.length === 0;
  const [size, ...others] = shape;
  const one = (holds: (size: number) => boolean): boolean =>
    size !== undefined && holds(size) && fits(rest, others, sizes);
  switch (axis.kind) {
    case 'any':
      return one(() => true);
    case 'fixed':
    case 'documented':
      return one((each) => each === axis.size || (axis.broadcast && each === 1));
    case 'name':
      return one((each) => each === sizes[axis.name] || (axis.broadcast && each === 1));
    case 'ellipsis':
      return shape.some((_, length) => fits(rest, shape.slice(length), sizes)) || fits(rest, [], sizes);
    case 'variadic': {
      const run = sizes[axis.name] as readonly number[];
      return run.every((each, i) => each === shape[i]) && fits(rest, shape.slice(run.length), sizes);
    }
    case 'expression':
      throw new Error('arithmetic has a reference of its own, in the tests of the match');
  }
}

/** A run of axes is a part of some shape. */
function runsOf(tensors: readonly Drawn[]): (readonly number[])[] {
  return tensors.flatMap(({ shape }) =>
    [0, ...shape.keys()].flatMap((from) =>
      Array.from({ length: shape.length - from + 1 }, (_, length) => shape.slice(from, from + length)),
    ),
  );
}

/** Slow and plain: any sizes for the names, any run of axes for `*r`. */
function reference(tensors: readonly Drawn[]): boolean {
  const choices = NAMES.reduce<Sizes[]>(
    (all, name) =>
      all.flatMap((sizes) => Array.from({ length: LIMIT }, (_, size) => ({ ...sizes, [name]: size }))),
    [{}],
  );
  return choices.some((sizes) =>
    runsOf(tensors).some((r) => tensors.every(({ axes, shape }) => fits(axes, shape, { ...sizes, r }))),
  );
}

const tensor: fc.Arbitrary<Drawn> = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'b', '#a', '#b', '1', '2', '#3', 'rows=2', '_', '_x', '*r', '...'), {
      maxLength: 4,
    }),
    fc.array(fc.nat(LIMIT - 1), { maxLength: 4 }),
  )
  // A spec has one run at most here; two are cut up by what others bind, and refused where nothing does.
  .filter(([tokens]) => tokens.filter((each) => each === '*r' || each === '...').length < 2)
  .map(([tokens, shape]) => ({ axes: parseShapeSpec(tokens.join(' ')).axes, shape }));

/** Shapes that nearly match, so that both verdicts are common. */
const related: fc.Arbitrary<readonly Drawn[]> = fc
  .tuple(
    fc.array(tensor, { minLength: 1, maxLength: 3 }),
    fc.nat(3),
    fc.nat(3),
    fc.constantFrom(...RUNS),
    fc.nat(9),
  )
  .map(([drawn, a, b, r, spoilt]) =>
    drawn.map(({ axes }, index) => {
      const shape = axes.flatMap((axis): readonly number[] => {
        if (axis.kind === 'name') return [axis.name === 'a' ? a : b];
        if (axis.kind === 'variadic' || axis.kind === 'ellipsis') return r;
        return [axis.kind === 'fixed' || axis.kind === 'documented' ? axis.size : 2];
      });
      const at = spoilt % 5;
      return { axes, shape: index === 0 && at < shape.length ? shape.with(at, spoilt % LIMIT) : shape };
    }),
  );

test.each([
  ['any shapes', fc.array(tensor, { minLength: 1, maxLength: 3 })],
  ['shapes that nearly match', related],
] as const)('matching %s says what a slow search through all sizes says', (_name, drawn) => {
  const seen = { yes: 0, no: 0 };
  fc.assert(
    fc.property(drawn, (all) => {
      const entries = all.map(({ axes, shape }, i) => ({
        tensor: `t${i}`,
        shape,
        parsed: parseShapeSpec(specOf(axes)),
      }));
      let matches: boolean;
      try {
        ({ matches } = matchShapes(entries, new Environment()));
      } catch (error) {
        expect(error).toBeInstanceOf(ShapeSpecError); // it stays open
        return;
      }
      seen[matches ? 'yes' : 'no'] += 1;
      expect(matches).toBe(reference(all));
    }),
    { numRuns: 1500 },
  );
  expect(seen.no).toBeGreaterThan(100);
  expect(seen.yes).toBeGreaterThan(20);
});

function specOf(axes: readonly Axis[]): string {
  return axes
    .map((axis) => {
      const hash = 'broadcast' in axis && axis.broadcast ? '#' : '';
      if (axis.kind === 'name') return `${hash}${axis.name}`;
      if (axis.kind === 'variadic') return `${hash}*${axis.name}`;
      if (axis.kind === 'fixed') return `${hash}${axis.size}`;
      if (axis.kind === 'documented') return `${hash}${axis.name}=${axis.size}`;
      return axis.kind === 'ellipsis' ? '...' : `_${'label' in axis ? axis.label : ''}`;
    })
    .join(' ');
}
