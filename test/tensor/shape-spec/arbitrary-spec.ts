import fc from 'fast-check';
import type { Axis, Expression } from '../../../src/tensor/shape-spec/index.ts';

/** An axis without its place in the text. */
export type BareAxis = Axis extends infer Each ? (Each extends Axis ? Omit<Each, 'offset'> : never) : never;

export const size = fc.oneof({ weight: 8, arbitrary: fc.nat(9) }, fc.maxSafeNat());

const NAMES = ['a', 'b', 'height', 'w_1', 'C'];
export const name = fc.constantFrom(...NAMES);

const operand: fc.Arbitrary<Expression> = fc.oneof(
  fc.nat(9).map((value): Expression => ({ op: 'size', value })),
  name.map((each): Expression => ({ op: 'name', name: each })),
);

function binary(child: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> {
  return fc.record({
    op: fc.constantFrom('+' as const, '-' as const, '*' as const, '//' as const),
    left: child,
    right: child,
  });
}

/** Arithmetic with at least one name, and no division but by a name: anything else may come to zero. */
export const expression: fc.Arbitrary<Expression> = fc
  .oneof(binary(operand), binary(fc.oneof(operand, binary(operand))))
  .filter((each) => namesOf(each).length > 0 && !dividesByFormula(each));

export function namesOf(each: Expression): readonly string[] {
  if (each.op === 'size') return [];
  if (each.op === 'name') return [each.name];
  return [...new Set([...namesOf(each.left), ...namesOf(each.right)])];
}

function dividesByFormula(each: Expression): boolean {
  if (each.op === 'size' || each.op === 'name') return false;
  return (
    (each.op === '//' && each.right.op !== 'name') ||
    dividesByFormula(each.left) ||
    dividesByFormula(each.right)
  );
}

const single: fc.Arbitrary<BareAxis> = fc.oneof(
  fc.record({ kind: fc.constant('fixed' as const), size, broadcast: fc.boolean() }),
  fc.record({ kind: fc.constant('name' as const), name, broadcast: fc.boolean() }),
  fc.record({ kind: fc.constant('any' as const), label: fc.constantFrom('', 'time', '_2') }),
  fc.record({
    kind: fc.constant('documented' as const),
    name: fc.constantFrom('rows', 'cols'),
    size,
    broadcast: fc.boolean(),
  }),
  fc
    .record({ expression, broadcast: fc.boolean() })
    .map((each) => ({ kind: 'expression' as const, names: namesOf(each.expression), ...each })),
);

const run: fc.Arbitrary<BareAxis> = fc.oneof(
  fc.record({
    kind: fc.constant('variadic' as const),
    name: fc.constantFrom('batch', 'rest'),
    broadcast: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('ellipsis' as const), label: fc.constantFrom('', 'more') }),
);

/** Axes as they could stand in a spec, with one ellipsis at most. */
export const axes: fc.Arbitrary<readonly BareAxis[]> = fc
  .array(fc.oneof({ weight: 5, arbitrary: single }, run), { maxLength: 7 })
  .filter((list) => list.filter((axis) => axis.kind === 'ellipsis').length < 2);
