import { describe, expect, test } from 'vitest';
import { fixedText } from '../../src/analyzer/fix/fixed-text.ts';
import type { Rule, RuleOptions } from '../../src/analyzer/rule.ts';
import { runRules } from '../../src/analyzer/run-rules.ts';
import { SourceText } from '../../src/analyzer/source-text.ts';

/** A source on which a rule has nothing to say; a string is a TypeScript file. */
export interface ValidCase {
  readonly name?: string;
  readonly code: string;
  readonly path?: string;
  readonly options?: RuleOptions;
}

/** A source with the messages that a rule must give, in the order of their places, and no other. */
export interface InvalidCase extends ValidCase {
  /** The id of each message, with the text that it marks where that matters: `'async'` or `{ message, at, line }`. */
  readonly errors: readonly (
    string | { readonly message: string; readonly at?: string; readonly line?: number }
  )[];
  /** The source after all fixes. */
  readonly output?: string;
}

/** Tables of what a rule accepts and what it reports; the tests of every rule are made from them. */
export function testRule(
  rule: Rule,
  cases: { readonly valid: readonly (string | ValidCase)[]; readonly invalid: readonly InvalidCase[] },
): void {
  describe(rule.id, () => {
    const valid = cases.valid.map((entry) => (typeof entry === 'string' ? { code: entry } : entry));
    test.each(valid.map((entry) => [entry.name ?? entry.code.trim(), entry] as const))(
      'valid: %s',
      (_, entry) => {
        expect(messagesOf(rule, entry).map(({ message }) => message)).toEqual([]);
      },
    );
    test.each(cases.invalid.map((entry) => [entry.name ?? entry.code.trim(), entry] as const))(
      'invalid: %s',
      (_, entry) => {
        const found = messagesOf(rule, entry);
        expect(
          found.map(({ id, at, line }, index) => {
            const wanted = entry.errors[index];
            if (wanted === undefined || typeof wanted === 'string') return id;
            return {
              message: id,
              ...(wanted.at === undefined ? {} : { at }),
              ...(wanted.line === undefined ? {} : { line }),
            };
          }),
        ).toEqual(entry.errors);
        for (const { message } of found) expect(message).not.toMatch(/\{\w+\}/);
        if (entry.output !== undefined)
          expect(fixedText(entry.code, findingsOf(rule, entry)).text).toBe(entry.output);
      },
    );
  });
}

function findingsOf(rule: Rule, { code, path = 'source.ts', options = {} }: ValidCase) {
  const { findings, failures } = runRules(SourceText.parse(path, code), [{ rule, level: 'error', options }]);
  if (failures[0] !== undefined) throw failures[0].error;
  return findings;
}

function messagesOf(rule: Rule, entry: ValidCase) {
  return findingsOf(rule, entry).map(({ messageId, message, place }) => ({
    id: messageId,
    message,
    at: entry.code.slice(place.start, place.end),
    line: place.line,
  }));
}
