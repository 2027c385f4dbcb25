import { ts } from '../compiler.js';
import { assertionOf } from '../models/assertion.ts';
import { readingOf } from '../models/reading.ts';
import { defineRule } from '../rule.ts';
import { unwrap } from '../unwrap.ts';

const EQUALITY: ReadonlySet<string> = new Set(['toEqual', 'toStrictEqual', 'toBe', 'toMatchObject']);
const ARRAY_CHECKS: ReadonlySet<string> = new Set(['expectArraysClose', 'expectArraysEqual']);

export const assertionCannotFail = defineRule({
  id: 'assertion-cannot-fail',
  category: 'tests',
  level: 'error',
  needsTypes: false,
  description: 'An assertion about tensors that holds whatever they contain.',
  messages: {
    notEqual:
      'Two tensors are never equal to {matcher}(): it compares their ids, so behind .not it holds whatever they contain. Compare values: expect(await a.data()).not.toEqual(await b.data()), or register tensorproof/vitest and write expect(a).not.toBeAllClose(b).',
    tensors:
      '{check}() takes arrays of numbers. Given two tensors it compares one object with one object, finds both "not finite", and passes whatever they contain. Give it their values: {check}(await a.data(), await b.data()).',
    nan: '{check}() takes any two numbers that are not finite for equal: where NaN is expected, Infinity and -Infinity pass, too. Write expect(actual).toEqual(expected), which tells them apart.',
  },
  check(context) {
    const reading = readingOf(context);
    const { values } = reading.names;
    const comparesTensors = context.source.text.includes('tensorproof');
    const isTensor = (node: ts.Expression | undefined): boolean =>
      node !== undefined && values.isTensor(unwrap(node));
    return {
      CallExpression(call) {
        const check = reading.names.call(call)?.replace(/^test_util\./, '');
        const [actual, expected] = call.arguments;
        if (check !== undefined && ARRAY_CHECKS.has(check)) {
          if (isTensor(actual) && isTensor(expected))
            context.report({ at: call, message: 'tensors', data: { check } });
          else if (
            check === 'expectArraysClose' &&
            expected !== undefined &&
            holdsNaN(reading.declarations.resolve(expected))
          )
            context.report({ at: expected, message: 'nan', data: { check } });
          return;
        }
        const assertion = assertionOf(call);
        if (
          assertion?.call !== call ||
          assertion.matcher === undefined ||
          !assertion.modifiers.includes('not')
        )
          return;
        const { matcher, received } = assertion;
        if (!EQUALITY.has(matcher) || (comparesTensors && matcher !== 'toBe')) return;
        // `const b = a; expect(a).not.toBe(b)` can fail: the very same tensor.
        if (isTensor(actual) && isTensor(received) && !(matcher === 'toBe' && !isMadeHere(actual)))
          context.report({ at: call, message: 'notEqual', data: { matcher } });
      },
    };

    function isMadeHere(node: ts.Expression | undefined): boolean {
      return node !== undefined && ts.isCallExpression(unwrap(node));
    }
  },
});

function holdsNaN(expression: ts.Expression): boolean {
  const node = unwrap(expression);
  if (ts.isArrayLiteralExpression(node)) return node.elements.some(holdsNaN);
  if (ts.isIdentifier(node)) return node.text === 'NaN';
  return ts.isPropertyAccessExpression(node) && node.getText() === 'Number.NaN';
}
