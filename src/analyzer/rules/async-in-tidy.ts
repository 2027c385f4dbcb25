import { ts } from 'ts-morph';
import { defineRule } from '../rule.ts';

export const asyncInTidy = defineRule({
  id: 'async-in-tidy',
  category: 'async',
  level: 'error',
  needsTypes: false,
  description: 'A function given to tf.tidy is async or returns a promise.',
  messages: {
    async:
      'tf.tidy ends before this async function does: what it makes after its first `await` is never disposed, and what ' +
      'it made before is disposed under it. Await first and give tidy a synchronous function.',
    promise:
      'This function gives tf.tidy a promise: tidy disposes the tensors at once and the promise finds them gone. ' +
      'Return the tensor and await outside of the tidy.',
  },
  check: ({ names, report }) => ({
    CallExpression(call) {
      if (names.call(call) !== 'tidy') return;
      // tf.tidy(fn) and tf.tidy(name, fn)
      const body = call.arguments.find(
        (argument) => ts.isArrowFunction(argument) || ts.isFunctionExpression(argument),
      );
      if (body === undefined || !(ts.isArrowFunction(body) || ts.isFunctionExpression(body))) return;
      const asyncKeyword = body.modifiers?.find((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword);
      if (asyncKeyword !== undefined) report({ at: asyncKeyword, message: 'async' });
    },
  }),
});
