import { ts } from './compiler.js';
import { unwrap } from './unwrap.ts';

/** A function with a body that calls can be followed into. */
export type FunctionWithBody =
  ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction | ts.MethodDeclaration;

/** What a function returns: the expressions of its `return` statements, or of its arrow. */
export function returnsOf(called: FunctionWithBody): readonly ts.Expression[] {
  const { body } = called;
  if (body === undefined) return [];
  if (!ts.isBlock(body)) return [body];
  const values: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression !== undefined) values.push(node.expression);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return values;
}

/** The value of a property of an object literal; undefined also where a spread after it could replace it. */
export function propertyOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const property of [...object.properties].reverse()) {
    if (ts.isSpreadAssignment(property)) return undefined;
    if (nameText(property.name) !== name) continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
    return undefined;
  }
  return undefined;
}

/** A property's name where it is written out. */
export function nameText(name: ts.PropertyName): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : undefined;
}

/** The class whose `this` a node means. */
export function classAround(node: ts.Node): ts.ClassLikeDeclaration | undefined {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isClassLike(at)) return at;
    if (ts.isFunctionDeclaration(at) || ts.isFunctionExpression(at)) return undefined;
  }
  return undefined;
}

/** The function around a node, or the file. */
export function functionAround(node: ts.Node): ts.SignatureDeclaration | ts.SourceFile {
  let at = node.parent;
  while (!ts.isSourceFile(at) && !ts.isFunctionLike(at)) at = at.parent;
  return at;
}

/** A function with a body, or undefined for any other expression. */
export function asFunction(expression: ts.Expression): ts.FunctionExpression | ts.ArrowFunction | undefined {
  const node = unwrap(expression);
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node) ? node : undefined;
}

export function isFunctionWithBody(node: ts.Node): node is FunctionWithBody {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node)
  );
}

export function nameOf(called: FunctionWithBody): ts.Identifier | undefined {
  if (called.name !== undefined && ts.isIdentifier(called.name)) return called.name;
  const { parent } = called;
  if ((ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent)) && ts.isIdentifier(parent.name))
    return parent.name;
  return undefined;
}

/** An initial `null` or `undefined` only says that the value is yet to come. */
export function isNothing(expression: ts.Expression): boolean {
  const node = unwrap(expression);
  return node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === 'undefined');
}

/** Whether a name is written to by `[a, b] = …` or `({ a } = …)`. */
export function isDestructured(use: ts.Identifier): boolean {
  let node: ts.Node = use;
  while (
    ts.isArrayLiteralExpression(node.parent) ||
    ts.isObjectLiteralExpression(node.parent) ||
    ts.isShorthandPropertyAssignment(node.parent) ||
    ts.isPropertyAssignment(node.parent) ||
    ts.isParenthesizedExpression(node.parent)
  ) {
    node = node.parent;
  }
  return (
    node !== use &&
    ts.isBinaryExpression(node.parent) &&
    node.parent.left === node &&
    node.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
}

export function isInside(node: ts.Node, outer: ts.Node): boolean {
  return node.pos >= outer.pos && node.end <= outer.end;
}

/** The name at the end of a dotted name. */
export function lastName(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : name.right.text;
}

/** Whether a declaration is `export`, `static`, `abstract`, … */
export function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === kind)
  );
}
