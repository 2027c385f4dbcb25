import { ts } from '../compiler.js';
import { defineRule, type RuleContext } from '../rule.ts';
import { enclosingFunction } from '../tensorflow/functions.ts';
import { loopAround } from '../tensorflow/regions.ts';
import type { Binding } from '../tensorflow/scopes.ts';
import { isTestFile } from '../test-files.ts';
import { unwrap } from '../unwrap.ts';

type Names = RuleContext['names'];

export const reassignedWithoutDispose = defineRule({
  id: 'reassigned-without-dispose',
  category: 'memory',
  level: 'warning',
  needsTypes: false,
  description: 'A name that holds a tensor is given another one, and the first is never disposed of.',
  messages: {
    reassigned:
      '`{name}` held a tensor of its own, which nothing refers to from here on: it stays in memory, one more each time. ' +
      'Write `const next = …; {name}.dispose(); {name} = next;`, or compute in `tf.tidy(() => …)` and dispose of the old one.',
  },
  check: ({ source, names, report }) => {
    if (isTestFile(source.path)) return {};
    return {
      BinaryExpression(node) {
        if (node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return;
        const target = unwrap(node.left);
        // Most assignments are told apart by their left side alone.
        if (!ts.isIdentifier(target) && !isOwnMember(target)) return;
        if (!names.ownership.makesTensor(node.right) || isVariable(node.right, names)) return;
        const tidied = names.regions.tidied(node);
        if (tidied === 'inside') return;
        const isLost = ts.isIdentifier(target)
          ? losesOld(node, target, names, tidied)
          : losesMember(node, target, names, tidied);
        if (isLost) report({ at: node, message: 'reassigned', data: { name: target.getText() } });
      },
    };
  },
});

/** `this.name` */
function isOwnMember(node: ts.Expression): node is ts.PropertyAccessExpression {
  return ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword;
}

function losesOld(node: ts.BinaryExpression, target: ts.Identifier, names: Names, tidied: string): boolean {
  const binding = names.scopes.resolve(target);
  if (binding === undefined || binding.kind === 'const' || binding.kind === 'import') return false;
  if (names.values.ofBinding(binding)?.kind === 'variable') return false;
  const loop = outermostLoopSince(node, binding);
  const isRepeated =
    loop !== undefined ||
    (!isInside(binding.identifier, enclosingFunction(node) ?? node.getSourceFile()) && isOften(node, names));
  if (tidied === 'unknown' && loop === undefined) return false;
  if (!isRepeated && !(isOften(node, names) && ownsBefore(node, binding, names))) return false;
  return !isSaved(node, binding, loop, names);
}

/** The outermost loop around an assignment that the assigned name is declared outside of. */
function outermostLoopSince(node: ts.Node, binding: Binding): ts.IterationStatement | undefined {
  let found: ts.IterationStatement | undefined;
  for (let loop = loopAround(node); loop !== undefined; loop = loopAround(loop)) {
    if (isInside(binding.identifier, loop.statement)) break;
    found = loop;
  }
  return found;
}

/** Whether a place runs again and again. */
function isOften(node: ts.Node, { regions }: Names): boolean {
  return regions.repetition(node) !== undefined;
}

/** Whether a name certainly holds a tensor that was made for it, where it is assigned anew. */
function ownsBefore(node: ts.BinaryExpression, { declaration, identifier }: Binding, names: Names): boolean {
  if (!ts.isVariableDeclaration(declaration) || declaration.initializer === undefined) return false;
  return (
    names.ownership.makesTensor(declaration.initializer) &&
    enclosingFunction(identifier) === enclosingFunction(node) &&
    loopAround(identifier) === loopAround(node)
  );
}

/** Whether the old tensor is disposed of, or something else refers to it. */
function isSaved(
  node: ts.BinaryExpression,
  binding: Binding,
  loop: ts.IterationStatement | undefined,
  { scopes, ownership }: Names,
): boolean {
  return scopes.references(binding).some((use) => {
    if (use === node.left || isInside(use, node)) return false;
    const fate = ownership.fateOf(use);
    if (fate === 'freed')
      return loop === undefined ? use.pos < node.pos || isSameBlock(use, node) : isInside(use, loop);
    if (fate !== 'elsewhere') return false;
    const { parent } = use;
    if (ts.isBinaryExpression(parent) && parent.left === use) return false;
    // What is returned in the end is the last one; the old ones are not.
    return !ts.isReturnStatement(parent) && !isRead(parent);
  });
}

function isRead(parent: ts.Node): boolean {
  return (
    ts.isIfStatement(parent) ||
    ts.isPrefixUnaryExpression(parent) ||
    (ts.isBinaryExpression(parent) && parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken)
  );
}

function isSameBlock(a: ts.Node, b: ts.Node): boolean {
  return enclosingFunction(a) === enclosingFunction(b);
}

/** `this.state = this.state.add(1)`, where nothing in the function disposes of the old state. */
function losesMember(
  node: ts.BinaryExpression,
  target: ts.PropertyAccessExpression,
  names: Names,
  tidied: string,
): boolean {
  if (tidied !== 'outside' && loopAround(node) === undefined) return false;
  const text = target.getText();
  const around = enclosingFunction(node);
  if (around?.body === undefined || !mentions(node.right, text)) return false;
  const uses: ts.Node[] = [];
  const visit = (inner: ts.Node): void => {
    if (ts.isPropertyAccessExpression(inner) && inner.getText() === text && !isInside(inner, node))
      uses.push(inner);
    ts.forEachChild(inner, visit);
  };
  visit(around.body);
  return uses.every(
    (use) => ts.isExpression(use) && ['read', 'chained', 'argument'].includes(names.ownership.fateOf(use)),
  );
}

function mentions(node: ts.Node, text: string): boolean {
  return (
    node.getText() === text || (ts.forEachChild(node, (child) => mentions(child, text) || undefined) ?? false)
  );
}

function isVariable(expression: ts.Expression, { values }: Names): boolean {
  return values.of(expression)?.kind === 'variable';
}

function isInside(node: ts.Node, around: ts.Node): boolean {
  return node.pos >= around.pos && node.end <= around.end;
}
