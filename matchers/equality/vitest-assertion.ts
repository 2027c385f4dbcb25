import { chai } from 'vitest';
import { mockOf, standInForMock } from './mocks.ts';
import { StandIns } from './stand-ins.ts';

/** A failing assertion, as chai and Vitest throw it: from these fields Vitest makes the difference that it prints. */
export interface Failure extends Error {
  actual?: unknown;
  expected?: unknown;
  showDiff?: boolean;
}

/** An assertion method as chai installs it on its prototype. */
export type Method = (this: Chai.Assertion, ...args: unknown[]) => unknown;

/** One call of a matcher, with the test runner's own matcher to ask again. */
export interface Call {
  readonly name: string;
  readonly received: unknown;
  readonly args: readonly unknown[];
  readonly negated: boolean;
  /** What the runner's own matcher says to other values under the same negation; `undefined` where it is content. */
  readonly again: (received: unknown, args: readonly unknown[]) => Failure | undefined;
  /** Whether the runner's own matcher accepts a value, negation aside. */
  readonly accepts: (received: unknown, expected: unknown) => boolean;
}

export const flag = chai.util.flag.bind(chai.util);
const prototype = chai.Assertion.prototype as unknown as Record<string, Method | undefined>; // as chai itself uses it

/** Vitest's own matchers, as they were before they were overridden. */
export const originals = new Map<string, Method>();

/** Whether Vitest's own toEqual accepts a value. */
export function acceptsEqual(received: unknown, expected: unknown): boolean {
  const toEqual = originals.get('toEqual');
  return (
    toEqual === undefined || attempt(toEqual, new chai.Assertion(received), {}, [expected]) === undefined
  );
}

function isFailure(error: unknown): error is Failure {
  return error instanceof chai.AssertionError;
}

/** Runs a method with other values for some flags, which are put back, and catches what it says. */
function attempt(
  method: Method,
  assertion: Chai.Assertion,
  flags: Readonly<Record<string, unknown>>,
  args: readonly unknown[],
): Failure | undefined {
  const before = Object.keys(flags).map((name) => [name, flag(assertion, name) as unknown] as const);
  for (const [name, value] of Object.entries(flags)) flag(assertion, name, value);
  try {
    method.apply(assertion, [...args]);
    return undefined;
  } catch (error) {
    if (isFailure(error)) return error;
    throw error;
  } finally {
    for (const [name, value] of before) flag(assertion, name, value);
  }
}

/** Throws, or under `expect.soft` lets Vitest record the error and go on. */
export function fail(assertion: Chai.Assertion, name: string, failure: Failure): void {
  const record = prototype['toSatisfy'];
  if (flag(assertion, 'soft') !== true || record === undefined) throw failure;
  try {
    // A matcher whose condition throws hands the error to `expect.soft` like any other.
    record.call(assertion, () => {
      throw failure;
    });
  } finally {
    flag(assertion, '_name', name);
  }
}

/** The message that the user gave, as in `expect(value, 'after training')`, before ours. */
export function withUsersMessage(assertion: Chai.Assertion, message: string): string {
  const users: unknown = flag(assertion, 'message');
  const isThere = typeof users !== 'string' || users === '' || message.startsWith(`${users}: `);
  return isThere ? message : `${users}: ${message}`;
}

/** Lets the stack begin where the test called the matcher; it then also carries the message as it is by now. */
function pointAtTest(failure: Failure, assertion: Chai.Assertion): Failure {
  failure.message = withUsersMessage(assertion, failure.message);
  const entry = flag(assertion, 'ssfi') as unknown;
  Error.captureStackTrace(failure, typeof entry === 'function' ? entry : undefined);
  return failure;
}

/** What an override decides: how a failure reads, and whether the runner must be asked about other values in the first place. */
export interface Override {
  /** Puts other values in the place of those of a call that the runner's matcher would judge wrongly. */
  readonly substitute?: (call: Call) => readonly [received: unknown, args: readonly unknown[]] | undefined;
  /** Rewrites a failure; it is called for failures only. */
  readonly explain: (call: Call, failure: Failure) => Failure;
}

/**
 * Puts an override round one of Vitest's own matchers. Where it passes, and where `explain` returns the failure unchanged,
 * the matcher is Vitest's to the letter.
 * @param name the matcher's name; one that this version of Vitest lacks is skipped
 */
export function overrideMatcher(name: string, override: Override): void {
  const vitests = prototype[name];
  if (vitests === undefined) return;
  originals.set(name, vitests);
  chai.util.overwriteMethod(chai.Assertion.prototype, name, (original: Method) => {
    return function (this: Chai.Assertion, ...args: unknown[]): unknown {
      const call: Call = {
        name,
        args,
        received: flag(this, 'object') as unknown,
        negated: flag(this, 'negate') === true,
        again: (received, others) => attempt(original, this, { object: received, soft: false }, others),
        accepts: (received, expected) =>
          attempt(original, new chai.Assertion(received), {}, [expected]) === undefined,
      };
      const substituted = override.substitute?.(call);
      if (substituted === undefined && flag(this, 'soft') !== true) {
        try {
          return original.apply(this, args);
        } catch (error) {
          if (!isFailure(error)) throw error;
          throw pointAtTest(override.explain(call, error), this);
        }
      }
      const [received, others] = substituted ?? [call.received, args];
      const failure = call.again(received, others);
      if (failure !== undefined) fail(this, name, pointAtTest(override.explain(call, failure), this));
      return undefined;
    };
  });
}

/** Gives a failure another text, and other values for Vitest to print the difference of; none, where they are left out. */
export function reword(
  failure: Failure,
  message: string,
  values?: { readonly actual: unknown; readonly expected: unknown },
): Failure {
  failure.message = message;
  failure.showDiff = values !== undefined;
  failure.actual = values?.actual;
  failure.expected = values?.expected;
  return failure;
}

/** The runner's own words about the same call, with stand-ins where there were tensors. */
export function inRunnersWords(call: Call, failure: Failure, more?: string): Failure {
  const standIns = new StandIns();
  const isMock = mockOf(call.received) !== undefined;
  const received = isMock ? standInForMock(call.received, standIns) : standIns.replace(call.received);
  const args = call.args.map((each) => standIns.replace(each));
  const said = call.again(received, args) ?? failure;
  const message = more === undefined ? said.message : `${said.message.trimEnd()}\n\n${more}`;
  const values = said.showDiff === true ? { actual: said.actual, expected: said.expected } : undefined;
  return reword(failure, message, values);
}
