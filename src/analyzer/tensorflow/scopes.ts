import { ts } from '../compiler.js';
import { NodeIndex } from '../node-index.ts';

/** A name that a file declares: where, how, and in which scope it is seen. */
export interface Binding {
  readonly name: string;
  readonly kind: 'import' | 'const' | 'let' | 'var' | 'parameter' | 'function' | 'class' | 'other';
  /** The identifier that declares it. */
  readonly identifier: ts.Identifier;
  /** What the identifier is the name of: a variable, a parameter, an element of a pattern, an import, … */
  readonly declaration: ts.Node;
  /** The node in which the name is seen. */
  readonly scope: ts.Node;
}

const CACHE = new WeakMap<ts.SourceFile, Scopes>();

/** The kinds of nodes that declare a name; most nodes are of none of them. */
const DECLARING: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.VariableDeclaration,
  ts.SyntaxKind.Parameter,
  ts.SyntaxKind.FunctionDeclaration,
  ts.SyntaxKind.FunctionExpression,
  ts.SyntaxKind.ClassDeclaration,
  ts.SyntaxKind.ClassExpression,
  ts.SyntaxKind.ImportClause,
  ts.SyntaxKind.ImportEqualsDeclaration,
  ts.SyntaxKind.NamespaceImport,
  ts.SyntaxKind.ImportSpecifier,
  ts.SyntaxKind.EnumDeclaration,
  ts.SyntaxKind.InterfaceDeclaration,
  ts.SyntaxKind.TypeAliasDeclaration,
  ts.SyntaxKind.TypeParameter,
]);

/**
 * Which declaration each name of a file means, with shadowing and hoisting: what a binder gives, without types and in
 * one walk.
 */
export class Scopes {
  readonly #tables = new Map<ts.Node, Map<string, Binding>>();
  readonly #identifiers = new Map<string, ts.Identifier[]>();
  /** Every rule asks for the same identifiers. */
  readonly #resolved = new Map<ts.Identifier, Binding | undefined>();
  readonly #references = new Map<Binding, readonly ts.Identifier[]>();

  /** The scopes of a file; the same for everyone. */
  static of(tree: ts.SourceFile): Scopes {
    let scopes = CACHE.get(tree);
    if (scopes === undefined) CACHE.set(tree, (scopes = new Scopes(tree)));
    return scopes;
  }

  private constructor(tree: ts.SourceFile) {
    for (const node of NodeIndex.of(tree).all) {
      if (ts.isIdentifier(node)) this.#mention(node);
      else if (DECLARING.has(node.kind)) this.#declare(node);
    }
  }

  /** The declaration that an identifier refers to; undefined for a name that the file does not declare. */
  resolve(identifier: ts.Identifier): Binding | undefined {
    let binding = this.#resolved.get(identifier);
    if (binding === undefined && !this.#resolved.has(identifier)) {
      binding = this.#lookUp(identifier);
      this.#resolved.set(identifier, binding);
    }
    return binding;
  }

  #lookUp(identifier: ts.Identifier): Binding | undefined {
    let node: ts.Node = identifier;
    for (;;) {
      const binding = this.#tables.get(node)?.get(identifier.text);
      if (binding !== undefined || ts.isSourceFile(node)) return binding;
      node = node.parent;
    }
  }

  /** Every place that refers to a declaration, in the order of the text; the declaring name is not among them. */
  references(binding: Binding): readonly ts.Identifier[] {
    let found = this.#references.get(binding);
    if (found === undefined) {
      found = (this.#identifiers.get(binding.name) ?? []).filter(
        (identifier) => identifier !== binding.identifier && this.resolve(identifier) === binding,
      );
      this.#references.set(binding, found);
    }
    return found;
  }

  /** The references that give a binding a new value: `x = …`, `x += …`, `x++`, `[x] = …`. */
  writes(binding: Binding): readonly ts.Identifier[] {
    if (binding.kind === 'const' || binding.kind === 'import') return [];
    return this.references(binding).filter(isWritten);
  }

  #mention(node: ts.Identifier): void {
    if (!isReference(node)) return;
    const same = this.#identifiers.get(node.text);
    if (same === undefined) this.#identifiers.set(node.text, [node]);
    else same.push(node);
  }

  #declare(node: ts.Node): void {
    if (ts.isVariableDeclaration(node)) {
      const list = node.parent;
      // A catch clause's variable is in no list; it is written like a `let`.
      const flags = ts.isVariableDeclarationList(list) ? list.flags : ts.NodeFlags.Let;
      const kind =
        (flags & ts.NodeFlags.Const) !== 0 ? 'const' : (flags & ts.NodeFlags.Let) !== 0 ? 'let' : 'var';
      this.#declarePattern(
        node.name,
        node,
        kind,
        kind === 'var' ? scopeAround(node, hoists) : scopeAround(node, opensBlock),
      );
    } else if (ts.isParameter(node)) {
      this.#declarePattern(node.name, node, 'parameter', node.parent);
    } else if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) {
      if (node.name !== undefined) {
        this.#add(
          node.name,
          node,
          ts.isClassDeclaration(node) ? 'class' : 'function',
          scopeAround(node, opensBlock),
        );
      }
    } else if (ts.isFunctionExpression(node) || ts.isClassExpression(node)) {
      if (node.name !== undefined) {
        this.#add(node.name, node, ts.isClassExpression(node) ? 'class' : 'function', node);
      }
    } else if (ts.isImportClause(node) || ts.isImportEqualsDeclaration(node)) {
      if (node.name !== undefined) this.#add(node.name, node, 'import', scopeAround(node, opensBlock));
    } else if (ts.isNamespaceImport(node) || ts.isImportSpecifier(node)) {
      this.#add(node.name, node, 'import', scopeAround(node, opensBlock));
    } else if (
      ts.isEnumDeclaration(node) ||
      ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isTypeParameterDeclaration(node)
    ) {
      // A type and a value may share a name; the value is what an expression means.
      const block = scopeAround(node, opensBlock);
      if (this.#tables.get(block)?.has(node.name.text) !== true) this.#add(node.name, node, 'other', block);
    }
  }

  #declarePattern(name: ts.BindingName, declaration: ts.Node, kind: Binding['kind'], scope: ts.Node): void {
    if (ts.isIdentifier(name)) {
      this.#add(name, declaration, kind, scope);
      return;
    }
    for (const element of name.elements) {
      if (ts.isBindingElement(element)) this.#declarePattern(element.name, element, kind, scope);
    }
  }

  #add(identifier: ts.Identifier, declaration: ts.Node, kind: Binding['kind'], scope: ts.Node): void {
    let table = this.#tables.get(scope);
    if (table === undefined) this.#tables.set(scope, (table = new Map<string, Binding>()));
    const known = table.get(identifier.text);
    // `var x` may be said twice, and a function overloaded; all of them are one binding.
    if (known !== undefined && known.kind !== 'other') return;
    table.set(identifier.text, { name: identifier.text, kind, identifier, declaration, scope });
  }
}

/** The innermost node around another that opens a scope. */
function scopeAround(node: ts.Node, opens: (node: ts.Node) => boolean): ts.Node {
  let at = node.parent;
  while (!ts.isSourceFile(at) && !opens(at)) at = at.parent;
  return at;
}

function hoists(node: ts.Node): boolean {
  return ts.isFunctionLike(node) || ts.isModuleBlock(node);
}

function opensBlock(node: ts.Node): boolean {
  return (
    ts.isBlock(node) ||
    ts.isFunctionLike(node) ||
    ts.isModuleBlock(node) ||
    ts.isCaseBlock(node) ||
    ts.isCatchClause(node) ||
    ts.isForStatement(node) ||
    ts.isForInStatement(node) ||
    ts.isForOfStatement(node) ||
    ts.isClassLike(node)
  );
}

/** Whether an identifier stands for a value (or a type) of that name, rather than being the name of a member. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isMetaProperty(parent)) return parent.name !== node;
  if (ts.isQualifiedName(parent)) return parent.right !== node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isImportSpecifier(parent) || ts.isNamespaceImport(parent) || ts.isImportClause(parent)) return false;
  if (ts.isExportSpecifier(parent)) return (parent.propertyName ?? parent.name) === node;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return false;
  if (ts.isPropertyDeclaration(parent) || ts.isEnumMember(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent)) return parent.initializer === node;
  if (ts.isJsxAttribute(parent)) return false;
  return (
    !(ts.isDeclarationStatement(parent) || ts.isClassElement(parent) || ts.isTypeElement(parent)) ||
    'expression' in parent
  );
}

function isWritten(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
    return (
      parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken
    );
  }
  return isAssignmentTarget(identifier);
}

/** Whether a node is what an assignment, a pattern or the head of a loop writes to. */
export function isAssignmentTarget(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) {
    return (
      parent.left === node &&
      parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
    );
  }
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === node;
  if (
    ts.isArrayLiteralExpression(parent) ||
    ts.isObjectLiteralExpression(parent) ||
    ts.isParenthesizedExpression(parent)
  ) {
    return isAssignmentTarget(parent);
  }
  if (ts.isPropertyAssignment(parent))
    return parent.initializer === node && isAssignmentTarget(parent.parent);
  if (ts.isShorthandPropertyAssignment(parent) || ts.isSpreadElement(parent))
    return isAssignmentTarget(parent.parent);
  return false;
}
