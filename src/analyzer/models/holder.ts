import { ts } from '../compiler.js';
import { mayNotRun } from '../control-flow.ts';
import { NodeIndex } from '../node-index.ts';
import { classAround } from '../syntax.ts';
import type { Reading } from './reading.ts';

/** The variable or field that is given a value; the value itself where it is given to none. */
export function holderOf(value: ts.Expression): ts.Expression {
  const { parent } = value;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name;
  if (ts.isBinaryExpression(parent) && parent.right === value && isHolder(parent.left)) return parent.left;
  if (ts.isPropertyDeclaration(parent) && ts.isIdentifier(parent.name))
    return fieldUses(parent.parent, parent.name.text)[0] ?? value;
  return value;
}

function isHolder(node: ts.Expression): boolean {
  return ts.isIdentifier(node) || ts.isPropertyAccessExpression(node);
}

/** Every place that names what a variable or a field holds. */
export function usesOf(reading: Reading, holder: ts.Expression): readonly ts.Expression[] {
  if (ts.isIdentifier(holder)) {
    return reading.declarations.usesOf(holder);
  }
  if (!ts.isPropertyAccessExpression(holder)) return [];
  const owner = classAround(holder);
  return owner === undefined ? [] : fieldUses(owner, holder.name.text);
}

/** Every `this.name` in a class. */
function fieldUses(owner: ts.ClassLikeDeclaration, name: string): readonly ts.PropertyAccessExpression[] {
  return NodeIndex.of(owner.getSourceFile()).fieldsWithin(owner, name);
}

/** The call of a method on an expression: `use.method(…)`. */
export function methodCallOn(
  use: ts.Expression,
): { readonly node: ts.CallExpression; readonly method: string } | undefined {
  const access = use.parent;
  if (!ts.isPropertyAccessExpression(access) || access.expression !== use) return undefined;
  const node = access.parent;
  return ts.isCallExpression(node) && node.expression === access
    ? { node, method: access.name.text }
    : undefined;
}

/** Whether a branch, a loop or a callback holds a node, so that it runs no time or several. */
export function standsInBranch(at: ts.Node): boolean {
  for (let node = at.parent; !ts.isSourceFile(node); node = node.parent) {
    if (mayNotRun(node)) return true;
    if (ts.isFunctionLike(node)) return isCallback(node);
  }
  return false;
}

/** A function handed to `forEach` or `map` runs as often as there is data. */
function isCallback(node: ts.Node): boolean {
  const call = node.parent;
  return (
    ts.isCallExpression(call) &&
    ts.isPropertyAccessExpression(call.expression) &&
    (call.expression.name.text === 'forEach' || call.expression.name.text === 'map')
  );
}
