import { ts } from '../compiler.js';
import { defineRule, type RuleContext } from '../rule.ts';
import { enclosingFunction, type FunctionNode, returnedExpressions } from '../tensorflow/functions.ts';
import { loopAround } from '../tensorflow/regions.ts';
import type { Binding } from '../tensorflow/scopes.ts';
import { unwrap } from '../unwrap.ts';

type Names = RuleContext['names'];

export const tensorEscapesTidy = defineRule({
  id: 'tensor-escapes-tidy',
  category: 'memory',
  level: 'error',
  needsTypes: false,
  description: 'A tensor made inside a tidy is stored outside of it without being returned or kept.',
  messages: {
    tidy:
      'The tidy disposes of this tensor when it ends, and `{holder}` is left with a tensor whose values are gone: ' +
      'using it throws "Tensor is disposed". Return it from the tidy, or store `tf.keep(…)` and dispose of that later.',
    differentiated:
      'TensorFlow.js disposes of what this function makes when the gradient is computed, and `{holder}` is left with a ' +
      'tensor whose values are gone: using it throws "Tensor is disposed". Store `tf.keep(…)` and dispose of that later, ' +
      'or compute it again outside.',
  },
  check: ({ names, report }) => {
    const look = (at: ts.Node, value: ts.Expression, holder: ts.Expression): void => {
      const scope = tidyAround(at, names);
      if (scope === undefined || !isMadeIn(value, scope.body, names)) return;
      const root = rootOf(holder);
      const binding = ts.isIdentifier(root) ? names.scopes.resolve(root) : undefined;
      if (
        binding === undefined
          ? root.kind !== ts.SyntaxKind.ThisKeyword
          : isInside(binding.identifier, scope.body)
      ) {
        return;
      }
      if (binding !== undefined && !isUsedOutside(binding, scope.body, names)) return;
      if (isKept(holder, value, scope.body, names) || isReturned(holder, value, scope.body)) return;
      report({ at, message: scope.role, data: { holder: holder.getText() } });
    };
    return {
      BinaryExpression(node) {
        if (node.operatorToken.kind === ts.SyntaxKind.EqualsToken) look(node, node.right, node.left);
      },
      CallExpression(call) {
        const callee = unwrap(call.expression);
        if (!ts.isPropertyAccessExpression(callee) || names.api(callee) !== undefined) return;
        if (names.ownership.isOpMethod(call)) return;
        const value = call.arguments.at(-1);
        if (value !== undefined && STORES.has(callee.name.text)) look(call, value, callee.expression);
      },
    };
  },
});

const STORES: ReadonlySet<string> = new Set(['push', 'unshift', 'set', 'add']);

interface Scope {
  readonly body: FunctionNode;
  readonly role: 'tidy' | 'differentiated';
}

/** The innermost function around a node whose tensors TensorFlow.js disposes of. */
function tidyAround(node: ts.Node, { regions }: Names): Scope | undefined {
  let at = enclosingFunction(node);
  while (at !== undefined) {
    const roles = regions.rolesOf(at);
    if (roles.includes('tidy')) return { body: at, role: 'tidy' };
    if (roles.includes('differentiated')) return { body: at, role: 'differentiated' };
    if (!roles.includes('element') && !roles.includes('at once')) return undefined;
    at = enclosingFunction(at);
  }
  return undefined;
}

/** Whether an expression is a tensor that a function makes, directly or under a name of its own. */
function isMadeIn(expression: ts.Expression, body: FunctionNode, { ownership, scopes }: Names): boolean {
  const node = unwrap(expression);
  if (!ts.isIdentifier(node)) return ownership.makesTensor(node);
  const binding = scopes.resolve(node);
  if (binding === undefined || !ts.isVariableDeclaration(binding.declaration)) return false;
  const { initializer } = binding.declaration;
  return (
    isInside(binding.declaration, body) && initializer !== undefined && ownership.makesTensor(initializer)
  );
}

function rootOf(expression: ts.Expression): ts.Expression {
  let node = unwrap(expression);
  while (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node))
    node = unwrap(node.expression);
  return node;
}

/** Whether what a name holds is used once the tidy has ended: after it, or in the next turn of a loop around it. */
function isUsedOutside(binding: Binding, body: FunctionNode, { scopes }: Names): boolean {
  const loop = loopAround(body);
  return scopes.references(binding).some((use) => {
    if (isInside(use, body) || isAssigned(use)) return false;
    return use.pos > body.end || (loop !== undefined && isInside(use, loop)) || !sharesFunction(use, body);
  });
}

function isAssigned(use: ts.Identifier): boolean {
  const { parent } = use;
  return (
    ts.isBinaryExpression(parent) &&
    parent.left === use &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
}

function sharesFunction(use: ts.Node, body: FunctionNode): boolean {
  const around = enclosingFunction(body);
  return around === undefined || isInside(use, around);
}

/** A statement of the tidy that keeps what is stored, or what is in the place where it is stored. */
function isKept(holder: ts.Expression, value: ts.Expression, body: FunctionNode, names: Names): boolean {
  const texts = [placeOf(holder), unwrap(value).getText()];
  let kept = false;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && names.api(node.expression) === 'keep') {
      const statement = statementOf(node).getText();
      kept ||= texts.some((text) => statement.includes(text));
    }
    ts.forEachChild(node, visit);
  };
  if (body.body !== undefined) visit(body.body);
  return kept;
}

/** `this.states` of `this.states[0]`, `outs` of `outs[i]`. */
function placeOf(holder: ts.Expression): string {
  const node = unwrap(holder);
  return ts.isElementAccessExpression(node) ? placeOf(node.expression) : node.getText();
}

function statementOf(node: ts.Node): ts.Node {
  let at = node;
  while (!ts.isStatement(at) && !ts.isSourceFile(at)) at = at.parent;
  return at;
}

/** Whether the tidy returns what is stored, or what it is stored in: it then lives on. */
function isReturned(holder: ts.Expression, value: ts.Expression, body: FunctionNode): boolean {
  const texts = new Set([holder.getText(), rootOf(holder).getText(), unwrap(value).getText()]);
  const mentions = (node: ts.Node): boolean =>
    texts.has(node.getText()) || (ts.forEachChild(node, (child) => mentions(child) || undefined) ?? false);
  return returnedExpressions(body).some((returned) => {
    const node = unwrap(returned);
    // What a call gives is another tensor than what it is given.
    return ts.isCallExpression(node) ? texts.has(node.getText()) : mentions(node);
  });
}

function isInside(node: ts.Node, around: ts.Node): boolean {
  return node.pos >= around.pos && node.end <= around.end;
}
