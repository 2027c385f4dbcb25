import { fc, test as propertyTest } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { Edit, Finding } from '../../../src/analyzer/finding.ts';
import { fixedText } from '../../../src/analyzer/fix/fixed-text.ts';

function finding(...edits: readonly Edit[]): Finding {
  return {
    rule: 'a-rule',
    level: 'hint',
    file: 'a.ts',
    place: { start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 },
    messageId: 'a',
    message: 'a',
    fix: { description: 'a', edits },
  };
}

const insert = (at: number, text: string): Edit => ({ start: at, end: at, text });

describe('fixedText', () => {
  test.each<[string, readonly Finding[], string, number]>([
    ['nothing', [], 'abcdef', 0],
    ['an insertion and a replacement', [finding(insert(0, '>')), finding({ start: 2, end: 4, text: 'X' })], '>abXef', 2], // prettier-ignore
    ['the same edit twice, once', [finding(insert(3, '!')), finding(insert(3, '!'))], 'abc!def', 2],
    ['one import for two', [finding(insert(0, 'i;'), insert(2, '1')), finding(insert(0, 'i;'), insert(4, '2'))], 'i;ab1cd2ef', 2], // prettier-ignore
    ['the first of two that overlap', [finding({ start: 1, end: 4, text: 'X' }), finding({ start: 3, end: 5, text: 'Y' })], 'aXef', 1], // prettier-ignore
    ['the first of two insertions in one place', [finding(insert(3, 'X')), finding(insert(3, 'Y'))], 'abcXdef', 1], // prettier-ignore
    ['none of a fix that overlaps in one edit', [finding({ start: 1, end: 4, text: 'X' }), finding(insert(5, '2'), { start: 3, end: 4, text: 'Y' })], 'aXef', 1], // prettier-ignore
    ['a fix right after another', [finding({ start: 1, end: 3, text: 'X' }), finding({ start: 3, end: 4, text: 'Y' })], 'aXYef', 2], // prettier-ignore
  ])('%s', (_, findings, wanted, count) => {
    const { text, fixed } = fixedText('abcdef', findings);
    expect(text).toBe(wanted);
    expect(fixed).toHaveLength(count);
  });

  const edits = fc
    .tuple(fc.nat(20), fc.nat(20), fc.string({ maxLength: 3 }))
    .map(([a, b, text]): Edit => ({ start: Math.min(a, b), end: Math.max(a, b), text }));

  propertyTest.prop([
    fc.string({ minLength: 20, maxLength: 40 }),
    fc.array(fc.array(edits, { minLength: 1, maxLength: 1 }), { maxLength: 6 }),
  ])('what is between the edits stays', (text, fixes) => {
    const { text: after, fixed } = fixedText(
      text,
      fixes.map((each) => finding(...each)),
    );
    const made = [...new Map(fixed.flatMap(({ fix }) => fix?.edits ?? []).map((edit) => [JSON.stringify(edit), edit])).values()]; // prettier-ignore
    const ordered = made.toSorted((a, b) => a.start - b.start || a.end - b.end);
    let wanted = '';
    let at = 0;
    for (const { start, end, text: inserted } of ordered) {
      wanted += text.slice(at, start) + inserted;
      at = end;
    }
    expect(after).toBe(wanted + text.slice(at));
  });
});
