import { ts } from '../compiler.js';
import { assertionOf } from '../models/assertion.ts';
import { ASYNC_MATCHERS, MATCHERS_ASYNC_FOR_MODELS } from '../models/async-matchers.ts';
import { isModelExpression } from '../models/inference.ts';
import { readingOf } from '../models/reading.ts';
import type { Edit } from '../finding.ts';
import { defineRule } from '../rule.ts';
import { functionAround } from '../syntax.ts';

export const floatingMatcher = defineRule({
  id: 'floating-matcher',
  category: 'tests',
  level: 'error',
  needsTypes: false,
  description: 'An asynchronous matcher is neither awaited nor returned.',
  messages: {
    floating:
      '{matcher}() gives a promise, and nothing waits for it: the test ends before it has looked, and passes. Write await expect(…).{matcher}(…).',
  },
  concerns: (source) => /\bexpect\s*[.(]/.test(source.text),
  check(context) {
    const reading = readingOf(context);
    return {
      ExpressionStatement({ expression }) {
        const assertion = assertionOf(expression);
        if (assertion?.call === undefined || assertion.matcher === undefined) return;
        const { matcher, received } = assertion;
        const isAsync =
          ASYNC_MATCHERS.has(matcher) ||
          (MATCHERS_ASYNC_FOR_MODELS.has(matcher) &&
            received !== undefined &&
            isModelExpression(reading, received));
        if (!isAsync) return;
        context.report({
          at: expression,
          message: 'floating',
          data: { matcher },
          // Elsewhere `await` is a syntax error until the function is made async.
          ...(isInAsyncFunction(expression)
            ? { fix: { description: 'await it', edits: [insertion(expression.getStart(), 'await ')] } }
            : {}),
        });
      },
    };
  },
});

function isInAsyncFunction(node: ts.Node): boolean {
  const around = functionAround(node);
  return (
    ts.canHaveModifiers(around) &&
    (ts.getModifiers(around) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)
  );
}

function insertion(at: number, text: string): Edit {
  return { start: at, end: at, text };
}
