import { ts } from 'ts-morph';
import { asFunction, isFunctionWithBody, nameOf, returnsOf, type FunctionWithBody } from '../syntax.ts';
import { unwrap } from '../unwrap.ts';

/** How long a text may be in a table. */
const LONGEST = 80;

/** What the source says of an error that is thrown. */
export interface DescribedError {
  readonly error?: string;
  readonly message?: string;
}

/**
 * Reads the class and the message of an error off the expression that makes it: `new RangeError('…')`, `RangeError('…')`, or a call of a
 * function of the same file that returns one.
 */
export function describedError(expression: ts.Expression | undefined): DescribedError {
  if (expression === undefined) return {};
  const node = unwrap(expression);
  if (ts.isNewExpression(node)) return made(node.expression, node.arguments?.[0]);
  if (!ts.isCallExpression(node)) return {};
  const name = lastName(node.expression);
  if (name === undefined) return {};
  // Error('…') makes one without `new`.
  if (/^[A-Z]\w*(?:Error|Exception)$|^Error$/.test(name)) return made(node.expression, node.arguments[0]);
  const returned = functionNamed(name, node.getSourceFile());
  const values = returned === undefined ? [] : returnsOf(returned).map(unwrap);
  const classes = new Set(
    values.map((value) => (ts.isNewExpression(value) ? lastName(value.expression) : undefined)),
  );
  const [only] = classes;
  const message =
    messageOf(node.arguments[0]) ?? (values.length === 1 ? messageOf(argumentOf(values[0])) : undefined);
  return {
    error: classes.size === 1 && only !== undefined ? only : `${name}()`,
    ...(message !== undefined && { message }),
  };
}

/** A piece of source on one line, not too long. */
export function shortText(node: ts.Node): string {
  return shorten(node.getText().replaceAll(/\s+/g, ' '));
}

function made(callee: ts.Expression, argument: ts.Expression | undefined): DescribedError {
  const error = lastName(callee);
  const message = messageOf(argument);
  return { ...(error !== undefined && { error }), ...(message !== undefined && { message }) };
}

function argumentOf(node: ts.Expression | undefined): ts.Expression | undefined {
  return node !== undefined && ts.isNewExpression(node) ? node.arguments?.[0] : undefined;
}

function lastName(callee: ts.Expression): string | undefined {
  const node = unwrap(callee);
  if (ts.isIdentifier(node)) return node.text;
  return ts.isPropertyAccessExpression(node) ? node.name.text : undefined;
}

/** How a message begins that an expression gives, or a function that makes it. */
export function messageOf(expression: ts.Expression | undefined): string | undefined {
  const text = expression === undefined ? undefined : textOf(expression);
  // Nothing but holes says nothing.
  return text === undefined || /^[…\s]*$/.test(text) ? undefined : shorten(text.replaceAll(/\s+/g, ' '));
}

function textOf(expression: ts.Expression): string | undefined {
  const node = unwrap(expression);
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…');
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return `${textOf(node.left) ?? '…'}${textOf(node.right) ?? '…'}`.replaceAll(/…+/g, '…');
  const lazy = asFunction(node);
  return lazy === undefined || ts.isBlock(lazy.body) ? undefined : textOf(lazy.body);
}

function shorten(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

const functionsByTree = new WeakMap<ts.SourceFile, ReadonlyMap<string, FunctionWithBody>>();

/** The function of a file by its name, where only one has it. */
function functionNamed(name: string, tree: ts.SourceFile): FunctionWithBody | undefined {
  let functions = functionsByTree.get(tree);
  if (functions === undefined) {
    const found = new Map<string, FunctionWithBody>();
    const twice = new Set<string>();
    const visit = (node: ts.Node): void => {
      if (isFunctionWithBody(node)) {
        const own = nameOf(node)?.text;
        if (own !== undefined && found.has(own)) twice.add(own);
        if (own !== undefined) found.set(own, node);
      }
      ts.forEachChild(node, visit);
    };
    visit(tree);
    for (const each of twice) found.delete(each);
    functions = found;
    functionsByTree.set(tree, found);
  }
  return functions.get(name);
}
