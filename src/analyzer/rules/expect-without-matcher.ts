import { assertionOf } from '../models/assertion.ts';
import { defineRule } from '../rule.ts';

/** Words of chai's assertions, which are properties and work without a call. */
const CHAI: ReadonlySet<string> = new Set([
  'to',
  'be',
  'is',
  'have',
  'has',
  'been',
  'that',
  'which',
  'and',
  'with',
  'deep',
]);

export const expectWithoutMatcher = defineRule({
  id: 'expect-without-matcher',
  category: 'tests',
  level: 'error',
  needsTypes: false,
  description: 'An expect that asserts nothing: no matcher, or one that is not called.',
  messages: {
    none: 'This asserts nothing: expect({received}) without a matcher passes whatever the value is. Say what is expected: .toHaveShape(…), .toBeAllClose(…).',
    uncalled: 'This asserts nothing: .{matcher} is named and not called. Write .{matcher}().',
  },
  concerns: (source) => /\bexpect\s*[.(]/.test(source.text),
  check(context) {
    return {
      ExpressionStatement({ expression }) {
        const assertion = assertionOf(expression);
        if (assertion === undefined || assertion.call !== undefined) return;
        const { matcher, modifiers, received } = assertion;
        if ([...modifiers, matcher ?? ''].some((word) => CHAI.has(word))) return;
        if (matcher === undefined || matcher === 'not' || matcher === 'resolves' || matcher === 'rejects') {
          const text = received === undefined ? '' : context.source.textOf(received);
          context.report({
            at: expression,
            message: 'none',
            data: { received: text.length > 40 ? '…' : text },
          });
        } else context.report({ at: expression, message: 'uncalled', data: { matcher } });
      },
    };
  },
});
