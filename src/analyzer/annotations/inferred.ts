import { ts } from '../compiler.js';
import type { TensorFlowNames } from '../tensorflow/names.ts';
import { joinFacts, typeFacts } from './type-facts.ts';
import type { TypeFacts } from './type-facts.ts';
import type { TypeNames } from './type-names.ts';

/** What the file means by its names: all that is needed to say what an expression is without a type checker. */
export interface FileNames {
  readonly types: TypeNames;
  readonly tensorFlow: TensorFlowNames;
}

const NOTHING: TypeFacts = { any: false };

/** Built-in classes whose type arguments are `any` or `unknown` unless something says them. */
const GENERIC_CLASSES: ReadonlySet<string> = new Set([
  'Array',
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'WeakRef',
  'Promise',
  'Proxy',
]);

/** Functions of TensorFlow.js that return a tensor of a rank that their name says. */
const RANKED: ReadonlySet<string> = new Set([
  'scalar',
  'tensor1d',
  'tensor2d',
  'tensor3d',
  'tensor4d',
  'tensor5d',
  'tensor6d',
]);

/** Expressions whose type their kind says. */
const SIMPLE: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.NumericLiteral,
  ts.SyntaxKind.BigIntLiteral,
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TemplateExpression,
  ts.SyntaxKind.RegularExpressionLiteral,
  ts.SyntaxKind.TrueKeyword,
  ts.SyntaxKind.FalseKeyword,
  ts.SyntaxKind.TypeOfExpression,
  ts.SyntaxKind.VoidExpression,
  ts.SyntaxKind.ThisKeyword,
  ts.SyntaxKind.ClassExpression,
]);

const COMPARISONS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
  ts.SyntaxKind.InKeyword,
  ts.SyntaxKind.InstanceOfKeyword,
]);

/**
 * What an expression is, where that is certain from how it is written: literals, comparisons, `new Model()`, casts, literal
 * arrays and objects of these, and TensorFlow.js's functions that name a rank.
 * @returns undefined where only a type checker could say it
 */
export function inferredFacts(expression: ts.Expression, names: FileNames): TypeFacts | undefined {
  const infer = (node: ts.Expression): TypeFacts | undefined => inferredFacts(node, names);
  if (ts.isParenthesizedExpression(expression)) return infer(expression.expression);
  if (ts.isSatisfiesExpression(expression)) return infer(expression.expression);
  if (ts.isAsExpression(expression) || ts.isTypeAssertionExpression(expression)) {
    return isConst(expression.type) ? infer(expression.expression) : typeFacts(expression.type, names.types);
  }
  if (SIMPLE.has(expression.kind)) return NOTHING;
  if (ts.isIdentifier(expression)) return names.types.declarations.has(expression.text) ? NOTHING : undefined;
  if (ts.isPrefixUnaryExpression(expression)) {
    if (expression.operator === ts.SyntaxKind.ExclamationToken) return NOTHING;
    return infer(expression.operand);
  }
  if (ts.isBinaryExpression(expression)) {
    return COMPARISONS.has(expression.operatorToken.kind) ? NOTHING : undefined;
  }
  if (ts.isConditionalExpression(expression))
    return all([expression.whenTrue, expression.whenFalse], infer, false);
  if (ts.isArrayLiteralExpression(expression)) {
    // `[]` is any[] until something is pushed.
    return expression.elements.length === 0 ? undefined : all(expression.elements, infer, true);
  }
  if (ts.isObjectLiteralExpression(expression)) {
    const values: ts.Expression[] = [];
    for (const property of expression.properties) {
      if (!ts.isPropertyAssignment(property)) return undefined;
      values.push(property.initializer);
    }
    return all(values, infer, true);
  }
  if (ts.isNewExpression(expression)) return newFacts(expression, names);
  if (ts.isCallExpression(expression)) {
    const api = names.tensorFlow.call(expression);
    return api !== undefined && RANKED.has(api)
      ? { any: false, tensor: { detail: 'ranked', container: false } }
      : undefined;
  }
  if (ts.isArrowFunction(expression) || ts.isFunctionExpression(expression)) {
    const annotated =
      expression.type !== undefined &&
      expression.parameters.every((parameter) => parameter.type !== undefined);
    return annotated ? NOTHING : undefined;
  }
  return undefined;
}

function newFacts(node: ts.NewExpression, { types }: FileNames): TypeFacts | undefined {
  if (!ts.isIdentifier(node.expression))
    return ts.isPropertyAccessExpression(node.expression) ? NOTHING : undefined;
  if (node.typeArguments !== undefined) {
    return joinFacts(
      node.typeArguments.map((argument) => typeFacts(argument, types)),
      true,
    );
  }
  return GENERIC_CLASSES.has(node.expression.text) ? undefined : NOTHING;
}

function all(
  nodes: readonly ts.Expression[],
  infer: (node: ts.Expression) => TypeFacts | undefined,
  container: boolean,
): TypeFacts | undefined {
  const facts: TypeFacts[] = [];
  for (const node of nodes) {
    const one = infer(node);
    if (one === undefined) return undefined;
    facts.push(one);
  }
  return joinFacts(facts, container);
}

function isConst(type: ts.TypeNode): boolean {
  return ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) && type.typeName.text === 'const';
}

/**
 * What a function returns, where that is certain: nothing, or expressions that each are certain.
 * @param body of a function without a return type
 */
export function returnedFacts(body: ts.ConciseBody, names: FileNames): TypeFacts | undefined {
  if (!ts.isBlock(body)) return inferredFacts(body, names);
  const returned: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression !== undefined) returned.push(node.expression);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return all(returned, (expression) => inferredFacts(expression, names), false);
}
