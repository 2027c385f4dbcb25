/** How much a finding counts. A `hint` is shown and never fails a run; `off` is not looked for. */
export type Level = 'error' | 'warning' | 'hint' | 'off';

/** A replacement of a part of a file's text; an empty part is an insertion. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A place in a file: offsets into its text, and lines and columns from 1. */
export interface Place {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** What a rule found, as plain data: a reporter, a baseline and a cache need nothing else. */
export interface Finding {
  readonly rule: string;
  readonly level: Exclude<Level, 'off'>;
  /** The path of the file, from the root of the run, with `/`. */
  readonly file: string;
  readonly place: Place;
  /** The same wherever the lines around it move: made of the rule, the file and the text of its line. */
  readonly fingerprint?: string;
  readonly messageId: string;
  readonly message: string;
  readonly fix?: { readonly description: string; readonly edits: readonly Edit[] };
}
