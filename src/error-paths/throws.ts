import { isDeepStrictEqual } from 'node:util';
import type { CheckResult } from '../checks/check-result.ts';
import { writeMessage, type EvidenceLine } from '../checks/evidence.ts';
import { nearestName, requireOptions } from '../checks/options.ts';
import { ArgumentError, SubjectError, TensorproofError, type ErrorCode } from '../errors.ts';
import { disposeReturned, nextTensorId } from '../tensor/dispose-returned.ts';
import { describeKind } from '../tensor/subject.ts';
import { chainOf, describeError, fieldOf, isError, lineOf, tagOf } from './describe-error.ts';
import { noteAsserted, type AssertedBy } from './note-asserted.ts';
import { outcomeAtOnce, outcomeOf, type Outcome } from './outcome.ts';

/** A class of errors, abstract ones such as `TensorproofError` too. */
export type ErrorClass = abstract new (...args: never[]) => TensorproofError;

/** What the data of an error must be, beside its class. */
export interface ThrowsOptions {
  /** Its `argument`, e.g. `'rtol'`, or a pattern. */
  readonly argument?: string | RegExp | undefined;
  /** Its `expected`: the same by structure, a pattern for a text, or an asymmetric matcher such as `expect.any(Array)`. */
  readonly expected?: unknown;
  /** Its `actual`, likewise. */
  readonly actual?: unknown;
}

/** What was thrown, as data. */
export interface ThrownDetails {
  readonly threw: boolean;
  readonly name: string | undefined;
  readonly code: string | undefined;
  readonly argument: string | undefined;
  readonly message: string | undefined;
  /** What differs from what was asked for: `class`, `argument`, `expected`, `actual`. */
  readonly differs: readonly string[];
}

const FACTS = ['argument', 'expected', 'actual'] as const;

/** Every code there is; a record, so that the compiler misses none. */
const CODES: Readonly<Record<ErrorCode, string>> = {
  TP_ARGUMENT: 'ArgumentError',
  TP_SUBJECT: 'SubjectError',
  TP_SHAPE_SPEC: 'ShapeSpecError',
  TP_CONTRACT: 'ContractError',
  TP_INTERACTION: 'InteractionError',
  TP_BACKEND: 'BackendError',
  TP_GOLDEN_FILE: 'GoldenFileError',
  TP_DISPOSED: 'DisposedTensorError',
  TP_GUARDED: 'GuardedError',
  TP_FAULT: 'InjectedFault',
  TP_PACKAGE: 'MissingPackageError',
  TP_COVERAGE: 'CoverageDataError',
};

/** Which error is asked for. */
interface Wanted {
  readonly text: string;
  readonly admits: (error: object) => boolean;
  readonly facts: Readonly<Partial<Record<(typeof FACTS)[number], unknown>>>;
}

/**
 * Checks that a function throws an error of this library, told by its code or class and by its data: no text is parsed, so that a
 * reworded message breaks no test.
 * @param subject a function, which may be asynchronous, a promise that should reject, or an error that was caught
 * @param wanted a code such as `'TP_ARGUMENT'`, or a class such as `ArgumentError`; any of the library's errors by default
 * @param options which argument it should name, and what it should say was expected
 * @param where who checks, as an error names it
 * @returns the outcome, or a promise of it where the subject is asynchronous
 * @throws SubjectError for a subject that can't throw; ArgumentError for a code or class that isn't one, and for misspelt options
 * @example
 * import { checkThrows, parseShapeSpec, ShapeSpecError } from 'tensorproof';
 *
 * const check = await checkThrows(() => parseShapeSpec('batch ?'), ShapeSpecError, { argument: 'spec' });
 * check.pass; // true
 */
export function checkThrows(
  subject: unknown,
  wanted?: ErrorCode | ErrorClass,
  options: ThrowsOptions = {},
  where = 'checkThrows',
): CheckResult<ThrownDetails> | Promise<CheckResult<ThrownDetails>> {
  const request = requireWanted(wanted, options, where);
  if (isError(subject)) {
    const result = judge({ returned: false, error: subject }, request);
    if (result.pass) noteAsserted(subject, askedOf(wanted, request));
    return result;
  }
  if (typeof subject !== 'function' && !isPromise(subject)) {
    throw new SubjectError(
      `${where}: received must be a function, a promise or an error, got ${describeKind(subject)}.`,
      {
        argument: 'received',
        expected: 'a function, a promise or an error',
        actual: describeKind(subject),
        hint: `hand over the function itself: expect(() => …).${where}(…).`,
      },
    );
  }
  const since = nextTensorId() ?? Infinity;
  const conclude = (outcome: Outcome): CheckResult<ThrownDetails> => {
    const result = judge(outcome, request);
    if (result.pass && !outcome.returned) noteAsserted(outcome.error, askedOf(wanted, request));
    if (outcome.returned) disposeReturned(outcome.value, since);
    return result;
  };
  const outcome =
    typeof subject === 'function'
      ? outcomeAtOnce(() => Reflect.apply(subject, undefined, []))
      : outcomeOf(() => subject);
  return outcome instanceof Promise ? outcome.then(conclude) : conclude(outcome);
}

/** Which argument it names, and what it expected, says as much as its message. */
function askedOf(wanted: unknown, { facts }: Wanted): AssertedBy {
  if (Object.keys(facts).length > 0) return 'message';
  return wanted === undefined ? 'any' : 'type';
}

function requireWanted(wanted: unknown, options: unknown, where: string): Wanted {
  const given = requireOptions(options, FACTS, where);
  if (given.argument !== undefined && typeof given.argument !== 'string' && !isPattern(given.argument)) {
    throw new ArgumentError(
      `${where}: argument must be a string or a pattern, got ${describeKind(given.argument)}.`,
      { argument: 'argument', expected: 'a string or a RegExp', actual: given.argument },
    );
  }
  const facts = Object.fromEntries(FACTS.filter((name) => name in given).map((name) => [name, given[name]]));
  if (wanted === undefined) return { text: 'an error of tensorproof', admits: isOurs, facts };
  if (typeof wanted === 'string' && Object.hasOwn(CODES, wanted)) {
    const name = CODES[wanted as ErrorCode]; // hasOwn has just looked
    return { text: `${name} (${wanted})`, admits: (error) => fieldOf(error, 'code') === wanted, facts };
  }
  if (typeof wanted === 'function' && isErrorClass(wanted)) {
    return {
      text: wanted.name === 'TensorproofError' ? 'an error of tensorproof' : wanted.name,
      admits: (error) => isOurs(error) && descendsFrom(error, wanted),
      facts,
    };
  }
  const nearest =
    typeof wanted === 'string'
      ? nearestName(wanted, [...Object.keys(CODES), ...Object.values(CODES)])
      : undefined;
  const code = Object.entries(CODES).find(([, name]) => name === nearest)?.[0] ?? nearest;
  const hint =
    typeof wanted === 'function'
      ? 'for errors of others there is toThrow.'
      : code === undefined
        ? undefined
        : `did you mean '${code}'?`;
  throw new ArgumentError(
    `${where}: code must be one of tensorproof's codes or error classes, got ${describeKind(wanted)}.`,
    { argument: 'code', expected: Object.keys(CODES), actual: wanted, ...(hint !== undefined && { hint }) },
  );
}

function isErrorClass(value: object): value is { readonly name: string; readonly prototype: object } {
  const prototype: unknown = Reflect.get(value, 'prototype');
  return (
    value === TensorproofError ||
    prototype instanceof TensorproofError ||
    // The classes of a second copy: the built package beside the sources, or CommonJS beside ES modules.
    (typeof prototype === 'object' &&
      prototype !== null &&
      [...parentsOf(prototype)].includes('TensorproofError'))
  );
}

/** Whether an error is one of this library, of another copy too. */
function isOurs(error: object): boolean {
  const code: unknown = fieldOf(error, 'code');
  return typeof code === 'string' && Object.hasOwn(CODES, code);
}

function descendsFrom(error: object, wanted: { readonly name: string; readonly prototype: object }): boolean {
  return (
    Object.prototype.isPrototypeOf.call(wanted.prototype, error) ||
    [...parentsOf(error)].includes(wanted.name)
  );
}

/** The names of the classes of an object, from its own up. */
function* parentsOf(value: object): Generator<string> {
  for (let at: unknown = value; typeof at === 'object' && at !== null; at = Reflect.getPrototypeOf(at)) {
    const maker: unknown = Object.hasOwn(at, 'constructor') ? Reflect.get(at, 'constructor') : undefined;
    if (typeof maker === 'function') yield maker.name;
  }
}

function judge(outcome: Outcome, wanted: Wanted): CheckResult<ThrownDetails> {
  if (outcome.returned) {
    const returned = describeKind(outcome.value);
    return {
      pass: false,
      details: {
        threw: false,
        name: undefined,
        code: undefined,
        argument: undefined,
        message: undefined,
        differs: ['class'],
      },
      message: () =>
        writeMessage(`Expected ${wanted.text} to be thrown, but nothing was.`, [['returned', returned]]),
    };
  }
  const { error } = outcome;
  const differs = differencesOf(error, wanted);
  return {
    pass: differs.length === 0,
    details: {
      threw: true,
      name: isError(error) ? error.name : undefined,
      code: textField(error, 'code'),
      argument: textField(error, 'argument'),
      message: isError(error) ? error.message : undefined,
      differs,
    },
    message: () => describe(error, wanted, differs),
  };
}

function differencesOf(error: unknown, { admits, facts }: Wanted): string[] {
  if (!isError(error) || !admits(error)) return ['class'];
  return Object.entries(facts).flatMap(([name, wanted]) =>
    isLike(fieldOf(error, name), wanted) ? [] : [name],
  );
}

function isLike(value: unknown, wanted: unknown): boolean {
  if (isPattern(wanted)) return typeof value === 'string' && new RegExp(wanted).test(value);
  if (typeof wanted === 'object' && wanted !== null && 'asymmetricMatch' in wanted) {
    const { asymmetricMatch } = wanted;
    return typeof asymmetricMatch === 'function' && Boolean(Reflect.apply(asymmetricMatch, wanted, [value]));
  }
  return isDeepStrictEqual(value, wanted);
}

/** Not any thenable: one that never settles would be waited for without end. */
function isPromise(value: unknown): value is Promise<unknown> {
  return tagOf(value) === 'Promise';
}

function isPattern(value: unknown): value is RegExp {
  return tagOf(value) === 'RegExp';
}

function textField(error: unknown, name: string): string | undefined {
  const value = fieldOf(error, name);
  return typeof value === 'string' ? value : undefined;
}

function describe(error: unknown, wanted: Wanted, differs: readonly string[]): string {
  const at = lineOf(error);
  const thrown: EvidenceLine[] = [
    ['thrown', describeError(error, 240)],
    ['at', at],
  ];
  if (differs.length === 0) {
    const asked = Object.entries(wanted.facts).map(([name, value]) => `${name} ${show(value)}`);
    const withFacts = asked.length === 0 ? '' : ` with ${asked.join(', ')}`;
    return writeMessage(`Expected ${wanted.text}${withFacts} not to be thrown, but it was.`, thrown);
  }
  if (differs.includes('class')) {
    const below = chainOf(error)
      .slice(1)
      .find((each) => isError(each) && wanted.admits(each));
    const kind = isError(error) ? error.name : describeKind(error);
    return writeMessage(
      `Expected ${wanted.text} to be thrown, but it was ${kind}.`,
      [...thrown, ['its cause', below === undefined ? undefined : describeError(below)]],
      below === undefined
        ? undefined
        : 'the error that is asked for is the cause of the one that was thrown.',
    );
  }
  const [first] = differs;
  return writeMessage(
    `${wanted.text} was thrown, but its ${differs.join(' and ')} ${differs.length === 1 ? 'is' : 'are'} not what was asked for.`,
    [
      ...differs.flatMap((name): EvidenceLine[] => [
        [
          differs.length > 1 || first !== name ? `${name} wanted` : 'wanted',
          show(Reflect.get(wanted.facts, name)),
        ],
        [differs.length > 1 || first !== name ? `${name} found` : 'found', show(fieldOf(error, name))],
      ]),
      ...thrown,
    ],
  );
}

function show(value: unknown): string {
  if (isPattern(value)) return String(value);
  if (typeof value === 'string') return `'${value}'`;
  if (value === undefined) return 'nothing';
  try {
    const text: unknown = JSON.stringify(value); // undefined for a function, whatever its type says
    return typeof text === 'string' ? text : describeKind(value);
  } catch {
    return describeKind(value);
  }
}
