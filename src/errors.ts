/**
 * The errors of tensorproof. Every one says in data, not only in prose, which argument was wrong,
 * what was expected and what came, so that a test can assert on it without parsing text.
 */

/** Stable identifiers; a program may switch on them, and they change only with a major version. */
export type ErrorCode =
  | 'TP_ARGUMENT'
  | 'TP_SUBJECT'
  | 'TP_SHAPE_SPEC'
  | 'TP_CONTRACT'
  | 'TP_INTERACTION'
  | 'TP_BACKEND'
  | 'TP_GOLDEN_FILE'
  | 'TP_DISPOSED'
  | 'TP_GUARDED'
  | 'TP_FAULT'
  | 'TP_PACKAGE'
  | 'TP_COVERAGE';

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

/** Why the native backend can't be installed or used; a program may switch on it. */
export type BackendProblem =
  | 'unsupported-platform'
  | 'no-project'
  | 'no-package-tool'
  | 'no-network'
  | 'download-failed'
  | 'wrong-wheel'
  | 'damaged-wheel'
  | 'no-compiler'
  | 'compilation-failed'
  | 'disk-full'
  | 'not-writable'
  | 'system-failed'
  | 'interrupted'
  | 'not-installed'
  | 'load-failed';

/** A TensorFlow.js backend can't be installed, loaded or chosen. */
export class BackendError extends TensorproofError {
  readonly code = 'TP_BACKEND';
  readonly problem: BackendProblem;
  /** The evidence, a line each: paths, sizes, the last words of a tool that failed. */
  readonly details: readonly string[];

  constructor(
    problem: BackendProblem,
    message: string,
    facts: ErrorFacts & { readonly details?: readonly string[] } = {},
  ) {
    const details = facts.details ?? [];
    super([message, ...details.map((line) => `  ${line}`)].join('\n'), facts);
    this.problem = problem;
    this.details = details;
  }
}

/** A shape spec is not in the grammar, or leaves something open; the message shows it with a caret under the place. */
export class ShapeSpecError extends TensorproofError {
  readonly code = 'TP_SHAPE_SPEC';
  /** The whole text that was read. */
  readonly spec: string;
  /** The offending place in `spec`, in UTF-16 units, as `spec.slice(offset)` takes it. */
  readonly offset: number;

  constructor(message: string, facts: ErrorFacts & { readonly spec: string; readonly offset: number }) {
    super(message, { argument: 'spec', ...facts });
    this.spec = facts.spec;
    this.offset = facts.offset;
  }
}

/** A value that went into a function or came out of it does not keep the function's contract. */
export class ContractError extends TensorproofError {
  readonly code = 'TP_CONTRACT';
  /** The function, as the user knows it; empty where it has no name. */
  readonly contract: string;
  /** Where the function was called, e.g. `src/train.ts:12:5`; `undefined` where the stack doesn't say. */
  readonly callSite: string | undefined;

  constructor(
    message: string,
    facts: ErrorFacts & { readonly contract: string; readonly callSite?: string | undefined },
  ) {
    super(message, facts);
    this.contract = facts.contract;
    this.callSite = facts.callSite;
  }
}

/** Where two parts of a model don't fit. */
export interface InteractionFacts extends ErrorFacts {
  /** The part that gives, then the part that reads; one name where a part breaks its own declaration. */
  readonly parts: readonly string[];
  /** The tensor between them by name, e.g. the feature map `c4`; left out where there is only one. */
  readonly tensor?: string | undefined;
  /** The axis that disagrees; left out where a name, a rank or a dtype does. */
  readonly axis?: number | undefined;
}

/** Two parts of a model don't fit: by what they declare, or by what one of them really returned. */
export class InteractionError extends TensorproofError {
  readonly code = 'TP_INTERACTION';
  readonly parts: readonly string[];
  readonly tensor: string | undefined;
  readonly axis: number | undefined;

  constructor(message: string, facts: InteractionFacts) {
    super(message, facts);
    this.parts = facts.parts;
    this.tensor = facts.tensor;
    this.axis = facts.axis;
  }
}

/** A file of golden tensors can't be read: cut off, edited by hand, or merged with the markers left in. */
export class GoldenFileError extends TensorproofError {
  readonly code = 'TP_GOLDEN_FILE';
}

/** A tensor is used after it was disposed of; the message says where that was. Thrown while a leak guard watches. */
export class DisposedTensorError extends TensorproofError {
  readonly code = 'TP_DISPOSED';
}

/** A package that is only needed for some things, and so is an optional peer, is not there or does not load. */
export class MissingPackageError extends TensorproofError {
  readonly code = 'TP_PACKAGE';
}

/** What a test run left about coverage can't be used: cut off, of another format or another checkout, or not readable. */
export class CoverageDataError extends TensorproofError {
  readonly code = 'TP_COVERAGE';
}

/** What a guarded function knows of its failure. */
export interface GuardedFacts extends ErrorFacts {
  /** What every attempt threw, the first one first. */
  readonly attempts: readonly unknown[];
  /** What was under way, from the outside in, e.g. `['epoch 3', 'batch 17']`. */
  readonly context: readonly string[];
}

/** A guarded function failed for good; `cause` is what its last attempt threw. */
export class GuardedError extends TensorproofError {
  readonly code = 'TP_GUARDED';
  readonly attempts: readonly unknown[];
  readonly context: readonly string[];

  constructor(message: string, facts: GuardedFacts) {
    super(message, facts);
    this.attempts = facts.attempts;
    this.context = facts.context;
  }
}

/** What a failure was injected into. */
export type FaultKind = 'kernel' | 'memory' | 'io';

/** A failure that was injected to see what a program does about it. */
export class InjectedFault extends TensorproofError {
  readonly code = 'TP_FAULT';
  readonly kind: FaultKind;
  /** What failed, e.g. `MatMul`, `write` or `rename`. */
  readonly operation: string;
  /** The how many-th of its kind in the run it was, from 1. */
  readonly call: number;

  constructor(
    message: string,
    facts: ErrorFacts & {
      readonly kind: FaultKind;
      readonly operation: string;
      readonly call: number;
    },
  ) {
    super(message, facts);
    this.kind = facts.kind;
    this.operation = facts.operation;
    this.call = facts.call;
  }
}
