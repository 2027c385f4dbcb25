import type { Fraction } from '../../analyzer/annotations/coverage.ts';
import type { Kind } from '../../analyzer/configuration/gate-settings.ts';

/** One thing that is not covered, by the name that a person looks for. */
export interface Uncovered {
  /** E.g. `iou`, `lines 12-15`, `throw RangeError`. */
  readonly name: string;
  /** From the root, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The last line, where it is several. */
  readonly endLine?: number;
  /** What a test would have to do, a phrase each. */
  readonly missing?: readonly string[];
}

/** What one kind of coverage found. */
export interface KindCoverage {
  readonly kind: Kind;
  /** By the name of the file. */
  readonly files: ReadonlyMap<string, Fraction>;
  /** By file and line. */
  readonly uncovered: readonly Uncovered[];
}

/** The sum over the files that are asked for. */
export function sumOf({ files }: KindCoverage, matches: (file: string) => boolean = () => true): Fraction {
  let [part, of] = [0, 0];
  for (const [file, fraction] of files) {
    if (!matches(file)) continue;
    part += fraction.part;
    of += fraction.of;
  }
  return { part, of };
}

/** Puts what is uncovered into the order in which people go through files. */
export function inOrder(uncovered: readonly Uncovered[]): readonly Uncovered[] {
  return [...uncovered].sort((a, b) =>
    a.file === b.file ? a.line - b.line || (a.name < b.name ? -1 : 1) : a.file < b.file ? -1 : 1,
  );
}
