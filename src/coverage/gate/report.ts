import type { Fraction } from '../../analyzer/annotations/coverage.ts';
import type { Kind } from '../../analyzer/configuration/gate-settings.ts';
import type { Uncovered } from './covered.ts';
import type { Patch } from './patch.ts';

/** One figure, and what is asked of it. */
export interface GateFigure {
  readonly kind: Kind;
  /** The glob of the files it is of; left out, the whole project. */
  readonly path?: string;
  readonly found: Fraction;
  /** The least percentage that is asked for. */
  readonly wanted?: number;
  /** The best percentage so far, where a ratchet holds it. */
  readonly best?: number;
  readonly holds: boolean;
}

/** What a gate found, as plain data. */
export interface GateReport {
  readonly schemaVersion: 1;
  readonly data: readonly string[];
  readonly files: number;
  /** Whether any line ran; a gate over code that no test touches is closed, whatever is asked for. */
  readonly ran: boolean;
  readonly figures: readonly GateFigure[];
  /** What is not covered, by kind. */
  readonly uncovered: Readonly<Partial<Record<Kind, readonly Uncovered[]>>>;
  /** On which kernels ran; left out where nothing was collected. */
  readonly backends?: readonly string[];
  readonly patch?: Patch & { readonly wanted?: number; readonly holds: boolean };
  /** The files with the most lines that never ran. */
  readonly worst: readonly {
    readonly file: string;
    readonly found: Fraction;
    readonly lines: readonly number[];
  }[];
  readonly ratchet?: {
    readonly file: string;
    readonly tolerance: number;
    readonly raised: readonly string[];
  };
  readonly fails: boolean;
}

/** How a figure is called in a ratchet. */
export function keyOf({ kind, path: glob }: Pick<GateFigure, 'kind' | 'path'>): string {
  return glob === undefined ? kind : `${kind} of ${glob}`;
}
