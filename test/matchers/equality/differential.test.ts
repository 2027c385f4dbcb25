import fc from 'fast-check';
import { chai, describe, expect, test, vi } from 'vitest';
import '../../../matchers/vitest.ts';
import { originals } from '../../../matchers/equality/vitest-assertion.ts';

/** Everything a person or a reporter sees of an assertion. */
type Outcome = { readonly passed: true } | { readonly passed: false; readonly seen: readonly unknown[] };

function outcomeOf(run: () => unknown): Outcome {
  try {
    run();
    return { passed: true };
  } catch (error) {
    const { name, message, actual, expected, showDiff } = error as Record<string, unknown>;
    return { passed: false, seen: [name, message, actual, expected, showDiff] };
  }
}

type Methods = Record<string, (this: unknown, ...args: readonly unknown[]) => unknown>;

/** What Vitest's matcher says, and what stands in its place now. */
function bothOutcomes(
  name: string,
  received: unknown,
  args: readonly unknown[],
  negated: boolean,
): [Outcome, Outcome] {
  const assertion = (): Methods => {
    const made = new chai.Assertion(received);
    return (negated ? made.not : made) as unknown as Methods;
  };
  const original = originals.get(name);
  if (original === undefined) throw new Error(`${name} is not overridden`);
  return [
    outcomeOf(() => original.apply(assertion() as unknown as Chai.Assertion, [...args])),
    outcomeOf(() => assertion()[name]?.(...args)),
  ];
}

const anything = fc.anything({
  withMap: true,
  withSet: true,
  withDate: true,
  withTypedArray: true,
  maxDepth: 3,
});
/** Two values that are often equal, and often nearly so. */
const pairs = fc.oneof(
  fc.tuple(anything, anything),
  fc.clone(anything, 2),
  fc.tuple(anything, anything).map(
    ([a, b]) =>
      [
        { a, b },
        { a, b, c: undefined },
      ] as [unknown, unknown],
  ),
  anything.map((a) => [{ a }, { a: expect.anything() as unknown }] as [unknown, unknown]),
);

describe('what holds no tensor is judged and worded by Vitest to the letter', () => {
  test.each(['toEqual', 'toStrictEqual', 'toBe', 'toMatchObject'])('%s', (name) => {
    fc.assert(
      fc.property(pairs, fc.boolean(), ([received, expected], negated) => {
        const [vitests, ours] = bothOutcomes(name, received, [expected], negated);
        expect(Object.is(ours.passed, vitests.passed)).toBe(true);
        if (!ours.passed && !vitests.passed) {
          expect(ours.seen.every((each, i) => Object.is(each, vitests.seen[i]) || i === 2)).toBe(true);
        }
      }),
    );
  });

  test('toContainEqual', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 4 }), anything, fc.boolean(), (items, wanted, negated) => {
        const [vitests, ours] = bothOutcomes('toContainEqual', items, [wanted], negated);
        expect(JSON.stringify(ours.passed)).toBe(JSON.stringify(vitests.passed));
        if (!ours.passed && !vitests.passed) expect(ours.seen[1]).toBe(vitests.seen[1]);
      }),
    );
  });

  test.each([
    'toHaveBeenCalledWith',
    'toHaveBeenLastCalledWith',
    'toHaveReturnedWith',
    'toHaveLastReturnedWith',
  ])('%s', (name) => {
    fc.assert(
      fc.property(pairs, fc.boolean(), ([given, expected], negated) => {
        const mock = vi.fn((value: unknown) => value);
        mock(given);
        const [vitests, ours] = bothOutcomes(name, mock, [expected], negated);
        expect(ours.passed).toBe(vitests.passed);
        if (!ours.passed && !vitests.passed) expect(ours.seen[1]).toBe(vitests.seen[1]);
      }),
      { numRuns: 50 },
    );
  });
});
