/** A node of a syntax tree in ESTree's form. */
interface Node {
  readonly type: string;
}

/**
 * Whether a node is what Vite, and not the author, wrote: imports and exports that became variables and assignments,
 * `import.meta.env`, the choice between a CommonJS module and its default. Tests in the source (`if (import.meta.vitest)`)
 * are no code under test either.
 */
export function isOfVite(
  node: Node,
  kind: 'function' | 'statement' | 'branch',
): boolean | 'ignore-this-and-nested-nodes' {
  if (kind === 'function') return false;
  if (kind === 'statement' && isImportOrExport(node)) return true;
  if (kind === 'statement' && isDecoratorCall(node)) return 'ignore-this-and-nested-nodes';
  if (kind === 'branch' && isInteropOfCommonJs(node)) return true;
  return isInSourceTest(node) && 'ignore-this-and-nested-nodes';
}

function isImportOrExport(node: Node): boolean {
  if (node.type === 'VariableDeclarator') {
    const name = nameOf(child(node, 'id'));
    return name.startsWith('__vite_ssr_import_') || name === '__vite_ssr_export_default__';
  }
  if (node.type !== 'ExpressionStatement') return false;
  const target = child(child(node, 'expression'), 'left');
  const owner = child(target, 'object');
  if (nameOf(owner) === '__vite_ssr_exports__') return true;
  return nameOf(child(target, 'property')) === 'env' && isImportMeta(owner);
}

function isDecoratorCall(node: Node): boolean {
  return (
    node.type === 'ExpressionStatement' &&
    nameOf(child(child(node, 'expression'), 'callee')) === '_ts_decorate'
  );
}

function isInteropOfCommonJs(node: Node): boolean {
  const condition = child(node, 'test');
  return (
    node.type === 'ConditionalExpression' &&
    nameOf(child(condition, 'object')).startsWith('__vite__cjsImport') &&
    nameOf(child(condition, 'property')) === '__esModule'
  );
}

function isInSourceTest(node: Node): boolean {
  const condition = child(node, 'test');
  return (
    node.type === 'IfStatement' &&
    nameOf(child(condition, 'property')) === 'vitest' &&
    isImportMeta(child(condition, 'object'))
  );
}

function isImportMeta(node: Node | undefined): boolean {
  return node?.type === 'MetaProperty' || nameOf(node) === '__vite_ssr_import_meta__';
}

function nameOf(node: Node | undefined): string {
  const name: unknown = node?.type === 'Identifier' ? Reflect.get(node, 'name') : undefined;
  return typeof name === 'string' ? name : '';
}

function child(node: Node | undefined, name: string): Node | undefined {
  const value: unknown = node === undefined ? undefined : Reflect.get(node, name);
  return isNode(value) ? value : undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'type') === 'string';
}
