import { requireCount } from '../../checks/require-count.ts';
import { requireOptions } from '../../checks/options.ts';
import { ArgumentError } from '../../errors.ts';
import { Environment, type Bindings } from '../../tensor/shape-spec/index.ts';

/** How large generated shapes get. */
export interface ShapeOptions {
  /** The least size of an axis that the spec leaves open. @defaultValue 1 */
  readonly minSize?: number;
  /** The greatest. @defaultValue 8 */
  readonly maxSize?: number;
  /** The fewest axes that `...` and `*batch` stand for. @defaultValue 0 */
  readonly minRank?: number;
  /** The most. @defaultValue 3 */
  readonly maxRank?: number;
  /** Sizes that are known: `{ batch: 32 }`. */
  readonly bindings?: Bindings;
}

export const SHAPE_OPTIONS = ['minSize', 'maxSize', 'minRank', 'maxRank', 'bindings'] as const;

/** The options with nothing left open. */
export interface ShapeLimits {
  readonly minSize: number;
  readonly maxSize: number;
  readonly minRank: number;
  readonly maxRank: number;
  readonly environment: Environment;
  /** Names whose sizes begin above `minSize`. */
  readonly least?: Readonly<Record<string, number>>;
}

/** More axes than TensorFlow.js has operations for. */
const HIGHEST_RANK = 6;

/** @throws ArgumentError for a size or rank that is none, and for a range that is upside down */
export function requireLimits(
  given: Readonly<Partial<Record<(typeof SHAPE_OPTIONS)[number], unknown>>>,
  where: string,
  mostAxes = 3,
): ShapeLimits {
  const count = (name: 'minSize' | 'maxSize' | 'minRank' | 'maxRank', fallback: number): number =>
    given[name] === undefined ? fallback : requireCount(given[name], where, name);
  const minSize = count('minSize', 1);
  const maxSize = count('maxSize', Math.max(8, minSize));
  const minRank = count('minRank', 0);
  const maxRank = count('maxRank', Math.max(mostAxes, minRank));
  requireAtMost(minSize, maxSize, 'minSize', 'maxSize', where);
  requireAtMost(minRank, maxRank, 'minRank', 'maxRank', where);
  if (maxRank > HIGHEST_RANK) {
    throw new ArgumentError(`${where}: maxRank must be at most ${HIGHEST_RANK}, got ${maxRank}.`, {
      argument: 'maxRank',
      expected: `at most ${HIGHEST_RANK}`,
      actual: maxRank,
    });
  }
  // It was refused by Environment, if it is no object of sizes.
  const environment = new Environment(given.bindings as Bindings | undefined);
  return { minSize, maxSize, minRank, maxRank, environment };
}

/** Reads options of a function that takes no others. */
export function readLimits(options: unknown, where: string, mostAxes?: number): ShapeLimits {
  return requireLimits(requireOptions(options, SHAPE_OPTIONS, where), where, mostAxes);
}

function requireAtMost(
  least: number,
  most: number,
  leastName: string,
  mostName: string,
  where: string,
): void {
  if (least <= most) return;
  throw new ArgumentError(`${where}: ${leastName} must be at most ${mostName}, got ${least} and ${most}.`, {
    argument: leastName,
    expected: `at most ${most}`,
    actual: least,
  });
}
