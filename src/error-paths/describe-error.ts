import { userLineOf } from '../engine/user-line.ts';
import { describeKind } from '../tensor/subject.ts';

/** What a message shows of the text of an error. */
const SHOWN = 160;

/** Of which kind a built-in object is, in any realm: `Error`, `Promise`, `RegExp`; it never throws. */
export function tagOf(value: unknown): string {
  try {
    return Object.prototype.toString.call(value).slice('[object '.length, -1);
  } catch {
    return 'Object'; // a proxy
  }
}

/** Whether something can be read as an error; those of another realm can. */
export function isError(value: unknown): value is Error {
  try {
    return value instanceof Error || tagOf(value) === 'Error';
  } catch {
    return false;
  }
}

/** A field of whatever was thrown; `undefined` where it can't be read. */
export function fieldOf(thrown: unknown, name: string): unknown {
  try {
    return typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, name) : undefined;
  } catch {
    return undefined;
  }
}

/** The text of whatever was thrown, in one line; it never throws. */
export function textOf(thrown: unknown): string {
  try {
    const text: unknown = isError(thrown) ? thrown.message : thrown;
    return String(text).replaceAll(/\s+/g, ' ').trim();
  } catch {
    return '';
  }
}

/** Cuts a text where a message would grow too long. */
export function shorten(text: string, length = SHOWN): string {
  return text.length > length ? `${text.slice(0, length - 1).trimEnd()}…` : text;
}

/** What was thrown, as a message shows it: `TypeError: Cannot read …`, and `the string "no"` for what is no error. */
export function describeError(thrown: unknown, length = SHOWN): string {
  if (!isError(thrown)) return describeKind(thrown);
  const text = shorten(textOf(thrown), length);
  return text === '' ? `${nameOf(thrown)} without a message` : `${nameOf(thrown)}: ${text}`;
}

/** The user's line that threw, where the stack says. */
export function lineOf(thrown: unknown): string | undefined {
  try {
    return isError(thrown) ? userLineOf(thrown.stack) : undefined;
  } catch {
    return undefined;
  }
}

/** The error, what caused it, and so on; those that an aggregate holds too. */
export function chainOf(thrown: unknown): unknown[] {
  const chain: unknown[] = [];
  const visit = (value: unknown): void => {
    if (value === undefined || chain.includes(value) || chain.length > 32) return;
    chain.push(value);
    if (!isError(value)) return;
    visit(value.cause);
    if ('errors' in value && Array.isArray(value.errors)) value.errors.forEach(visit);
  };
  visit(thrown);
  return chain;
}

function nameOf(error: Error): string {
  try {
    return typeof error.name === 'string' && error.name !== '' ? error.name : 'Error';
  } catch {
    return 'Error';
  }
}
