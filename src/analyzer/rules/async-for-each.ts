import { ts } from '../compiler.js';
import { defineRule, type RuleContext } from '../rule.ts';
import { type FunctionNode, functionOf, isAsync } from '../tensorflow/functions.ts';
import { startedBy } from '../tensorflow/training-promises.ts';
import { unwrap } from '../unwrap.ts';

export const asyncForEach = defineRule({
  id: 'async-for-each',
  category: 'async',
  level: 'error',
  needsTypes: false,
  description:
    'An async function over training, loading or reading is given to forEach, which does not wait.',
  messages: {
    all:
      '`{method}` does not wait for this function: all turns start at once, their tensors are in memory together, a second ' +
      '`fit` throws "another fit() call is ongoing", and the lines after it run first. Write `for (const … of …)` with `await`.',
  },
  check: ({ names, report }) => ({
    CallExpression(call) {
      const callee = unwrap(call.expression);
      if (!ts.isPropertyAccessExpression(callee) || names.api(callee) !== undefined) return;
      const method = callee.name.text;
      // A map whose promises nobody takes is a forEach.
      if (method !== 'forEach' && !(method === 'map' && ts.isExpressionStatement(call.parent))) return;
      const [callback] = call.arguments;
      const body = callback === undefined ? undefined : functionOf(callback, names.scopes);
      if (callback === undefined || body === undefined || !isAsync(body) || !waits(body, names, 0)) return;
      report({ at: callee.name, message: 'all', data: { method } });
    },
  }),
});

/** Whether a function waits for something of TensorFlow.js's: itself, or in a function of the file that it waits for. */
function waits(body: FunctionNode, names: RuleContext['names'], depth: number): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (found) return;
    if (ts.isCallExpression(node)) {
      if (startedBy(node, names) !== undefined) {
        found = true;
        return;
      }
      const target = depth < 2 ? functionOf(node.expression, names.scopes) : undefined;
      if (target !== undefined && target !== body && isAsync(target) && waits(target, names, depth + 1))
        found = true;
    }
    ts.forEachChild(node, visit);
  };
  if (body.body !== undefined) visit(body.body);
  return found;
}
