/** What a test asked of an error: what kind it is, what it says, or only that there is one. */
export type AssertedBy = 'type' | 'message' | 'any';

/** Where whoever counts error paths listens; nobody does but under coverage. */
const LISTENER = Symbol.for('tensorproof.asserted-errors');

type Listener = (error: unknown, by: AssertedBy) => void;

/** Tells whoever counts error paths that a check has judged an error, and found it right. */
export function noteAsserted(error: unknown, by: AssertedBy): void {
  const listener: unknown = Reflect.get(globalThis, LISTENER);
  if (typeof listener === 'function') Reflect.apply(listener, undefined, [error, by]);
}

/** Hears of every error that a check finds right, from whichever copy of the library. */
export function listenToAsserted(listener: Listener): void {
  Reflect.set(globalThis, LISTENER, listener);
}
