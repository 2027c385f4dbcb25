import { ts } from '../compiler.js';
import { isAlwaysBefore } from '../control-flow.ts';
import { readingOf } from '../models/reading.ts';
import { defineRule } from '../rule.ts';
import { functionAround } from '../syntax.ts';
import { unwrap } from '../unwrap.ts';

export const trainableAfterCompile = defineRule({
  id: 'trainable-after-compile',
  category: 'model',
  level: 'error',
  needsTypes: false,
  description: 'A layer is made trainable after its model was compiled, which has no effect.',
  messages: {
    late: '{model}.compile() has already collected the weights to train, and setting trainable = true afterwards adds none: fit() goes on without this layer and only warns on the console. Set it first, or compile again.',
  },
  check(context) {
    const reading = readingOf(context);
    const compiles: { readonly call: ts.CallExpression; readonly model: string }[] = [];
    const sets: ts.BinaryExpression[] = [];
    const trains: { readonly call: ts.CallExpression; readonly model: string }[] = [];
    return {
      CallExpression(call) {
        const method = reading.names.method(call);
        const callee = unwrap(call.expression);
        if (!ts.isPropertyAccessExpression(callee)) return;
        const model = context.source.textOf(callee.expression);
        if (method === 'compile') compiles.push({ call, model });
        else if (method === 'fit' || method === 'fitDataset' || method === 'trainOnBatch')
          trains.push({ call, model });
      },
      BinaryExpression(node) {
        if (
          node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
          ts.isPropertyAccessExpression(node.left) &&
          node.left.name.text === 'trainable' &&
          reading.declarations.resolve(node.right).kind === ts.SyntaxKind.TrueKeyword
        )
          sets.push(node);
      },
      end() {
        for (const set of sets) {
          const around = functionOfLoop(set);
          const before = compiles.findLast(
            ({ call }) => functionAround(call) === around && isAlwaysBefore(call, loopAround(set, around)),
          );
          if (before === undefined) continue;
          const { model } = before;
          const again = compiles.some(({ call, model: other }) => other === model && call.pos > set.end);
          const trained = trains.some(({ call, model: other }) => other === model && call.pos > set.end);
          // A model that is handed on may be compiled where it goes.
          if (!again && (trained || !isHandedOn(set, model)))
            context.report({ at: set, message: 'late', data: { model } });
        }
      },
    };

    function isHandedOn(set: ts.Node, model: string): boolean {
      const rest = context.source.text.slice(set.end, functionAround(set).end);
      return new RegExp(
        `[(,]\\s*${model.replace(/[^\w]/g, '\\$&')}\\s*[,)]|return\\s+${model.replace(/[^\w]/g, '\\$&')}\\b`,
      ).test(rest);
    }
  },
});

/** The function around a node, callbacks of `forEach` passed through. */
function functionOfLoop(node: ts.Node): ts.Node {
  const around = functionAround(node);
  const call = around.parent as ts.Node | undefined; // a file has no parent
  return call !== undefined && ts.isCallExpression(call) && /forEach|map/.test(call.expression.getText())
    ? functionOfLoop(call)
    : around;
}

/** The statement of the function around a node that holds the node. */
function loopAround(node: ts.Node, around: ts.Node): ts.Node {
  let at = node;
  while (functionAround(at) !== around) at = at.parent;
  return at;
}
