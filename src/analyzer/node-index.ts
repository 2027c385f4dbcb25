import { ts } from './compiler.js';

const CACHE = new WeakMap<ts.SourceFile, NodeIndex>();

/**
 * Every node of a file, found in one walk. A walk through the compiler's own functions costs as much as many rules do, so
 * whoever wants the nodes of a kind, or all of them, takes them from here.
 */
export class NodeIndex {
  /** In the order of the text, each node before what is inside of it. */
  readonly all: readonly ts.Node[];
  #byKind: ReadonlyMap<ts.SyntaxKind, readonly ts.Node[]> | undefined;
  #accesses: ReadonlyMap<string, readonly ts.PropertyAccessExpression[]> | undefined;

  /** The index of a file; the same for everyone. */
  static of(tree: ts.SourceFile): NodeIndex {
    let index = CACHE.get(tree);
    if (index === undefined) CACHE.set(tree, (index = new NodeIndex(tree)));
    return index;
  }

  private constructor(tree: ts.SourceFile) {
    const all: ts.Node[] = [];
    const enter = (node: ts.Node): void => {
      all.push(node);
      ts.forEachChild(node, enter);
    };
    enter(tree);
    this.all = all;
  }

  /** The nodes of a kind, in the order of the text. */
  ofKind(kind: ts.SyntaxKind): readonly ts.Node[] {
    this.#byKind ??= grouped(this.all, (node) => node.kind);
    return this.#byKind.get(kind) ?? [];
  }

  /** Every `….name` of a name, in the order of the text. */
  accessesOf(name: string): readonly ts.PropertyAccessExpression[] {
    this.#accesses ??= grouped(
      this.ofKind(ts.SyntaxKind.PropertyAccessExpression).filter(ts.isPropertyAccessExpression),
      (access) => access.name.text,
    );
    return this.#accesses.get(name) ?? [];
  }

  /** Every `this.name` that stands in a part of the file. */
  fieldsWithin(part: ts.Node, name: string): readonly ts.PropertyAccessExpression[] {
    return this.accessesOf(name).filter(
      (access) =>
        access.expression.kind === ts.SyntaxKind.ThisKeyword &&
        part.pos <= access.pos &&
        access.end <= part.end,
    );
  }
}

function grouped<Key, Node extends ts.Node>(
  nodes: readonly Node[],
  keyOf: (node: Node) => Key,
): ReadonlyMap<Key, readonly Node[]> {
  const groups = new Map<Key, Node[]>();
  for (const node of nodes) {
    const key = keyOf(node);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [node]);
    else group.push(node);
  }
  return groups;
}
