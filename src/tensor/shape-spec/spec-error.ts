import { ShapeSpecError } from '../../errors.ts';

/** A long spec is shown as the part around the caret, so that the message stays a message. */
const SHOWN = 72;

/** One printable column for each UTF-16 unit, so that the caret stands under the right one. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (unit) =>
    /\s/.test(unit) ? ' ' : /[\p{L}\p{N}\p{P}\p{S}]/u.test(unit) ? unit : '?',
  );
}

function caretLines(spec: string, offset: number): string {
  const start = spec.length <= SHOWN ? 0 : Math.max(0, Math.min(offset - SHOWN / 2, spec.length - SHOWN));
  const end = Math.min(spec.length, start + SHOWN);
  const before = start > 0 ? '…' : '';
  const after = end < spec.length ? '…' : '';
  const caret = ' '.repeat(before.length + offset - start);
  return `  ${before}${printable(spec.slice(start, end))}${after}\n  ${caret}^`;
}

/** What stands at a place of a spec, for "got …". */
export function describeAt(spec: string, offset: number): string {
  if (offset >= spec.length) return 'the end';
  const character = String.fromCodePoint(spec.codePointAt(offset) ?? 0);
  if (/\s/.test(character)) return 'a space';
  if (spec.startsWith('->', offset)) return "'->'";
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character)
    ? `'${character}'`
    : `the character U+${(spec.codePointAt(offset) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * Makes the error that shows a spec with a caret under the offending place.
 * @param spec the whole text, shape or signature
 * @param offset the offending place, in UTF-16 units
 * @param problem one clause, e.g. "expected a name after '*', got a space"
 * @param facts what was expected and found there, and a hint where one is certain
 */
export function specError(
  spec: string,
  offset: number,
  problem: string,
  facts: { readonly expected?: string; readonly actual?: string; readonly hint?: string } = {},
): ShapeSpecError {
  return new ShapeSpecError(`shape spec: ${problem}\n${caretLines(spec, offset)}`, {
    ...facts,
    spec,
    offset,
  });
}
