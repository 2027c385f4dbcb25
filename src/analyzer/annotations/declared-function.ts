import { ts } from '../compiler.js';

/** A function whose parameters and result are what others see of it. */
export type DeclaredFunction =
  | ts.FunctionDeclaration
  | ts.MethodDeclaration
  | ts.ConstructorDeclaration
  | ts.GetAccessorDeclaration
  | ts.SetAccessorDeclaration
  | ts.ArrowFunction
  | ts.FunctionExpression
  | ts.MethodSignature
  | ts.CallSignatureDeclaration;

/**
 * Whether a function is declared rather than handed over: a callback, a function in an object literal and one whose variable
 * has a type take their types from there.
 */
export function isDeclaredFunction(node: ts.Node): node is DeclaredFunction {
  if (ts.isFunctionDeclaration(node) || ts.isConstructorDeclaration(node)) return true;
  if (ts.isMethodDeclaration(node) || ts.isAccessor(node)) return !ts.isObjectLiteralExpression(node.parent);
  if (ts.isMethodSignature(node) || ts.isCallSignatureDeclaration(node)) return true;
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return false;
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent)) {
    return parent.type === undefined && ts.getJSDocType(parent) === undefined;
  }
  return ts.isExportAssignment(parent);
}

/** What a declared function is called, with its class: `ConvBlock.call`. */
export function nameOfFunction(node: DeclaredFunction): string {
  const own = ownName(node);
  const owner = ownerName(node);
  return owner === '' ? own : own === '' ? owner : `${owner}.${own}`;
}

/** The text of the name of a declaration; `{ a, b }` for a pattern. */
export function nameText(name: ts.Node | undefined): string {
  if (name === undefined) return '';
  if (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) return name.text;
  if (ts.isStringLiteral(name) || ts.isNumericLiteral(name)) return name.text;
  return name.getText().replace(/\s+/g, ' ');
}

function ownName(node: DeclaredFunction): string {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  if (ts.isCallSignatureDeclaration(node)) return '()';
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
    const { parent } = node;
    if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent)) return nameText(parent.name);
    return 'default';
  }
  return node.name === undefined ? 'default' : nameText(node.name);
}

function ownerName(node: ts.Node): string {
  for (let at: ts.Node | undefined = parentOf(node); at !== undefined; at = parentOf(at)) {
    if (ts.isClassLike(at) || ts.isInterfaceDeclaration(at) || ts.isTypeAliasDeclaration(at)) {
      return at.name === undefined ? 'default' : at.name.text;
    }
    if (ts.isFunctionLike(at)) return isDeclaredFunction(at) ? nameOfFunction(at) : '';
  }
  return '';
}

function parentOf(node: ts.Node): ts.Node | undefined {
  return node.parent;
}

/** Whether other files, or users of the class, can see a function. */
export function isPublic(node: DeclaredFunction): boolean {
  const declaration = ts.isArrowFunction(node) || ts.isFunctionExpression(node) ? node.parent : node;
  if (ts.isExportAssignment(declaration)) return true;
  if (ts.isVariableDeclaration(declaration)) {
    const statement = declaration.parent.parent;
    return ts.isVariableStatement(statement) && isExported(statement);
  }
  if (ts.isFunctionDeclaration(declaration)) return isExported(declaration);
  if (isHidden(declaration)) return false;
  const owner = declaration.parent;
  return (ts.isClassLike(owner) || ts.isInterfaceDeclaration(owner)) && isExported(owner);
}

/** `private`, `protected` or `#name`. */
export function isHidden(node: ts.Node): boolean {
  const flags = ts.getCombinedModifierFlags(node as ts.Declaration); // asked only of declarations
  if ((flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0) return true;
  const { name } = node as ts.NamedDeclaration; // undefined where it has none
  return name !== undefined && ts.isPrivateIdentifier(name);
}

/** Whether a statement of a module is exported where it stands, or by a list in the same file. */
export function isExported(node: ts.Node): boolean {
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
  if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return true;
  if (ts.isClassExpression(node)) {
    const statement = ts.isVariableDeclaration(node.parent) ? node.parent.parent.parent : undefined;
    return statement !== undefined && isExported(statement);
  }
  const names = namesOf(node);
  return names.length > 0 && exportedNames(node.getSourceFile()).has(names[0] ?? '');
}

function namesOf(node: ts.Node): readonly string[] {
  if (ts.isVariableStatement(node))
    return node.declarationList.declarations.map(({ name }) => nameText(name));
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node)) {
    return node.name === undefined ? [] : [node.name.text];
  }
  return [];
}

const exportedByTree = new WeakMap<ts.SourceFile, ReadonlySet<string>>();

/** The names in `export { a, b as c }`, `export default a`, `module.exports = { a }` and `exports.a =`. */
function exportedNames(tree: ts.SourceFile): ReadonlySet<string> {
  const known = exportedByTree.get(tree);
  if (known !== undefined) return known;
  const names = new Set<string>();
  for (const statement of tree.statements) {
    if (ts.isExportDeclaration(statement) && statement.moduleSpecifier === undefined) {
      const clause = statement.exportClause;
      if (clause === undefined || !ts.isNamedExports(clause)) continue;
      for (const { name, propertyName } of clause.elements) names.add((propertyName ?? name).text);
    } else if (ts.isExportAssignment(statement)) {
      if (ts.isIdentifier(statement.expression)) names.add(statement.expression.text);
    } else if (ts.isExpressionStatement(statement) && ts.isBinaryExpression(statement.expression)) {
      const { left, right } = statement.expression;
      if (!/^(?:module\.)?exports\b/.test(left.getText(tree))) continue;
      if (ts.isIdentifier(right)) names.add(right.text);
      if (ts.isObjectLiteralExpression(right)) {
        for (const property of right.properties) {
          if (ts.isShorthandPropertyAssignment(property)) names.add(property.name.text);
        }
      }
    }
  }
  exportedByTree.set(tree, names);
  return names;
}
