import { chai } from 'vitest';
import { isTestFile } from '../../analyzer/test-files.ts';
import { listenToAsserted, type AssertedBy } from '../../error-paths/note-asserted.ts';
import { placesOf } from '../../stack-places.ts';
import { isThenable } from '../../tensor/subject.ts';
import type { Recorder } from '../collect/recorder.ts';
import { sourcePlace } from '../collect/source-place.ts';
import { assertedBy } from './asserted-by.ts';
import { ASSERTED_ERROR } from './asserted-error.ts';

/** As far as an error's own lines are of use: where it was made, who asked for it, and through which `try` it came. */
const FRAMES = 16;

/** This file, which is on the way wherever a matcher calls a function. */
const OWN = /(?:^|\/)src\/coverage\/error-paths\/asserted-errors\.ts$/;

/** How much of a list or an object is looked through for errors. */
const WIDTH = 50;

/** Matchers that call what they are given, and look at what it throws. */
const CALLING = new Set(['toThrow', 'toThrowError', 'throw', 'throws', 'Throw']);
/** Those that find their own place in the test by counting frames, between which none may come. */
const COUNTING_FRAMES = 'Snapshot';
/** Those that compare what they are given with all that it holds. */
const COMPARING = /^(?:to)?(?:(?:Strict|Contain)?Equal|MatchObject|eql|equal)$|Snapshot$/i;
/** What builds assertions, and asks nothing. */
const LEFT_OUT = /^(?:constructor|assert|_.*|with[A-Z].*|toString)$/;

type Method = (this: object, ...args: unknown[]) => unknown;
type Note = (error: unknown, by: AssertedBy) => void;

/**
 * Notes which errors tests assert, and how: by `toThrow` and its kin, on what a promise rejects with, on an error that was caught,
 * and by the library's own matchers. An error is known by the lines of its stack.
 */
export function assertedErrors(recorder: Recorder): void {
  const known = new WeakMap<object, Set<AssertedBy>>();
  const note: Note = (error, by) => {
    if (!isError(error)) return;
    const before = known.get(error) ?? new Set();
    known.set(error, before);
    // One error is often looked at from several sides.
    if (before.has(by)) return;
    before.add(by);
    const places = placesOf(error.stack)
      .flatMap((place) => sourcePlace(place, recorder.root) ?? [])
      // Who asked for it is no part of what is under test, and different each time.
      .filter(({ file }) => !file.startsWith('../') && !isTestFile(file) && !OWN.test(file))
      .slice(0, FRAMES);
    const [first] = places;
    if (first === undefined) return;
    const stack = places.map(({ file, line, column }) => `${file}:${line}:${column}`);
    recorder.note({ kind: ASSERTED_ERROR, file: first.file, by, stack });
  };
  listenToAsserted(note);
  watchAssertions(note);
}

/** Sees what becomes of the errors that chai's assertions are about, on which Vitest's are built. */
function watchAssertions(note: Note): void {
  const { util } = chai;
  const { prototype } = chai.Assertion;
  // A matcher that calls another is the one that was asked.
  let isNested = false;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
    const method: unknown = descriptor?.value;
    if (LEFT_OUT.test(name) || typeof method !== 'function') continue;
    if (name.endsWith(COUNTING_FRAMES)) {
      noteOnReading(prototype, name, method, note);
      continue;
    }
    util.overwriteMethod(prototype, name, (before: Method) => {
      return function (this: object, ...args: unknown[]): unknown {
        if (isNested) return before.apply(this, args);
        const subject: unknown = util.flag(this, 'object');
        const watched =
          CALLING.has(name) && typeof subject === 'function' ? watchedFunction(subject) : undefined;
        if (watched !== undefined) util.flag(this, 'object', watched.fn);
        isNested = true;
        try {
          const result = before.apply(this, args);
          // An assertion that fails has thrown.
          const by = util.flag(this, 'negate') === true ? 'any' : assertedBy(name, args);
          for (const error of watched?.thrown ?? errorsIn(subject, name)) note(error, by);
          return result;
        } finally {
          isNested = false;
          if (watched !== undefined) util.flag(this, 'object', subject);
        }
      };
    });
  }
}

/** Lets a matcher be called by the test itself, and notes what it is about when the test takes it off the assertion. */
function noteOnReading(prototype: object, name: string, method: unknown, note: Note): void {
  const { util } = chai;
  Object.defineProperty(prototype, name, {
    configurable: true,
    get(this: object) {
      const subject: unknown = util.flag(this, 'object');
      if (typeof subject === 'function' && name.includes('Throw')) {
        const { fn } = watchedFunction(subject, (error) => {
          note(error, 'message');
        });
        util.flag(this, 'object', fn);
      } else if (util.flag(this, 'promise') === 'rejects' && isThenable(subject)) {
        void Promise.resolve(subject).then(undefined, (error: unknown) => {
          note(error, 'message');
        });
      } else {
        for (const error of errorsIn(subject, name)) note(error, 'message');
      }
      return method;
    },
    set(this: object, value: unknown) {
      Object.defineProperty(this, name, { configurable: true, writable: true, value });
    },
  });
}

/** A function that does the same, and what it has thrown. */
function watchedFunction(
  subject: object,
  hear: (error: unknown) => void = () => undefined,
): { readonly fn: object; readonly thrown: readonly unknown[] } {
  const thrown: unknown[] = [];
  // A failing assertion shows the function by its name, and by its own properties.
  const fn = new Proxy(subject, {
    apply(target, receiver, args): unknown {
      try {
        // What is called is a function.
        return Reflect.apply(target as Method, receiver, args);
      } catch (error) {
        thrown.push(error);
        hear(error);
        throw error;
      }
    },
  });
  return { fn, thrown };
}

/** The errors that an assertion looks at: what it is about, what that holds, or what a mock was called with. */
function errorsIn(subject: unknown, matcher: string): readonly unknown[] {
  if (isError(subject)) return [subject];
  if (matcher.endsWith('CalledWith')) {
    const mock: unknown = typeof subject === 'function' ? Reflect.get(subject, 'mock') : undefined;
    const calls: unknown = typeof mock === 'object' && mock !== null ? Reflect.get(mock, 'calls') : undefined;
    return Array.isArray(calls)
      ? calls.slice(0, WIDTH).flatMap((args: unknown) => membersOf(args).filter(isError))
      : [];
  }
  if (!COMPARING.test(matcher)) return [];
  // The results of Promise.allSettled, or an object with an error.
  const members = membersOf(subject);
  return [...members, ...members.flatMap(membersOf)].filter(isError);
}

function membersOf(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const prototype: unknown = Reflect.getPrototypeOf(value);
  const isPlain = Array.isArray(value) || prototype === null || prototype === Object.prototype;
  return isPlain ? Object.values(value).slice(0, WIDTH) : [];
}

function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}
