import { ts } from '../compiler.js';
import { unwrap } from '../unwrap.ts';

/** An assertion: `expect(received).not.resolves.matcher(…)`. */
export interface Assertion {
  readonly received: ts.Expression | undefined;
  /** What stands between `expect(…)` and the matcher: `not`, `resolves`, `rejects`. */
  readonly modifiers: readonly string[];
  /** The name after the last dot; undefined for `expect(x)` alone. */
  readonly matcher: string | undefined;
  /** The call of the matcher; undefined where it isn't called. */
  readonly call: ts.CallExpression | undefined;
}

/** Reads an assertion from its outermost expression; undefined for anything else. */
export function assertionOf(expression: ts.Expression): Assertion | undefined {
  const node = unwrap(expression);
  const call = ts.isCallExpression(node) && !isExpect(node) ? node : undefined;
  const names: string[] = [];
  let at = unwrap(call?.expression ?? node);
  while (ts.isPropertyAccessExpression(at)) {
    names.unshift(at.name.text);
    at = unwrap(at.expression);
  }
  if (!ts.isCallExpression(at) || !isExpect(at)) return undefined;
  return { received: at.arguments[0], modifiers: names.slice(0, -1), matcher: names.at(-1), call };
}

/** `expect(…)`, `expect.soft(…)`, `expect.poll(…)`. */
function isExpect(call: ts.CallExpression): boolean {
  const callee = unwrap(call.expression);
  if (ts.isIdentifier(callee)) return callee.text === 'expect';
  return (
    ts.isPropertyAccessExpression(callee) &&
    ts.isIdentifier(callee.expression) &&
    callee.expression.text === 'expect' &&
    (callee.name.text === 'soft' || callee.name.text === 'poll')
  );
}
