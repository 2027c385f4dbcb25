import { ts } from '../compiler.js';
import { defineRule, type RuleContext } from '../rule.ts';
import { enclosingFunction, returnedExpressions } from '../tensorflow/functions.ts';
import { unwrap } from '../unwrap.ts';

export const disposeInLoss = defineRule({
  id: 'dispose-in-loss',
  category: 'gradients',
  level: 'warning',
  needsTypes: false,
  description: 'A tensor is disposed of inside a loss or another differentiated function.',
  messages: {
    result:
      '`{name}` is what this function returns: TensorFlow.js finds it disposed when it computes the gradient, and ' +
      'throws. Return it and let the caller dispose of it.',
    outer:
      '`{name}` comes from outside of this function, which runs again with every step and wherever the loss is ' +
      'computed: from the second time on the tensor is gone, and it throws. Dispose of it after training.',
    needless:
      'TensorFlow.js runs this function in a tidy of its own, and keeps what the gradient needs: this frees nothing ' +
      'that would stay, and takes `{name}` away from whatever still reads it. Leave it out.',
  },
  check: ({ names, report }) => ({
    CallExpression(call) {
      const disposed = disposedBy(call, names);
      if (disposed.length === 0) return;
      const around = names.regions.differentiated(call);
      if (around === undefined) return;
      // What another function inside does at its own time is not a part of the loss.
      const own = enclosingFunction(call);
      if (own !== undefined && own !== around && names.regions.has(own, 'promise')) return;
      const returned = new Set(returnedExpressions(around).map((part) => unwrap(part).getText()));
      for (const tensor of disposed) {
        const name = tensor.getText();
        const binding = ts.isIdentifier(tensor) ? names.scopes.resolve(tensor) : undefined;
        const isOuter = binding !== undefined && !isInside(binding.declaration, around);
        const message = returned.has(name) ? 'result' : isOuter ? 'outer' : 'needless';
        report({ at: call, message, data: { name: name.length > 40 ? `${name.slice(0, 39)}…` : name } });
      }
    },
  }),
});

/** The tensors that a call disposes of: `x.dispose()`, `tf.dispose(x)`, `tf.dispose([x, y])`. */
function disposedBy(call: ts.CallExpression, names: RuleContext['names']): readonly ts.Expression[] {
  if (names.api(call.expression) === 'dispose') {
    const [argument] = call.arguments;
    if (argument === undefined) return [];
    const list = unwrap(argument);
    return ts.isArrayLiteralExpression(list) ? list.elements.map(unwrap) : [list];
  }
  const callee = unwrap(call.expression);
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'dispose') return [];
  return names.values.isTensor(callee.expression) ? [unwrap(callee.expression)] : [];
}

function isInside(node: ts.Node, around: ts.Node): boolean {
  return node.pos >= around.pos && node.end <= around.end;
}
