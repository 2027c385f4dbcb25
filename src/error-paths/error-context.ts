import { GuardedError } from '../errors.ts';
import { describeError, isError, shorten } from './describe-error.ts';
import { describeKind } from '../tensor/subject.ts';

/** What an error said before anything was put into it, and what was put in, from the outside in. */
interface Known {
  readonly message: string;
  readonly context: readonly string[];
}

const known = new WeakMap<Error, Known>();

/** Between the things that were under way, one inside of the other. */
const INSIDE = ' › ';

/**
 * What was under way when an error was thrown, as {@link withContext} put it in.
 * @param error anything that was caught
 * @returns from the outside in, e.g. `['epoch 3', 'batch 17']`; empty where nothing was put in
 */
export function contextOf(error: unknown): readonly string[] {
  return (isError(error) ? known.get(error)?.context : undefined) ?? [];
}

/** What an error said before any context was put into it, after its name. */
export function describeWithoutContext(error: unknown): string {
  const before = isError(error) ? known.get(error)?.message : undefined;
  if (before === undefined || !isError(error)) return describeError(error);
  return `${error.name}: ${shorten(before.replaceAll(/\s+/g, ' '))}`;
}

/**
 * Puts a line into an error: into its message, and into its stack, which has the message at its head. Class, stack and cause stay.
 * @returns the error itself; for what is no error or can't be written to, a GuardedError that it is the cause of
 */
export function addContext(thrown: unknown, text: string): unknown {
  if (!isError(thrown) || !Object.isExtensible(thrown)) {
    const said = isError(thrown) ? thrown.message : describeThrown(thrown);
    const made = new GuardedError(`${said}\n  while: ${text}`, {
      attempts: [thrown],
      context: [text],
      cause: thrown,
    });
    known.set(made, { message: said, context: [text] });
    return made;
  }
  const { message, context } = known.get(thrown) ?? { message: thrown.message, context: [] };
  const now = [text, ...context];
  rewrite(thrown, `${message}\n  while: ${now.join(INSIDE)}`);
  known.set(thrown, { message, context: now });
  return thrown;
}

function describeThrown(thrown: unknown): string {
  return typeof thrown === 'string' ? thrown : `${describeKind(thrown)} was thrown`;
}

function rewrite(error: Error, message: string): void {
  const { message: before, stack } = error;
  // Not a plain assignment, since a DOMException has its message from a getter.
  Object.defineProperty(error, 'message', { value: message, configurable: true, writable: true });
  if (typeof stack !== 'string') return;
  const at = stack.indexOf(before);
  if (at < 0) return;
  const value = `${stack.slice(0, at)}${message}${stack.slice(at + before.length)}`;
  Object.defineProperty(error, 'stack', { value, configurable: true, writable: true });
}
