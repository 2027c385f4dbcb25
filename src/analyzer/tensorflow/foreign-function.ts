import type { Value } from './value.ts';

/**
 * What becomes of a new tensor:
 * - `dropped`: nothing refers to it any more
 * - `chained`: a method is called on it, and that is all
 * - `argument`: it is given to an op, and that is all
 * - `read`: its values or its shape are read
 * - `freed`: it is disposed of, or kept on purpose
 * - `elsewhere`: something else may own it
 */
export type Fate = 'dropped' | 'chained' | 'argument' | 'read' | 'freed' | 'elsewhere';

/** What is known of a function of another file, which was followed from an import: one file far, and no further. */
export interface ForeignFunction {
  /** What a call of it gives. */
  readonly returned: () => Value | undefined;
  /** Whether what it gives is a tensor that nothing owns yet. */
  readonly makesTensor: () => boolean;
  /** What becomes of a tensor that it is given. */
  readonly fateOfArgument: (index: number) => Fate;
}
