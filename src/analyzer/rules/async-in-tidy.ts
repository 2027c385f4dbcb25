import { ts } from '../compiler.js';
import { defineRule, type RuleContext } from '../rule.ts';
import {
  type FunctionNode,
  functionOf,
  isAsync,
  isFunctionNode,
  returnedExpressions,
} from '../tensorflow/functions.ts';
import { unwrap } from '../unwrap.ts';

type Names = RuleContext['names'];

export const asyncInTidy = defineRule({
  id: 'async-in-tidy',
  category: 'async',
  level: 'error',
  needsTypes: false,
  description: 'A function given to tf.tidy is async, returns a promise, or leaves tensors to one.',
  messages: {
    async:
      'tf.tidy ends before this async function does: what it makes after its first `await` is never disposed, and what ' +
      'it made before is disposed under it. Await first and give tidy a synchronous function.',
    promise:
      'This function gives tf.tidy a promise: tidy disposes the tensors at once and the promise finds them gone. ' +
      'Return the tensor and await outside of the tidy.',
    later:
      'This function runs after the tidy has ended, and `{name}` is disposed by then: it throws "Tensor is disposed". ' +
      'Return `{name}` from the tidy and go on outside of it.',
  },
  check: ({ names, report }) => ({
    CallExpression(call) {
      if (names.call(call) !== 'tidy') return;
      // tf.tidy(fn) and tf.tidy(name, fn)
      const argument = call.arguments.at(-1);
      const body = argument === undefined ? undefined : functionOf(argument, names.scopes);
      if (argument === undefined || body === undefined) return;
      const isWrittenHere = body === unwrap(argument);
      if (isAsync(body)) {
        const keyword = body.modifiers?.find((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword);
        report({ at: isWrittenHere && keyword !== undefined ? keyword : argument, message: 'async' });
        return;
      }
      const promise = returnedExpressions(body).find((returned) => givesPromise(returned, names));
      if (promise !== undefined) {
        report({ at: isWrittenHere ? promise : argument, message: 'promise' });
        return;
      }
      if (!isWrittenHere) return;
      for (const { callback, tensor } of lateCallbacks(body, names)) {
        report({ at: callback, message: 'later', data: { name: tensor } });
      }
    },
  }),
});

/** Whether an expression is certainly a promise. */
function givesPromise(expression: ts.Expression, names: Names): boolean {
  const node = unwrap(expression);
  if (names.values.of(node)?.kind === 'promise') return true;
  if (ts.isNewExpression(node)) return ts.isIdentifier(node.expression) && node.expression.text === 'Promise';
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { expression: owner, name } = node.expression;
  if (ts.isIdentifier(owner) && owner.text === 'Promise') return true;
  return (name.text === 'then' || name.text === 'finally') && node.arguments.length > 0;
}

/** Functions inside a tidy's that run after it, with the name of a tensor of the tidy's that they use. */
function lateCallbacks(body: FunctionNode, names: Names): readonly { callback: ts.Node; tensor: string }[] {
  const found: { callback: ts.Node; tensor: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (isFunctionNode(node)) {
      const roles = names.regions.rolesOf(node);
      if (roles.includes('promise') || roles.includes('frame') || roles.includes('timer')) {
        const tensor = tensorOf(body, node, names);
        if (tensor !== undefined) found.push({ callback: node, tensor });
        return;
      }
    }
    ts.forEachChild(node, visit);
  };
  if (body.body !== undefined) visit(body.body);
  return found;
}

/** A tensor that a function makes, and that another one inside it uses. */
function tensorOf(body: FunctionNode, inner: FunctionNode, { scopes, ownership }: Names): string | undefined {
  let name: string | undefined;
  const visit = (node: ts.Node): void => {
    if (name !== undefined) return;
    if (ts.isIdentifier(node)) {
      const binding = scopes.resolve(node);
      if (binding !== undefined && ts.isVariableDeclaration(binding.declaration)) {
        const { initializer } = binding.declaration;
        const isBodys = isInside(binding.declaration, body) && !isInside(binding.declaration, inner);
        const isKept = scopes
          .references(binding)
          .some(({ parent }) => ts.isCallExpression(parent) && /\bkeep$/.test(parent.expression.getText()));
        if (isBodys && !isKept && initializer !== undefined && ownership.makesTensor(initializer))
          name = node.text;
      }
    }
    ts.forEachChild(node, visit);
  };
  if (inner.body !== undefined) visit(inner.body);
  return name;
}

function isInside(node: ts.Node, around: ts.Node): boolean {
  return node.pos >= around.pos && node.end <= around.end;
}
