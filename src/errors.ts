/**
 * The errors of tensorproof. Every one says in data, not only in prose, which argument was wrong,
 * what was expected and what came, so that a test can assert on it without parsing text.
 */

/** Stable identifiers; a program may switch on them, and they change only with a major version. */
export type ErrorCode =
  'TP_ARGUMENT' | 'TP_SUBJECT' | 'TP_SHAPE_SPEC' | 'TP_CONTRACT' | 'TP_INTERACTION' | 'TP_BACKEND';

/** What an error knows beyond its sentence. */
export interface ErrorFacts {
  /** The offending argument, as the caller knows it, e.g. `rtol` or `images`. */
  readonly argument?: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
  /** What to do instead; only where that is certain. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** The root of the hierarchy: `catch (e) { if (e instanceof TensorproofError) … }`. */
export abstract class TensorproofError extends Error {
  abstract readonly code: ErrorCode;
  readonly argument: string | undefined;
  readonly expected: unknown;
  readonly actual: unknown;
  readonly hint: string | undefined;

  constructor(message: string, facts: ErrorFacts = {}) {
    const text = facts.hint === undefined ? message : `${message}\n  hint: ${facts.hint}`;
    super(text, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = new.target.name;
    this.argument = facts.argument;
    this.expected = facts.expected;
    this.actual = facts.actual;
    this.hint = facts.hint;
  }
}

/** An argument or option has a value that the function can't use. */
export class ArgumentError extends TensorproofError {
  readonly code = 'TP_ARGUMENT';
}

/** The thing under test can't be used at all: not a tensor, a promise, a disposed tensor, … */
export class SubjectError extends TensorproofError {
  readonly code = 'TP_SUBJECT';
}
