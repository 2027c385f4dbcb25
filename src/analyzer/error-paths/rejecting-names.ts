import { ts } from 'ts-morph';
import { asFunction, isInside } from '../syntax.ts';

/** Whether what is called rejects a promise. */
export type IsReject = (callee: ts.Expression) => boolean;

/**
 * Finds the names of a file by which promises are rejected: `Promise.reject`, the second parameter of an executor, and what
 * `Promise.withResolvers()` gives.
 */
export function rejectsIn(tree: ts.SourceFile): IsReject {
  /** Each name, with the part of the file where it means that. */
  const names: { readonly name: string; readonly scope: ts.Node }[] = [];
  const resolvers: { readonly name: string; readonly scope: ts.Node }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'Promise') {
      const [executor] = node.arguments ?? [];
      const called = executor === undefined ? undefined : asFunction(executor);
      const reject = called?.parameters[1]?.name;
      if (called !== undefined && reject !== undefined && ts.isIdentifier(reject))
        names.push({ name: reject.text, scope: called });
    }
    if (
      ts.isVariableDeclaration(node) &&
      node.initializer !== undefined &&
      isWithResolvers(node.initializer)
    ) {
      const scope = scopeOf(node);
      if (ts.isIdentifier(node.name)) resolvers.push({ name: node.name.text, scope });
      if (ts.isObjectBindingPattern(node.name)) {
        for (const { propertyName, name } of node.name.elements) {
          if (ts.isIdentifier(name) && (propertyName ?? name).getText(tree) === 'reject')
            names.push({ name: name.text, scope });
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return (callee) => {
    if (ts.isIdentifier(callee))
      return names.some(({ name, scope }) => name === callee.text && isInside(callee, scope));
    if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'reject') return false;
    const owner = callee.expression;
    if (!ts.isIdentifier(owner)) return false;
    return (
      owner.text === 'Promise' ||
      resolvers.some(({ name, scope }) => name === owner.text && isInside(owner, scope))
    );
  };
}

function isWithResolvers(node: ts.Expression): boolean {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === 'withResolvers'
  );
}

function scopeOf(node: ts.Node): ts.Node {
  let at = node.parent;
  while (!ts.isBlock(at) && !ts.isSourceFile(at) && !ts.isModuleBlock(at)) at = at.parent;
  return at;
}
