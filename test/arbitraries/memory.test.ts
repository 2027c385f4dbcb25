import { add, engine, keep, memory, scalar, square, tidy, type Tensor } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { it, test as propTest } from '@fast-check/vitest';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { tensor, tensors } from '../../src/arbitraries/index.ts';

// Hundreds of runs each, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const x = tensor('n 3', { elements: 'unit' });
const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Fails once a tensor is large enough, so that there is something to shrink. */
const small = ({ size }: Tensor): boolean => size < 10;

const settings: readonly [string, () => void][] = [
  ['by themselves', () => undefined],
  [
    'beside a user’s configureGlobal',
    () => {
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- users do
      fc.configureGlobal({ numRuns: 20, beforeEach: () => undefined, afterEach: () => undefined });
    },
  ],
];

describe.each(settings)('properties %s leave nothing', (_, configure) => {
  beforeEach(configure);
  afterEach(() => {
    fc.resetConfigureGlobal();
  });

  test.each<[string, () => unknown]>([
    ['that pass', () => fc.check(fc.property(x, (t) => square(t).size > 0))],
    ['that fail and shrink', () => fc.check(fc.property(x, (t) => small(square(t))))],
    [
      'that throw inside a tidy',
      () =>
        fc.check(
          fc.property(x, (t) => {
            tidy(() => {
              if (!small(square(t))) throw new Error('large');
            });
          }),
        ),
    ],
    [
      'of several arbitraries',
      () =>
        fc.check(
          fc.property(
            x,
            fc.nat(),
            tensors({ a: 'n', b: 'n' }),
            (t, n, { a }) => small(t) || n < 50 || small(a),
          ),
        ),
    ],
    [
      'of mapped tensors',
      () =>
        fc.check(
          fc.property(
            x.map((t) => add(t, 1)),
            small,
          ),
        ),
    ],
    [
      'of chained tensors',
      () =>
        fc.check(
          fc.property(
            fc.nat(9).chain((n) => tensor('n m', { bindings: { n } })),
            small,
          ),
        ),
    ],
    [
      'of arrays and filters',
      () => fc.check(fc.property(fc.array(x.filter((t) => t.size > 3)), (all) => all.every(small))),
    ],
    [
      'that skip runs',
      () =>
        fc.check(
          fc.property(x, (t) => {
            fc.pre(small(t));
          }),
        ),
    ],
    [
      'whose values repeat',
      () =>
        fc.check(
          fc.property(tensor('1', { dtype: 'bool' }), () => true),
          { skipEqualValues: true },
        ),
    ],
    [
      'whose time is up',
      () =>
        fc.check(
          fc.property(x, () => true),
          { skipAllAfterTimeLimit: 0 },
        ),
    ],
    ['with fc.gen', () => fc.check(fc.property(fc.gen(), (gen) => small(gen(tensor<string>, 'n 3', {}))))],
    [
      'inside of others',
      () =>
        fc.check(
          fc.property(x, (t) => {
            fc.assert(fc.property(x, () => !t.isDisposed));
            return small(t);
          }),
          { numRuns: 10 },
        ),
    ],
    [
      'that replay',
      () =>
        fc.check(
          fc.property(x, x, (t, other) => small(t) && !other.isDisposed),
          { seed: 5, path: '20:1:1' },
        ),
    ],
  ])('%s', (__, run) => {
    const before = memory().numTensors;
    const details = run() as fc.RunDetails<unknown>;
    expect(memory().numTensors).toBe(before);
    if (details.failed && !details.interrupted)
      expect(fc.stringify(details.counterexample)).not.toContain('isDisposed');
  });

  test.each<[string, () => Promise<unknown>]>([
    [
      'that pass',
      () =>
        fc.check(
          fc.asyncProperty(x, async (t) => {
            await later();
            square(t);
            await later();
            add(t, 1);
          }),
        ),
    ],
    [
      'that fail and shrink',
      () =>
        fc.check(
          fc.asyncProperty(x, async (t) => {
            await later();
            square(t);
            return small(t);
          }),
        ),
    ],
    [
      'that throw',
      () =>
        fc.check(
          fc.asyncProperty(x, async (t) => {
            await later();
            square(t);
            if (!small(t)) throw new Error('large');
          }),
        ),
    ],
    [
      'that skip runs',
      () =>
        fc.check(
          fc.asyncProperty(x, async (t) => {
            await later();
            fc.pre(small(t));
          }),
        ),
    ],
    [
      'that time out',
      () =>
        fc.check(
          fc.asyncProperty(x, () => new Promise<void>(() => undefined)),
          { timeout: 5, numRuns: 2, endOnFailure: true },
        ),
    ],
    [
      'at the same time',
      () =>
        Promise.all(
          [1, 2].map((seed) =>
            fc.check(
              fc.asyncProperty(x, async (t) => {
                await later();
                const s = square(t);
                await later();
                return !s.isDisposed && !t.isDisposed;
              }),
              { seed },
            ),
          ),
        ).then((all) => {
          for (const each of all) expect(each.failed).toBe(false);
        }),
    ],
  ])('asynchronous: %s', async (__, run) => {
    const before = memory().numTensors;
    await run();
    expect(memory().numTensors).toBe(before);
  });
});

test('a predicate may dispose of a tensor', () => {
  const before = memory().numTensors;
  const details = fc.check(
    fc.property(x, x, (t, other) => {
      t.dispose();
      return small(other);
    }),
    { seed: 1 },
  );
  expect(details.failed).toBe(true);
  expect(fc.stringify(details.counterexample)).toBe('[float32[1, 3] zeros,float32[4, 3] zeros]');
  expect(memory().numTensors).toBe(before);
});

test('a predicate may keep a tensor', async () => {
  const kept: Tensor[] = [];
  const before = memory().numTensors;
  fc.assert(
    fc.property(x, (t) => {
      kept.push(keep(t), keep(square(t)));
    }),
    { numRuns: 3 },
  );
  await fc.assert(
    fc.asyncProperty(x, async (t) => {
      await later();
      kept.push(keep(t), keep(square(t)));
    }),
    { numRuns: 3 },
  );
  expect(memory().numTensors).toBe(before + 12);
  for (const each of kept) {
    expect(each.isDisposed).toBe(false);
    each.dispose();
  }
});

test('a tensor that is no value of the run stays', () => {
  const own = tidy(() => keep(square(scalar(2))));
  fc.assert(fc.property(fc.constant(own), x, (t, other) => t.size === 1 && other.size > 0));
  expect(own.isDisposed).toBe(false);
  own.dispose();
});

test('values live in a tidy of the user’s as long as their run, which is still the user’s', () => {
  const before = memory().numTensors;
  const { activeScope } = engine().state;
  const own = tidy(() => {
    const made = scalar(1);
    fc.assert(fc.property(x, (t) => !t.isDisposed && !made.isDisposed));
    expect(memory().numTensors).toBe(before + 1);
    return [made.dataSync()[0], made.id];
  });
  expect(own[0]).toBe(1);
  expect(engine().state.activeScope).toBe(activeScope);
  expect(memory().numTensors).toBe(before);
});

test('a hook that closes a scope between the draw and the run frees no value', () => {
  const before = memory().numTensors;
  engine().startScope();
  const property = fc.property(x, (t) => {
    expect(t.isDisposed).toBe(false);
    square(t);
  });
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- @fast-check/vitest does
  property.beforeEach(() => {
    engine().endScope();
    engine().startScope();
    scalar(1);
  });
  fc.assert(property, { numRuns: 5 });
  engine().endScope();
  expect(memory().numTensors).toBe(before);
});

test.each<[string, fc.Arbitrary<Tensor>, string]>([
  ['a mapped tensor', tensor('b 3', { elements: 'unit' }).map((t) => add(t, 1)), '[float32[4, 3] ones]'],
  [
    'one of many',
    fc.array(x, { minLength: 1 }).map(([first]) => add(first as Tensor, 1)),
    '[float32[4, 3] ones]',
  ],
])('%s prints when it is gone', (_, arbitrary, text) => {
  const details = fc.check(fc.property(arbitrary, small), { seed: 1 });
  expect(fc.stringify(details.counterexample)).toBe(text);
});

test('a mapped tensor that the predicate disposes of prints its shape', () => {
  const details = fc.check(
    fc.property(
      x.map((t) => add(t, 1)),
      (t) => {
        t.dispose();
        return small(t);
      },
    ),
    { seed: 1 },
  );
  expect(fc.stringify(details.counterexample)).toBe('[float32[4, 3] (disposed)]');
});

test('user’s hooks still see the tensors', () => {
  const seen: boolean[] = [];
  let current: Tensor | undefined;
  fc.assert(
    fc
      .property(x, (t) => {
        current = t;
      })
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- users do
      .afterEach(() => {
        seen.push(current?.isDisposed ?? true);
      }),
    { numRuns: 3 },
  );
  expect(seen).toEqual([false, false, false]);
});

class Push implements fc.Command<{ total: number }, { tensors: Tensor[] }> {
  readonly value: Tensor;
  constructor(value: Tensor) {
    this.value = value;
  }
  check = (): boolean => true;
  run(model: { total: number }, real: { tensors: Tensor[] }): void {
    expect(this.value.isDisposed).toBe(false);
    model.total += this.value.size;
    real.tensors.push(square(this.value));
    expect(model.total).toBeLessThan(40);
  }
  toString = (): string => `push ${fc.stringify(this.value)}`;
}

test('fc.commands leave nothing', () => {
  const before = memory().numTensors;
  const details = fc.check(
    fc.property(fc.commands([x.map((value) => new Push(value))], { size: '+1' }), (commands) => {
      fc.modelRun(() => ({ model: { total: 0 }, real: { tensors: [] } }), commands);
    }),
    { seed: 1 },
  );
  expect(details.failed).toBe(true);
  expect(memory().numTensors).toBe(before);
  expect(fc.stringify(details.counterexample)).toContain('push float32[');
});

// Each of them runs under the leak guard of this suite.
describe('@fast-check/vitest', () => {
  let hooks = 0;
  beforeEach(() => {
    hooks += 1;
  });
  propTest.prop([x])('test.prop', (t) => {
    expect(t.isDisposed).toBe(false);
    square(t);
  });
  propTest.prop({ a: x, b: x })('test.prop by name', async ({ a, b }) => {
    await later();
    expect(a.isDisposed || b.isDisposed).toBe(false);
    square(a);
  });
  it.prop([x], { numRuns: 10 })('it.prop', async (t) => {
    square(t);
    await later();
    square(t);
  });
  test('ran the hooks', () => {
    expect(hooks).toBeGreaterThan(100);
  });
});
