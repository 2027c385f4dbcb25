import fc from 'fast-check';

/** Float32 numbers at which comparisons go wrong, and others. */
export const float32: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1, -1),
  fc
    .constantFrom(1e-45, -1e-45, 1e-40, 2e-40, 1.1754942e-38, 1.17549435e-38, 3.4028235e38, -3.4028235e38)
    .map(Math.fround),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ min: -2, max: 2, noNaN: true }),
);

/** A number and one that is likely to be near it. */
export const pair: fc.Arbitrary<readonly [number, number]> = fc.oneof(
  float32.map((x) => [x, x] as const),
  fc.tuple(float32, float32),
  fc
    .tuple(float32, fc.constantFrom(1e-7, 1e-6, 1.3e-6, 1e-5, 2e-5, 1e-3))
    .map(([x, step]) => [x, Math.fround(x + step)] as const),
  fc
    .tuple(float32, fc.constantFrom(1e-7, 1e-6, 1.3e-6, 1e-5, 2e-5, 1e-3))
    .map(([x, step]) => [x, Math.fround(x * (1 + step))] as const),
);

/** Arrays of such pairs; equal ones more often than chance would have it. */
export const pairs: fc.Arbitrary<readonly (readonly [number, number])[]> = fc.oneof(
  fc.array(pair, { maxLength: 40 }),
  fc.array(float32, { maxLength: 40 }).map((xs) => xs.map((x) => [x, x] as const)),
  fc.array(fc.float({ noNaN: true }), { maxLength: 40 }).map((xs) => xs.map((x) => [x, x] as const)),
);

export const tolerance: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, 1e-45, 1e-38, 1e-30, 1e-6, 1.3e-6, 1e-5, 1e-3, 1, 1e30),
  fc.double({ min: 0, max: 10, noNaN: true }),
);
