import type { BadInputKind } from '../../arbitraries/data/spoil.ts';
import { fieldOf, isError, textOf } from '../describe-error.ts';

/** What is wrong with an error that should help whoever handed over bad input. */
export type Unclear =
  /** Something was thrown that is no error, or has no text. */
  | 'says nothing'
  /** The engine's own words for a slip in the code: `Cannot read properties of undefined`. */
  | 'is a slip of the code'
  /** A kernel was already running. */
  | 'comes from a kernel'
  /** It is about neither an argument nor what is wrong with it. */
  | 'is vague';

/** What V8 and Node say when code stumbles. */
const SLIP = new RegExp(
  [
    'cannot (?:read|set|access|assign|convert|destructure|mix|add|define|delete|create|perform|use)\\b.*(?:propert|undefined|null|private|proxy|types|object)',
    'is not (?:a function|iterable|defined|a constructor|extensible|async iterable)',
    '^(?:undefined|null|object null) is not',
    'object is not iterable',
    'maximum call stack',
    'invalid (?:array|typed array|array buffer) length',
    'array buffer allocation failed',
    '(?:before initialization|offset is out of bounds)',
    '^assertion failed',
    'unexpected (?:token|end of)',
  ].join('|'),
  'i',
);

/** Whether an error is the engine's own complaint about code, not one that somebody wrote. */
export function isSlip(thrown: unknown): boolean {
  return SLIP.test(textOf(thrown));
}

/** Words that say what is wrong with an input of a kind. */
const ABOUT: Readonly<Record<BadInputKind, RegExp>> = {
  'axis off by one': /shape|rank|ax[ie]s|dimension|\bdims?\b|channel|batch|size|length|column|row/i,
  'axes swapped': /shape|rank|ax[ie]s|dimension|\bdims?\b|channel|batch|size|length|column|row/i,
  'missing batch axis': /shape|rank|ax[ie]s|dimension|\bdims?\b|batch|size|\d-?d\b/i,
  'extra batch axis': /shape|rank|ax[ie]s|dimension|\bdims?\b|batch|size|\d-?d\b/i,
  'wrong channels': /shape|rank|ax[ie]s|dimension|\bdims?\b|channel|depth|size|length/i,
  'wrong dtype': /dtype|float32|int32|bool|type/i,
  empty: /empty|element|shape|size|sample|\b0\b|no /i,
  NaN: /nan|finite|not a number/i,
  Infinity: /finite|infinit/i,
  'out of range': /range|between|must be|at least|at most|[<>≤≥]|negative|positive|from .* to/i,
  disposed: /dispos|freed/i,
  'nested array': /array|tensor/i,
  promise: /promise|await|tensor/i,
  undefined: /undefined|missing|required|tensor/i,
  null: /null|missing|required|tensor/i,
};

/**
 * Judges an error by whether it helps. Naming an argument is enough, and so is saying what is wrong with it.
 * @param names what the function calls its arguments
 * @param ofKernel whether a kernel threw it
 * @returns `undefined` for one that helps
 */
export function unclearness(
  thrown: unknown,
  kind: BadInputKind,
  names: readonly string[],
  ofKernel: boolean,
): Unclear | undefined {
  const text = textOf(thrown);
  if (!isError(thrown) || text === '') return 'says nothing';
  if (typeof fieldOf(thrown, 'argument') === 'string' && fieldOf(thrown, 'code') !== undefined)
    return undefined;
  if (isSlip(thrown)) return 'is a slip of the code';
  if (ofKernel) return 'comes from a kernel';
  const isAbout =
    ABOUT[kind].test(text) || /\bargument ['"`]?\w/i.test(text) || names.some((name) => mentions(text, name));
  return isAbout ? undefined : 'is vague';
}

function mentions(text: string, name: string): boolean {
  // A single letter is also a word of English, or a size in `2 x 3`.
  const quoted =
    name.length < 2 ? `['"\`]${escape(name)}['"\`]|^${escape(name)}\\b` : `\\b${escape(name)}\\b`;
  return new RegExp(quoted).test(text);
}

function escape(text: string): string {
  return text.replaceAll(/[^\w]/g, String.raw`\$&`);
}
