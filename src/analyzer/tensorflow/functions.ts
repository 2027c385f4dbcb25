import { ts } from '../compiler.js';
import { unwrap } from '../unwrap.ts';
import type { Binding, Scopes } from './scopes.ts';

/** A function with a body. */
export type FunctionNode =
  | ts.ArrowFunction
  | ts.FunctionExpression
  | ts.FunctionDeclaration
  | ts.MethodDeclaration
  | ts.ConstructorDeclaration
  | ts.AccessorDeclaration;

export function isFunctionNode(node: ts.Node): node is FunctionNode {
  return (
    (ts.isArrowFunction(node) ||
      ts.isFunctionExpression(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isConstructorDeclaration(node) ||
      ts.isAccessor(node)) &&
    node.body !== undefined
  );
}

/** The function whose body a node stands in; undefined at the top level of a file. */
export function enclosingFunction(node: ts.Node): FunctionNode | undefined {
  let at: ts.Node = node;
  while (!ts.isSourceFile(at)) {
    at = at.parent;
    if (isFunctionNode(at)) return at;
  }
  return undefined;
}

/** The class whose member a node stands in. */
export function enclosingClass(node: ts.Node): ts.ClassLikeDeclaration | undefined {
  let at: ts.Node = node;
  while (!ts.isSourceFile(at)) {
    at = at.parent;
    if (ts.isClassLike(at)) return at;
  }
  return undefined;
}

/**
 * The function of this file that an expression is: written there, named there (`step`, `this.step`), or bound
 * (`this.step.bind(this)`).
 */
export function functionOf(expression: ts.Expression, scopes: Scopes): FunctionNode | undefined {
  const node = unwrap(expression);
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return node;
  if (ts.isIdentifier(node)) {
    const binding = scopes.resolve(node);
    return binding === undefined ? undefined : functionOfBinding(binding, scopes);
  }
  if (ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword) {
    return memberFunction(enclosingClass(node), node.name.text);
  }
  if (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === 'bind'
  ) {
    return functionOf(node.expression.expression, scopes);
  }
  return undefined;
}

function functionOfBinding({ declaration, kind }: Binding, scopes: Scopes): FunctionNode | undefined {
  if (isFunctionNode(declaration)) return declaration;
  // An overload has no body of its own; the one with a body follows it.
  if (ts.isFunctionDeclaration(declaration) && ts.isSourceFile(declaration.parent)) {
    const { text } = declaration.name ?? { text: '' };
    return declaration.parent.statements.find(
      (statement): statement is ts.FunctionDeclaration =>
        ts.isFunctionDeclaration(statement) && statement.body !== undefined && statement.name?.text === text,
    );
  }
  if (kind !== 'const' || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name))
    return undefined;
  const { initializer } = declaration;
  if (initializer === undefined) return undefined;
  const value = unwrap(initializer);
  if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) return value;
  return ts.isIdentifier(value) ? functionOf(value, scopes) : undefined;
}

function memberFunction(owner: ts.ClassLikeDeclaration | undefined, name: string): FunctionNode | undefined {
  for (const member of owner?.members ?? []) {
    if (member.name === undefined || !ts.isIdentifier(member.name) || member.name.text !== name) continue;
    if (ts.isMethodDeclaration(member) && member.body !== undefined) return member;
    if (ts.isPropertyDeclaration(member) && member.initializer !== undefined) {
      const value = unwrap(member.initializer);
      if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) return value;
    }
  }
  return undefined;
}

export function isAsync(node: FunctionNode): boolean {
  return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;
}

/** Every expression that a function returns, without those of functions inside it. */
export function returnedExpressions(node: FunctionNode): readonly ts.Expression[] {
  if (node.body === undefined) return [];
  if (!ts.isBlock(node.body)) return [node.body];
  const returned: ts.Expression[] = [];
  const visit = (inner: ts.Node): void => {
    if (ts.isReturnStatement(inner)) {
      if (inner.expression !== undefined) returned.push(inner.expression);
    } else if (!ts.isFunctionLike(inner) && !ts.isClassLike(inner)) {
      ts.forEachChild(inner, visit);
    }
  };
  ts.forEachChild(node.body, visit);
  return returned;
}
