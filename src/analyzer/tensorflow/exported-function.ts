import { ts } from '../compiler.js';
import { hasModifier } from '../syntax.ts';
import { unwrap } from '../unwrap.ts';
import { type FunctionNode, isFunctionNode } from './functions.ts';

/** The function that a file exports under a name, `default` included; what it only hands on from another file is none. */
export function exportedFunction(tree: ts.SourceFile, name: string): FunctionNode | undefined {
  for (const statement of tree.statements) {
    if (ts.isExportAssignment(statement) && statement.isExportEquals !== true && name === 'default')
      return functionNamedBy(tree, statement.expression);
    if (ts.isExportDeclaration(statement)) {
      const { exportClause, moduleSpecifier } = statement;
      if (moduleSpecifier !== undefined || exportClause === undefined || !ts.isNamedExports(exportClause))
        continue;
      const element = exportClause.elements.find((each) => each.name.text === name);
      if (element !== undefined)
        return declaredFunction(tree, (element.propertyName ?? element.name).text, false);
    }
  }
  return name === 'default' ? defaultFunction(tree) : declaredFunction(tree, name, true);
}

function defaultFunction(tree: ts.SourceFile): FunctionNode | undefined {
  return tree.statements.find(
    (statement): statement is ts.FunctionDeclaration =>
      ts.isFunctionDeclaration(statement) &&
      statement.body !== undefined &&
      hasModifier(statement, ts.SyntaxKind.DefaultKeyword),
  );
}

function functionNamedBy(tree: ts.SourceFile, expression: ts.Expression): FunctionNode | undefined {
  const node = unwrap(expression);
  if (ts.isIdentifier(node)) return declaredFunction(tree, node.text, false);
  return isFunctionNode(node) ? node : undefined;
}

function declaredFunction(tree: ts.SourceFile, name: string, exported: boolean): FunctionNode | undefined {
  for (const statement of tree.statements) {
    if (ts.isFunctionDeclaration(statement)) {
      if (statement.name?.text !== name || statement.body === undefined) continue;
      // Of a default export, the name is the file's own.
      if (exported && hasModifier(statement, ts.SyntaxKind.DefaultKeyword)) continue;
      return !exported || hasModifier(statement, ts.SyntaxKind.ExportKeyword) ? statement : undefined;
    }
    if (!ts.isVariableStatement(statement) || (statement.declarationList.flags & ts.NodeFlags.Const) === 0)
      continue;
    const declaration = statement.declarationList.declarations.find(
      (each) => ts.isIdentifier(each.name) && each.name.text === name,
    );
    if (declaration?.initializer === undefined) continue;
    if (exported && !hasModifier(statement, ts.SyntaxKind.ExportKeyword)) return undefined;
    const value = unwrap(declaration.initializer);
    return isFunctionNode(value) ? value : undefined;
  }
  return undefined;
}
