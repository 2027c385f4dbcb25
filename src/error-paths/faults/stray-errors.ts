import { chainOf } from '../describe-error.ts';
import type { Injector } from './injector.ts';

type Listener = (...args: unknown[]) => void;

/** An error that nobody was there to catch. */
export interface StrayErrors {
  /** The first that came of the present fault; `undefined` where there is none. */
  readonly first: () => { readonly error: unknown } | undefined;
  readonly clear: () => void;
  readonly stop: () => void;
}

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Takes the errors that come of an injected fault and that nobody catches: an `'error'` event without a listener, a promise that nobody
 * awaits. They would end the process, or be laid at the door of another test. All others go where they went before.
 */
export function catchStrayErrors(injector: Injector): StrayErrors {
  let first: { readonly error: unknown } | undefined;
  const restore = EVENTS.map((event) => {
    const listeners = process.listeners(event as 'uncaughtException') as Listener[]; // both take the error first
    const own: Listener = (error, ...rest) => {
      if (injector.injected !== undefined && chainOf(error).includes(injector.injected)) {
        first ??= { error };
        return;
      }
      if (listeners.length === 0) throw error;
      for (const listener of listeners) listener.call(process, error, ...rest);
    };
    process.removeAllListeners(event);
    process.on(event, own);
    return () => {
      process.removeListener(event, own);
      for (const listener of listeners) process.on(event, listener);
    };
  });
  return {
    first: () => first,
    clear: () => {
      first = undefined;
    },
    stop: () => {
      for (const undo of restore.splice(0)) undo();
    },
  };
}
