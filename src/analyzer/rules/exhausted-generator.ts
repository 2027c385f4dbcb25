import { ts } from '../compiler.js';
import { defineRule, type RuleContext } from '../rule.ts';
import { type FunctionNode, functionOf, returnedExpressions } from '../tensorflow/functions.ts';
import type { Binding } from '../tensorflow/scopes.ts';
import { unwrap } from '../unwrap.ts';

type Names = RuleContext['names'];

export const exhaustedGenerator = defineRule({
  id: 'exhausted-generator',
  category: 'data',
  level: 'error',
  needsTypes: false,
  description:
    'A dataset is generated from an iterator or a counter that is made once and used up by the first epoch.',
  messages: {
    iterator:
      '`{name}` is an iterator that is made once: the first epoch uses it up, every later one finds it empty, and training ' +
      'goes on without data. Make it inside the function that tf.data.generator is given.',
    counter:
      '`{name}` is counted up across epochs and never set back: the first epoch ends it, every later one is empty. Declare ' +
      'it inside the generator function.',
  },
  check: ({ names, report }) => ({
    CallExpression(call) {
      if (names.call(call) !== 'data.generator') return;
      const [argument] = call.arguments;
      const target = argument === undefined ? undefined : functionOf(argument, names.scopes);
      if (argument === undefined || target?.body === undefined) return;
      const iterator = iteratorOf(target, names);
      if (iterator !== undefined) {
        report({ at: iterator, message: 'iterator', data: { name: iterator.text } });
        return;
      }
      const counter = counterOf(target, names);
      if (counter !== undefined) report({ at: counter, message: 'counter', data: { name: counter.text } });
    },
  }),
});

/** An iterator from outside of the generator function, that it returns, delegates to, loops over, or asks for the next. */
function iteratorOf(target: FunctionNode, names: Names): ts.Identifier | undefined {
  const returned = returnedExpressions(target).map(unwrap).find(ts.isIdentifier);
  if (returned !== undefined && isOuterIterator(returned, target, names)) return returned;
  let found: ts.Identifier | undefined;
  const visit = (node: ts.Node): void => {
    if (found !== undefined) return;
    let used: ts.Expression | undefined;
    if (ts.isForOfStatement(node)) used = node.expression;
    else if (ts.isYieldExpression(node) && node.asteriskToken !== undefined) used = node.expression;
    else if (ts.isSpreadElement(node)) used = node.expression;
    else if (ts.isCallExpression(node)) {
      const callee = unwrap(node.expression);
      if (ts.isPropertyAccessExpression(callee) && callee.name.text === 'next') used = callee.expression;
    }
    const value = used === undefined ? undefined : unwrap(used);
    if (value !== undefined && ts.isIdentifier(value) && isOuterIterator(value, target, names)) found = value;
    else ts.forEachChild(node, visit);
  };
  if (target.body !== undefined) visit(target.body);
  return found;
}

function isOuterIterator(use: ts.Identifier, target: FunctionNode, names: Names): boolean {
  const binding = names.scopes.resolve(use);
  if (binding === undefined || isInside(binding.identifier, target)) return false;
  const { declaration } = binding;
  if (!ts.isVariableDeclaration(declaration) || declaration.initializer === undefined) return false;
  // Made anew in the generator function: `it = make()`.
  if (names.scopes.writes(binding).some((write) => isInside(write, target))) return false;
  return isIterator(declaration.initializer, names);
}

const ITERATOR_METHODS: ReadonlySet<string> = new Set(['entries', 'keys', 'values', 'matchAll']);

/** Whether an expression is certainly an iterator, which can be gone through once. */
function isIterator(expression: ts.Expression, names: Names): boolean {
  const node = unwrap(ts.isAwaitExpression(expression) ? expression.expression : expression);
  if (names.values.of(expression)?.kind === 'iterator') return true;
  if (!ts.isCallExpression(node)) return false;
  const callee = unwrap(node.expression);
  if (ts.isElementAccessExpression(callee))
    return /^Symbol\.(asyncI|i)terator$/.test(callee.argumentExpression.getText());
  if (ts.isPropertyAccessExpression(callee) && ITERATOR_METHODS.has(callee.name.text)) {
    // Object.entries gives an array.
    return !/^(Object|Array)$/.test(callee.expression.getText());
  }
  const made = functionOf(callee, names.scopes);
  return made !== undefined && 'asteriskToken' in made && made.asteriskToken !== undefined;
}

/** A number from outside that the generator function counts up, and nothing sets back. */
function counterOf(target: FunctionNode, names: Names): ts.Identifier | undefined {
  let found: ts.Identifier | undefined;
  const visit = (node: ts.Node): void => {
    if (found !== undefined) return;
    const counted = countedIn(node);
    const binding = counted === undefined ? undefined : names.scopes.resolve(counted);
    if (counted !== undefined && binding !== undefined && !isInside(binding.identifier, target)) {
      if (isNumber(binding) && !isSetBack(binding, names) && decidesEnd(binding, target, names))
        found = counted;
    }
    ts.forEachChild(node, visit);
  };
  if (target.body !== undefined) visit(target.body);
  return found;
}

function countedIn(node: ts.Node): ts.Identifier | undefined {
  const isStep =
    (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) &&
    node.operator === ts.SyntaxKind.PlusPlusToken;
  if (isStep) return ts.isIdentifier(node.operand) ? node.operand : undefined;
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusEqualsToken)
    return undefined;
  return ts.isIdentifier(node.left) ? node.left : undefined;
}

function isNumber({ declaration }: Binding): boolean {
  return (
    ts.isVariableDeclaration(declaration) &&
    declaration.initializer !== undefined &&
    ts.isNumericLiteral(declaration.initializer)
  );
}

function isSetBack(binding: Binding, { scopes }: Names): boolean {
  return scopes
    .writes(binding)
    .some(
      ({ parent }) =>
        ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken,
    );
}

/** Whether the end of the data depends on a counter: by a loop's condition, a bound, or `done`. */
function decidesEnd(binding: Binding, target: FunctionNode, { scopes }: Names): boolean {
  return scopes.references(binding).some((use) => {
    if (!isInside(use, target)) return false;
    for (let at: ts.Node = use; at !== target; at = at.parent) {
      const { parent } = at;
      if (ts.isWhileStatement(parent) && parent.expression === at) return true;
      if (ts.isForStatement(parent) && parent.condition === at) return true;
      if (ts.isIfStatement(parent) && parent.expression === at) return true;
      if (ts.isPropertyAssignment(parent) && parent.name.getText() === 'done') return true;
      if (ts.isConditionalExpression(parent) && parent.condition === at) return true;
    }
    return false;
  });
}

function isInside(node: ts.Node, around: ts.Node): boolean {
  return node.pos >= around.pos && node.end <= around.end;
}
