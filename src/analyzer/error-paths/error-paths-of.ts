import { ts } from 'ts-morph';
import { isDeclaredFunction, nameOfFunction, nameText } from '../annotations/declared-function.ts';
import type { SourceText } from '../source-text.ts';
import { asFunction } from '../syntax.ts';
import { unwrap } from '../unwrap.ts';
import { describedError, messageOf, shortText } from './described-error.ts';
import type { ErrorPathKind, Point, SourceErrorPath, Stretch } from './error-path.ts';
import { ignoredIn } from './ignored.ts';
import { rejectsIn } from './rejecting-names.ts';

/** Methods by which an emitter calls a listener. */
const LISTENING = new Set(['on', 'once', 'addListener', 'addEventListener', 'prependListener']);

/**
 * The error paths of a source file, in the order in which they stand there. What a comment leaves out of coverage (`c8 ignore`,
 * `v8 ignore`, `istanbul ignore`) is left out here.
 */
export function errorPathsOf(source: SourceText): readonly SourceErrorPath[] {
  const { tree } = source;
  const isIgnored = ignoredIn(tree);
  const isReject = rejectsIn(tree);
  const paths: SourceErrorPath[] = [];
  const add = (kind: ErrorPathKind, node: ts.Node, facts: Partial<SourceErrorPath>): void => {
    if (!isIgnored(node)) paths.push({ kind, at: stretchOf(node, tree), in: nameAround(node), ...facts });
  };
  const point = (node: ts.Node): Point => pointAt(node.getStart(tree), tree);
  /** Where a body is counted: at its first statement, or all of it where it is an expression. */
  const counted = (body: ts.Node): { readonly counted?: Point } => {
    if (!ts.isBlock(body)) return { counted: point(body) };
    const [first] = body.statements;
    return first === undefined ? {} : { counted: point(first) };
  };
  const leaving = (node: ts.Node, thrown: ts.Expression | undefined, otherwise: ErrorPathKind): void => {
    const condition = conditionOf(node);
    const caught = thrown === undefined ? undefined : sourceOfCaught(unwrap(thrown));
    add(condition === undefined ? otherwise : 'validation', node, {
      ...describedError(thrown),
      counted: point(node),
      ...(condition !== undefined && { condition }),
      ...(caught !== undefined && { through: stretchOf(caught, tree), isAwaited: waits(caught) }),
    });
  };
  const handler = (node: ts.Expression | undefined): void => {
    const called = node === undefined ? undefined : asFunction(node);
    // A function that is only named is counted where it is written.
    if (called === undefined) return;
    // An empty function is counted as one.
    const own = counted(called.body);
    add('catch', called, 'counted' in own ? own : { counted: pointAt(called.body.getStart(tree) + 1, tree) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isThrowStatement(node)) leaving(node, node.expression, 'throw');
    else if (ts.isCatchClause(node)) add('catch', node, counted(node.block));
    else if (ts.isCallExpression(node)) {
      const callee = unwrap(node.expression);
      if (isReject(callee)) leaving(node, node.arguments[0], 'rejection');
      if (ts.isPropertyAccessExpression(callee)) {
        const name = callee.name.text;
        const [first, second] = node.arguments;
        if (name === 'catch') handler(first);
        if (name === 'then') handler(second);
        if (LISTENING.has(name) && first !== undefined && isErrorEvent(first)) handler(second);
        if (name === 'assert') {
          const lazy = second === undefined ? undefined : asFunction(second);
          if (first !== undefined && lazy !== undefined) {
            const message = messageOf(lazy);
            add('validation', node, {
              error: 'Error',
              ...counted(lazy.body),
              condition: shortText(first),
              ...(message !== undefined && { message }),
            });
          }
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return paths;
}

function isErrorEvent(node: ts.Expression): boolean {
  return (
    ts.isStringLiteralLike(node) && /^(?:\w*Error|error|\w*[rR]ejection|uncaughtException)$/.test(node.text)
  );
}

/** What an `if` asks, where this ends one of its branches. */
function conditionOf(node: ts.Node): string | undefined {
  let statement: ts.Node = node;
  while (!ts.isStatement(statement)) {
    // Inside of a function the `if` around it asks nothing of it.
    if (ts.isFunctionLike(statement)) return undefined;
    statement = statement.parent;
  }
  // What is rejected at once, as a statement or as what is returned.
  let branch: ts.Node = statement;
  if (ts.isBlock(statement.parent)) {
    const { statements } = statement.parent;
    const last = statements.at(-1);
    const isLast =
      last === statement ||
      // reject(…); return;
      (last !== undefined && ts.isReturnStatement(last) && statements.at(-2) === statement);
    if (!isLast) return undefined;
    branch = statement.parent;
  }
  const { parent } = branch;
  if (!ts.isIfStatement(parent)) return undefined;
  const condition = shortText(parent.expression);
  return parent.elseStatement === branch ? `else of ${condition}` : condition;
}

/** Where a caught error comes from, if an expression is one: the block of its `try`, or the promise that it rejected. */
function sourceOfCaught(node: ts.Expression): ts.Node | undefined {
  if (!ts.isIdentifier(node)) return undefined;
  for (let at: ts.Node = node; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isCatchClause(at) && nameText(at.variableDeclaration?.name) === node.text)
      return at.parent.tryBlock;
    if (!ts.isArrowFunction(at) && !ts.isFunctionExpression(at)) continue;
    if (nameText(at.parameters[0]?.name) !== node.text) continue;
    const call = at.parent;
    if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return undefined;
    const { name, expression } = call.expression;
    const isHandler =
      (name.text === 'catch' && call.arguments[0] === at) ||
      (name.text === 'then' && call.arguments[1] === at);
    return isHandler ? expression : undefined;
  }
  return undefined;
}

/** Whether a block, or a promise, waits for something itself. */
function waits(node: ts.Node): boolean {
  if (!ts.isBlock(node)) return true;
  let found = false;
  const visit = (at: ts.Node): void => {
    if (ts.isFunctionLike(at)) return;
    if (ts.isAwaitExpression(at) || (ts.isForOfStatement(at) && at.awaitModifier !== undefined)) found = true;
    ts.forEachChild(at, visit);
  };
  visit(node);
  return found;
}

function nameAround(node: ts.Node): string {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (isDeclaredFunction(at)) return nameOfFunction(at);
    if (ts.isClassStaticBlockDeclaration(at)) return `${at.parent.name?.text ?? 'default'} static`;
    // The function of an object literal, or one with a type of its own.
    if (ts.isMethodDeclaration(at) || ts.isAccessor(at)) return nameText(at.name);
    if (ts.isArrowFunction(at) || ts.isFunctionExpression(at)) {
      const { parent } = at;
      if (
        ts.isVariableDeclaration(parent) ||
        ts.isPropertyDeclaration(parent) ||
        ts.isPropertyAssignment(parent)
      )
        return nameText(parent.name);
    }
  }
  return '(module)';
}

function stretchOf(node: ts.Node, tree: ts.SourceFile): Stretch {
  return { start: pointAt(node.getStart(tree), tree), end: pointAt(node.end, tree) };
}

function pointAt(position: number, tree: ts.SourceFile): Point {
  const { line, character } = tree.getLineAndCharacterOfPosition(position);
  return { line: line + 1, column: character };
}
