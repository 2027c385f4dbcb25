import { ts } from '../compiler.js';
import type { Declarations } from '../declarations.ts';
import { nameText } from '../syntax.ts';
import { unwrap } from '../unwrap.ts';

/** One option as it is written. */
export interface Option {
  readonly name: string;
  /** The name in the source, to point at. */
  readonly key: ts.Node;
  /** Undefined for a method or an accessor. */
  readonly value: ts.Expression | undefined;
}

/**
 * What an options argument holds: a literal, a variable that holds one, spreads of such, and properties set on the
 * variable afterwards.
 */
export class Options {
  /** By name; where a name is given twice, the last. */
  readonly given: ReadonlyMap<string, Option>;
  /** Whether nothing else can be in them: no spread or computed name of unknown content. */
  readonly isComplete: boolean;
  readonly #declarations: Declarations;

  constructor(argument: ts.Expression | undefined, declarations: Declarations) {
    const given = new Map<string, Option>();
    this.given = given;
    this.#declarations = declarations;
    this.isComplete = argument === undefined || readInto(given, argument, declarations, 0);
  }

  /** The value of an option, followed to what it holds; undefined where it is not given. */
  value(name: string): ts.Expression | undefined {
    const value = this.given.get(name)?.value;
    return value === undefined ? undefined : this.#declarations.resolve(value);
  }

  /** Whether an option is certainly left out. */
  lacks(name: string): boolean {
    return this.isComplete && !this.given.has(name);
  }

  string(name: string): string | undefined {
    const value = this.value(name);
    return value !== undefined && ts.isStringLiteralLike(value) ? value.text : undefined;
  }

  number(name: string): number | undefined {
    const value = this.value(name);
    return value === undefined ? undefined : numberOf(value);
  }
}

/** The number that a literal is. */
export function numberOf(expression: ts.Expression): number | undefined {
  const node = unwrap(expression);
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    const operand = numberOf(node.operand);
    return operand === undefined ? undefined : -operand;
  }
  if (ts.isBinaryExpression(node)) {
    const [left, right] = [numberOf(node.left), numberOf(node.right)];
    if (left === undefined || right === undefined) return undefined;
    if (node.operatorToken.kind === ts.SyntaxKind.SlashToken) return left / right;
    if (node.operatorToken.kind === ts.SyntaxKind.AsteriskToken) return left * right;
  }
  return undefined;
}

function readInto(
  given: Map<string, Option>,
  argument: ts.Expression,
  declarations: Declarations,
  depth: number,
): boolean {
  const object = declarations.resolve(argument);
  if (!ts.isObjectLiteralExpression(object) || depth > 4) return false;
  let isComplete = true;
  for (const property of object.properties) {
    if (ts.isSpreadAssignment(property)) {
      isComplete = readInto(given, property.expression, declarations, depth + 1) && isComplete;
      continue;
    }
    const name = nameText(property.name);
    if (name === undefined) isComplete = false;
    else given.set(name, { name, key: property.name, value: valueOf(property) });
  }
  return readLaterInto(given, argument, declarations) && isComplete;
}

function valueOf(property: ts.ObjectLiteralElementLike): ts.Expression | undefined {
  if (ts.isPropertyAssignment(property)) return property.initializer;
  return ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
}

/** `config.inputShape = …` after the literal; false where a variable is handed to code that could do the same. */
function readLaterInto(
  given: Map<string, Option>,
  argument: ts.Expression,
  declarations: Declarations,
): boolean {
  const node = unwrap(argument);
  if (!ts.isIdentifier(node)) return true;
  let isComplete = true;
  for (const use of declarations.usesOf(node)) {
    const access = use.parent;
    if (ts.isElementAccessExpression(access) && access.expression === use) isComplete &&= !isWritten(access);
    if (!ts.isPropertyAccessExpression(access) || access.expression !== use || !isWritten(access)) continue;
    const { parent } = access;
    given.set(access.name.text, {
      name: access.name.text,
      key: access.name,
      value: ts.isBinaryExpression(parent) ? parent.right : undefined,
    });
  }
  return isComplete;
}

function isWritten(access: ts.Expression): boolean {
  const { parent } = access;
  return (
    ts.isBinaryExpression(parent) &&
    parent.left === access &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
}
