import type { Place } from './finding.ts';

/** Why a file, or a part of a run, could not be looked at as it should; a program may switch on it. */
export type ProblemKind =
  | 'syntax'
  | 'too-large'
  | 'not-utf8'
  | 'not-text'
  | 'gone'
  | 'unreadable'
  | 'tsconfig'
  | 'no-tsconfig'
  | 'rule-failed'
  | 'suppression'
  | 'types-off'
  | 'cache'
  | 'not-fixed';

/** Something that kept the audit from all of its work. The rest went on. */
export interface Problem {
  readonly kind: ProblemKind;
  /** The path of the file it is about, from the root of the run, with `/`. */
  readonly file?: string;
  readonly place?: Place;
  readonly rule?: string;
  readonly message: string;
  /** Whether it fails the run as an error does: what was asked for was not done. A note only says what was left out. */
  readonly fails: boolean;
}
