import { ts } from '../compiler.js';
import { defineRule, type RuleContext } from '../rule.ts';
import { isOp } from '../tensorflow/ops.ts';
import type { Binding } from '../tensorflow/scopes.ts';
import { unwrap } from '../unwrap.ts';

const READS: ReadonlySet<string> = new Set(['dataSync', 'arraySync', 'bufferSync']);

export const detachedInLoss = defineRule({
  id: 'detached-in-loss',
  category: 'gradients',
  level: 'error',
  needsTypes: false,
  description:
    'A loss reads values out of a tensor and makes a tensor of them again, which cuts the gradient.',
  messages: {
    detached:
      '`{read}()` gives plain numbers: the tensor made of them does not depend on the variables any more, so no gradient ' +
      'flows through this part of the loss, without a word. Stay with ops on the tensor itself; where the gradient is ' +
      'meant to stop here, compute the value before the loss.',
  },
  check: ({ names, report }) => ({
    CallExpression(call) {
      const callee = unwrap(call.expression);
      if (!ts.isPropertyAccessExpression(callee) || !READS.has(callee.name.text)) return;
      const { gradientFlow } = names;
      if (!gradientFlow.isDifferentiated(call) || !gradientFlow.depends(callee.expression)) return;
      if (entersLoss(call, names))
        report({ at: call, message: 'detached', data: { read: callee.name.text } });
    },
  }),
});

type Names = RuleContext['names'];

/** Whether the numbers that a node gives become a tensor, or a part of one, that the loss depends on. */
function entersLoss(node: ts.Node, names: Names, seen: ReadonlySet<Binding> = new Set()): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent) && parent.expression !== node) {
    const api = names.api(parent.expression);
    if ((api !== undefined && isOp(api)) || names.ownership.isOpMethod(parent)) {
      return names.gradientFlow.reachesResult(parent);
    }
    // Math.sqrt(values[0]) is as detached as what it is given.
    return (
      api === undefined && /^Math\b/.test(parent.expression.getText()) && entersLoss(parent, names, seen)
    );
  }
  if (ts.isVariableDeclaration(parent) && parent.initializer === node)
    return nameEnters(parent.name, names, seen);
  if (ts.isPropertyAccessExpression(parent)) {
    const call = parent.parent;
    const isMap = ts.isCallExpression(call) && call.expression === parent;
    return (
      isMap && ['map', 'slice', 'flat', 'filter'].includes(parent.name.text) && entersLoss(call, names, seen)
    );
  }
  return (
    (ts.isElementAccessExpression(parent) ||
      ts.isBinaryExpression(parent) ||
      ts.isPrefixUnaryExpression(parent) ||
      ts.isParenthesizedExpression(parent) ||
      ts.isAsExpression(parent) ||
      ts.isNonNullExpression(parent) ||
      ts.isArrayLiteralExpression(parent) ||
      ts.isSpreadElement(parent)) &&
    entersLoss(parent, names, seen)
  );
}

function nameEnters(name: ts.BindingName, names: Names, seen: ReadonlySet<Binding>): boolean {
  if (!ts.isIdentifier(name)) {
    return name.elements.some(
      (element) => ts.isBindingElement(element) && nameEnters(element.name, names, seen),
    );
  }
  const binding = names.scopes.resolve(name);
  if (binding === undefined || seen.has(binding)) return false;
  const next = new Set([...seen, binding]);
  return names.scopes.references(binding).some((use) => entersLoss(use, names, next));
}
