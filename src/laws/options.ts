import { requireOptions, requireTolerance, type GivenOptions } from '../checks/options.ts';
import { requireCount } from '../checks/require-count.ts';
import { ArgumentError } from '../errors.ts';
import type { Seed } from '../random/generator.ts';
import { requireSeed } from '../random/seeded.ts';
import { describeKind } from '../tensor/subject.ts';
import type { Bindings } from '../tensor/shape-spec/index.ts';
import type { DType } from '../tensor/dtypes.ts';
import type { Drawable } from './law.ts';

/** What a law is tried on. */
export type LawInputs =
  /** A spec (`'batch 3'`), several (`'b t d, b s d'`), or a signature, of which only the inputs count. */
  | string
  /** A spec for each argument. */
  | readonly string[]
  /** A spec for each tensor of the one object that the subject takes. */
  | Readonly<Record<string, string>>
  /** An arbitrary of fast-check: of a tensor, of a list of arguments, or of an object. */
  | Drawable;

/** What the elements of inputs are: a profile, bounds, or an arbitrary of numbers. */
export type LawElements =
  | 'unit'
  | 'normal'
  | 'finite'
  | 'extreme'
  | 'any'
  | { readonly min?: number; readonly max?: number }
  | Drawable<number>;

/** How cases are drawn. */
export interface DrawOptions {
  /** Of all inputs, or of each in a list. @defaultValue 'normal'; of int32 -100 to 100 */
  readonly elements?: LawElements | readonly (LawElements | undefined)[] | undefined;
  /** Of all inputs, or of each in a list. @defaultValue that of the elements, or what a model declares; else 'float32' */
  readonly dtype?: DType | readonly (DType | undefined)[] | undefined;
  /** Sizes that are known: `{ height: 28 }`. */
  readonly bindings?: Bindings | undefined;
  /** The least size of an axis that the spec leaves open. @defaultValue 1 */
  readonly minSize?: number | undefined;
  /** The greatest. @defaultValue 8 */
  readonly maxSize?: number | undefined;
  /** How many cases are tried. @defaultValue 100 */
  readonly runs?: number | undefined;
  /** Which cases. @defaultValue 0 */
  readonly seed?: Seed | undefined;
  /** Replays one case, as a message names it beside the seed. */
  readonly path?: string | undefined;
}

/** How cases are drawn and results compared. */
export interface LawOptions extends DrawOptions {
  /** What it is tried on. A model that declares its inputs need not be told. */
  readonly inputs?: LawInputs | undefined;
  /** @defaultValue that of toBeAllClose: 1.3e-6 for float32; what rounding of the inputs explains passes as well */
  readonly rtol?: number | undefined;
  /** @defaultValue for float32, 1e-5 of the largest element of the result */
  readonly atol?: number | undefined;
}

export const DRAW_OPTIONS = [
  'elements',
  'dtype',
  'bindings',
  'minSize',
  'maxSize',
  'runs',
  'seed',
  'path',
] as const;

export const LAW_OPTIONS = [...DRAW_OPTIONS, 'inputs', 'rtol', 'atol'] as const;

/** Options that were looked at. */
export interface Settings {
  readonly inputs: unknown;
  readonly elements: unknown;
  readonly dtype: unknown;
  /** Of shapes; looked at by the arbitraries. */
  readonly shapes: {
    readonly bindings?: unknown;
    readonly minSize?: unknown;
    readonly maxSize?: unknown;
  };
  readonly runs: number;
  readonly seed: Seed;
  readonly path: string | undefined;
  readonly rtol: number | undefined;
  readonly atol: number | undefined;
}

type Names = (typeof LAW_OPTIONS)[number];

/**
 * Reads the options that all laws share.
 * @param others names that are for one law alone; `shared` those of all that it takes
 * @throws ArgumentError for an option that there is not, or that can't be used
 */
export function readSettings<Other extends string = never>(
  options: unknown,
  where: string,
  { others = [], shared = LAW_OPTIONS }: { others?: readonly Other[]; shared?: readonly Names[] } = {},
): Settings & { readonly given: GivenOptions<Names | Other> } {
  const given: GivenOptions<string> = requireOptions<string>(options, [...shared, ...others], where);
  const tolerance = (name: 'rtol' | 'atol'): number | undefined =>
    given[name] === undefined ? undefined : requireTolerance(given[name], name, where, 0);
  const count = requireCount(given['runs'] ?? 100, where, 'runs');
  if (count === 0) {
    throw new ArgumentError(`${where}: runs must be at least 1, got 0.`, {
      argument: 'runs',
      expected: 'at least 1',
      actual: 0,
    });
  }
  return {
    given,
    inputs: given['inputs'],
    elements: given['elements'],
    dtype: given['dtype'],
    shapes: {
      ...(given['bindings'] !== undefined && { bindings: given['bindings'] }),
      ...(given['minSize'] !== undefined && { minSize: given['minSize'] }),
      ...(given['maxSize'] !== undefined && { maxSize: given['maxSize'] }),
    },
    runs: count,
    seed: requireSeed(given['seed'] ?? 0, where),
    path: requirePath(given['path'], where),
    rtol: tolerance('rtol'),
    atol: tolerance('atol'),
  };
}

function requirePath(path: unknown, where: string): string | undefined {
  if (path === undefined) return undefined;
  if (typeof path === 'string' && /^\d+(?::\d+)*$/u.test(path)) return path;
  throw new ArgumentError(
    `${where}: path must be numbers with colons between, as a message gives it, got ${describeKind(path)}.`,
    { argument: 'path', expected: "e.g. '12:0:3'", actual: path },
  );
}

/** The seed as fast-check takes it: 32 bits of the same for the same. */
export function seedBits(seed: Seed): number {
  if (typeof seed === 'number' && Number.isInteger(seed) && Math.abs(seed) < 2 ** 31) return seed;
  let bits = 0x811c9dc5;
  for (const unit of String(seed)) bits = Math.imul(bits ^ (unit.codePointAt(0) ?? 0), 0x01000193);
  return bits | 0;
}
