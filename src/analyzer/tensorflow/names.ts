import { ts } from 'ts-morph';
import type { SourceText } from '../source-text.ts';
import { unwrap } from '../unwrap.ts';

/** The packages that re-export TensorFlow.js, each a namespace of the same names. */
const PACKAGES: ReadonlySet<string> = new Set([
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-node',
  '@tensorflow/tfjs-node-gpu',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
  '@tensorflow/tfjs-converter',
  '@tensorflow/tfjs-data',
]);

/**
 * What the names of a file mean in TensorFlow.js, read from its imports alone: `import * as tf`, named and renamed
 * imports, a default import, `require`, destructuring of a namespace, and aliases of any of these. Where a page loads
 * TensorFlow.js by a script tag, a free `tf` is its namespace.
 */
export class TensorFlowNames {
  /** Whether the file can hold tensors at all: a look at its text, before anything else. */
  readonly mentionsTensorFlow: boolean;
  readonly #tree: ts.SourceFile;
  #bindings: ReadonlyMap<string, string> | undefined;

  constructor(source: SourceText) {
    this.#tree = source.tree;
    this.mentionsTensorFlow = source.text.includes('@tensorflow/') || /\btf\s*\./.test(source.text);
  }

  /**
   * The name by which TensorFlow.js documents what an expression refers to, without `tf.`: `tf.layers.dense` and, after
   * `import { layers } from '@tensorflow/tfjs'`, `layers.dense` are both `'layers.dense'`.
   * @returns undefined where it is not TensorFlow.js's
   */
  api(expression: ts.Expression): string | undefined {
    const node = unwrap(expression);
    if (ts.isIdentifier(node)) return this.#names.get(node.text);
    if (!ts.isPropertyAccessExpression(node)) return undefined;
    const owner = this.api(node.expression);
    if (owner === undefined) return undefined;
    return owner === '' ? node.name.text : `${owner}.${node.name.text}`;
  }

  /** The documented name of the function that a call calls, as {@link api} gives it. */
  call(call: ts.CallExpression): string | undefined {
    return this.api(call.expression);
  }

  /** The name of the method that a call calls on a value: `'dataSync'` for `x.dataSync()`; not for `tf.tidy()`. */
  method(call: ts.CallExpression): string | undefined {
    const callee = unwrap(call.expression);
    if (!ts.isPropertyAccessExpression(callee) || this.api(callee) !== undefined) return undefined;
    return callee.name.text;
  }

  /** What each bound name stands for; a namespace is the empty string. */
  get #names(): ReadonlyMap<string, string> {
    this.#bindings ??= bindingsOf(this.#tree);
    return this.#bindings;
  }
}

function bindingsOf(tree: ts.SourceFile): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const member = (owner: string, name: string): string => (owner === '' ? name : `${owner}.${name}`);
  const meaningOf = (node: ts.Expression): string | undefined => {
    const value = unwrap(node);
    if (ts.isIdentifier(value)) return names.get(value.text);
    if (ts.isPropertyAccessExpression(value)) {
      const owner = meaningOf(value.expression);
      return owner === undefined ? undefined : member(owner, value.name.text);
    }
    if (ts.isAwaitExpression(value)) return meaningOf(value.expression);
    if (!ts.isCallExpression(value)) return undefined;
    const [argument] = value.arguments;
    const loads =
      value.expression.kind === ts.SyntaxKind.ImportKeyword ||
      (ts.isIdentifier(value.expression) && value.expression.text === 'require');
    return loads && argument !== undefined && ts.isStringLiteralLike(argument) && isPackage(argument.text)
      ? ''
      : undefined;
  };
  const bind = (name: ts.BindingName, meaning: string): void => {
    if (ts.isIdentifier(name)) {
      names.set(name.text, meaning);
    } else if (ts.isObjectBindingPattern(name)) {
      for (const element of name.elements) {
        const property = element.propertyName ?? element.name;
        if (ts.isIdentifier(property)) bind(element.name, member(meaning, property.text));
      }
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      bindImport(node, names);
    } else if (ts.isVariableDeclaration(node) && node.initializer !== undefined) {
      const meaning = meaningOf(node.initializer);
      if (meaning !== undefined) bind(node.name, meaning);
    } else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      const { expression } = node.moduleReference;
      if (ts.isStringLiteralLike(expression) && isPackage(expression.text)) names.set(node.name.text, '');
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  if (!names.has('tf') && !declares(tree, 'tf')) names.set('tf', '');
  return names;
}

function bindImport(node: ts.ImportDeclaration, names: Map<string, string>): void {
  if (!ts.isStringLiteralLike(node.moduleSpecifier) || !isPackage(node.moduleSpecifier.text)) return;
  const clause = node.importClause;
  if (clause?.name !== undefined) names.set(clause.name.text, '');
  const bindings = clause?.namedBindings;
  if (bindings === undefined) return;
  if (ts.isNamespaceImport(bindings)) {
    names.set(bindings.name.text, '');
  } else {
    for (const { name, propertyName } of bindings.elements) names.set(name.text, (propertyName ?? name).text);
  }
}

/** Deep imports (`@tensorflow/tfjs-core/dist/tensor`) name the same things. */
function isPackage(specifier: string): boolean {
  return PACKAGES.has(specifier.split('/').slice(0, 2).join('/'));
}

/** Whether a file's top level gives a name a meaning of its own. */
function declares(tree: ts.SourceFile, name: string): boolean {
  return tree.statements.some((statement) => {
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.some(
        (d) => ts.isIdentifier(d.name) && d.name.text === name,
      );
    }
    if (ts.isImportDeclaration(statement)) {
      const { importClause } = statement;
      const bindings = importClause?.namedBindings;
      if (importClause?.name?.text === name) return true;
      if (bindings === undefined) return false;
      return ts.isNamespaceImport(bindings)
        ? bindings.name.text === name
        : bindings.elements.some((element) => element.name.text === name);
    }
    return (
      (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) &&
      statement.name?.text === name
    );
  });
}
