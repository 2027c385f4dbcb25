/** A part of a whole. */
export interface PageFraction {
  readonly part: number;
  readonly of: number;
}

/** A figure that the page shows for the whole, for each folder and for each file. */
export interface PageFigure {
  /** One word: a column's name. */
  readonly name: string;
  /** What the fraction is of, e.g. `positions have a type`. */
  readonly meaning: string;
  /** The least percentage that is asked for. */
  readonly wanted?: number;
}

/** How much a mark counts. */
export type PageLevel = 'error' | 'warning' | 'hint';

/** A kind of marks: readers show and hide all of a kind. */
export interface PageKind {
  readonly id: string;
  readonly level: PageLevel;
  readonly description: string;
}

/** Something that is said of a place in a file; lines and columns from 1. */
export interface PageMark {
  /** Of a {@link PageKind}. */
  readonly kind: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
}

/** A file of the page. */
export interface PageFile {
  /** With `/`. */
  readonly path: string;
  /** By the order of the page's figures. */
  readonly fractions: readonly PageFraction[];
  readonly marks: readonly PageMark[];
  /** Its text; left out, its marks are listed without their lines. */
  readonly source?: string;
}

/** What a page shows. */
export interface PageModel {
  readonly title: string;
  /** Whether what was asked for holds. */
  readonly passes: boolean;
  /** In one sentence. */
  readonly summary: string;
  readonly figures: readonly PageFigure[];
  /** Of everything, by the order of the figures. */
  readonly fractions: readonly PageFraction[];
  readonly kinds: readonly PageKind[];
  readonly files: readonly PageFile[];
  /** What kept the run from all of its work, and what else has to be said. */
  readonly notes: readonly string[];
}
