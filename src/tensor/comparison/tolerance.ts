/** How far an element may be from what was expected: `atol + rtol·|expected|`. */
export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
  /** Where it came from, as a message says it. */
  readonly origin: string;
}

/** What a user may give; see {@link resolveTolerance}. */
export interface ToleranceOptions {
  /** Relative tolerance, 0 or more. */
  readonly rtol?: number | undefined;
  /** Absolute tolerance, 0 or more. */
  readonly atol?: number | undefined;
}

/** The defaults of torch.testing.assert_close. What is not here is compared exactly. */
const DEFAULTS: Readonly<Record<string, { readonly rtol: number; readonly atol: number }>> = {
  float32: { rtol: 1.3e-6, atol: 1e-5 },
  complex64: { rtol: 1.3e-6, atol: 1e-5 },
};
const EXACT = { rtol: 0, atol: 0 };

function defaultFor(dtype: string): { readonly rtol: number; readonly atol: number } {
  return Object.hasOwn(DEFAULTS, dtype) ? (DEFAULTS[dtype] ?? EXACT) : EXACT;
}

/**
 * The tolerance that holds for two dtypes: the user's, where either part is given (the other is then 0),
 * else the default of the dtypes, the wider one where they differ.
 * @param options what the user gave
 * @param actual dtype of the tensor under test
 * @param expected dtype of the tensor it is compared with
 * @see https://pytorch.org/docs/stable/testing.html
 */
export function resolveTolerance(options: ToleranceOptions, actual: string, expected: string): Tolerance {
  const { rtol, atol } = options;
  if (rtol !== undefined && atol !== undefined) return { rtol, atol, origin: 'as given' };
  if (rtol !== undefined) return { rtol, atol: 0, origin: 'rtol as given, so atol is 0' };
  if (atol !== undefined) return { rtol: 0, atol, origin: 'atol as given, so rtol is 0' };
  const [first, second] = [defaultFor(actual), defaultFor(expected)];
  return {
    rtol: Math.max(first.rtol, second.rtol),
    atol: Math.max(first.atol, second.atol),
    origin: actual === expected ? `default of ${actual}` : `the wider default of ${actual} and ${expected}`,
  };
}
