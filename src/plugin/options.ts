import { ArgumentError } from '../errors.ts';
import { requireFlag, requireOptions } from '../checks/options.ts';
import { describeKind } from '../tensor/subject.ts';

/** The names by which a test suite asks for a backend. */
export const BACKENDS = ['auto', 'native', 'cpu', 'wasm'] as const;

/** What `tensorproof(…)` takes in vitest.config.ts. */
export interface PluginOptions {
  /**
   * Which backend every worker computes on; `'auto'` takes the native one where it is installed, else cpu. `false` leaves
   * the choice to the tests.
   * @defaultValue 'auto'
   */
  readonly backend?: (typeof BACKENDS)[number] | false;
  /**
   * What every random draw is determined by, so that a test that passed passes again. Each test has a stream of its own, made of
   * this seed and the test's name, so neither order nor filters matter. `'random'` takes another one each run and says which when
   * a test fails; `false` leaves `Math.random` alone. The environment variable TENSORPROOF_SEED goes before this.
   * @defaultValue 42
   */
  readonly seed?: number | 'random' | false;
  /**
   * Whether the matchers are registered, tensors are compared inside `toEqual` and its kin, and snapshots print them readably.
   * @defaultValue true
   */
  readonly matchers?: boolean;
  /**
   * Whether the run notes which signatures, gradients, ops and backends its tests reached, into the folder `tensorproof` of the coverage
   * reports.
   * @defaultValue whether coverage is measured, by c8 or by Vitest
   */
  readonly collect?: boolean;
}

/** The options with nothing left open, as they reach the workers. */
export interface ResolvedOptions {
  readonly backend: (typeof BACKENDS)[number] | false;
  readonly seed: number | false;
  readonly matchers: boolean;
  /** `undefined` where it depends on whether coverage is measured, which only the run knows. */
  readonly collect: boolean | undefined;
}

function resolveBackend(backend: unknown): ResolvedOptions['backend'] {
  if (backend === undefined) return 'auto';
  if (backend === false) return false;
  const known = BACKENDS.find((each) => each === backend);
  if (known !== undefined) return known;
  throw new ArgumentError(
    `tensorproof: backend must be ${BACKENDS.join(', ')} or false, got ${describeKind(backend)}.`,
    { argument: 'backend', expected: [...BACKENDS, false], actual: backend },
  );
}

function resolveSeed(seed: unknown, fromEnvironment: string | undefined): ResolvedOptions['seed'] {
  if (fromEnvironment !== undefined && fromEnvironment !== '') {
    const value = Number(fromEnvironment);
    if (Number.isFinite(value)) return value;
    throw new ArgumentError(`TENSORPROOF_SEED must be a finite number, got '${fromEnvironment}'.`, {
      argument: 'TENSORPROOF_SEED',
      expected: 'a finite number',
      actual: fromEnvironment,
    });
  }
  if (seed === undefined) return 42;
  if (seed === false) return false;
  if (seed === 'random') return Math.floor(Math.random() * 2 ** 32);
  if (typeof seed === 'number' && Number.isFinite(seed)) return seed;
  throw new ArgumentError(
    `tensorproof: seed must be a finite number, 'random' or false, got ${describeKind(seed)}.`,
    { argument: 'seed', expected: "a finite number, 'random' or false", actual: seed },
  );
}

/**
 * Fills in what the user left out.
 * @param options what the user handed to `tensorproof(…)`
 * @param fromEnvironment the text of TENSORPROOF_SEED
 * @throws ArgumentError for an unknown option and for a value that can't be used
 */
export function resolveOptions(options: unknown, fromEnvironment: string | undefined): ResolvedOptions {
  const { backend, seed, matchers, collect } = requireOptions(
    options,
    ['backend', 'seed', 'matchers', 'collect'],
    'tensorproof',
  );
  return {
    backend: resolveBackend(backend),
    seed: resolveSeed(seed, fromEnvironment),
    matchers: requireFlag(matchers, 'matchers', 'tensorproof', true),
    collect: collect === undefined ? undefined : requireFlag(collect, 'collect', 'tensorproof', true),
  };
}
