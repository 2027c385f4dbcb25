import { ts } from '../compiler.js';
import type { SourceText } from '../source-text.ts';
import { unwrap } from '../unwrap.ts';
import { exportedFunction } from './exported-function.ts';
import type { ForeignFunction } from './foreign-function.ts';
import { GradientFlow } from './gradient-flow.ts';
import { Ownership } from './ownership.ts';
import { Regions } from './regions.ts';
import { type Binding, Scopes } from './scopes.ts';
import { Values } from './values.ts';

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
 * What the names of a file mean in TensorFlow.js, read from the file alone: `import * as tf`, named and renamed
 * imports, a default import, `require`, destructuring of a namespace, and aliases of any of these; a parameter or a
 * variable of the same name in an inner scope is not it. Where a page loads TensorFlow.js by a script tag, a free `tf`
 * is its namespace; so is a `tf` that comes from another module, since a project often re-exports one.
 */
export class TensorFlowNames {
  /** Whether the file can hold tensors at all: a look at its text, before anything else. */
  readonly mentionsTensorFlow: boolean;
  readonly #source: SourceText;
  readonly #importing: ((specifier: string) => SourceText | undefined) | undefined;
  readonly #foreign = new Map<string, ForeignFunction | undefined>();
  readonly #meanings = new Map<Binding, string | undefined>();
  /** Every rule asks for the same accesses. */
  readonly #members = new Map<ts.PropertyAccessExpression, string | undefined>();
  #scopes: Scopes | undefined;
  #values: Values | undefined;
  #regions: Regions | undefined;
  #ownership: Ownership | undefined;
  #gradientFlow: GradientFlow | undefined;

  /** @param importing gives the file that a specifier means; left out, no import is followed */
  constructor(source: SourceText, importing?: (specifier: string) => SourceText | undefined) {
    this.#source = source;
    this.#importing = importing;
    this.mentionsTensorFlow = source.text.includes('@tensorflow/') || /\btf\s*\./.test(source.text);
  }

  /** Which declaration each name of the file means. */
  get scopes(): Scopes {
    this.#scopes ??= Scopes.of(this.#source.tree);
    return this.#scopes;
  }

  /** What kind of value an expression of the file holds: a tensor, a model, a promise of one. */
  get values(): Values {
    this.#values ??= new Values(this);
    return this.#values;
  }

  /** In what surroundings the places of the file run: in a tidy, in a loss, in a loop. */
  get regions(): Regions {
    this.#regions ??= new Regions(this);
    return this.#regions;
  }

  /** Which expressions of the file make a tensor, and what becomes of it. */
  get ownership(): Ownership {
    this.#ownership ??= new Ownership(this);
    return this.#ownership;
  }

  /** What a gradient meets on its way back through the functions of the file. */
  get gradientFlow(): GradientFlow {
    this.#gradientFlow ??= new GradientFlow(this, this.#source.tree);
    return this.#gradientFlow;
  }

  /**
   * The name by which TensorFlow.js documents what an expression refers to, without `tf.`: `tf.layers.dense` and, after
   * `import { layers } from '@tensorflow/tfjs'`, `layers.dense` are both `'layers.dense'`.
   * @returns undefined where it is not TensorFlow.js's; the empty string for the namespace itself
   */
  api(expression: ts.Expression): string | undefined {
    const node = unwrap(expression);
    if (ts.isIdentifier(node)) return this.#identifier(node);
    if (!ts.isPropertyAccessExpression(node)) return this.#ofOther(node);
    let name = this.#members.get(node);
    if (name === undefined && !this.#members.has(node)) {
      name = this.#ofMember(node);
      this.#members.set(node, name);
    }
    return name;
  }

  #ofMember({ name, expression }: ts.PropertyAccessExpression): string | undefined {
    if (name.text === 'tf' && isGlobalObject(expression)) return '';
    const owner = this.api(expression);
    return owner === undefined ? undefined : memberOf(owner, name.text);
  }

  #ofOther(node: ts.Expression): string | undefined {
    if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
      const owner = this.api(node.expression);
      return owner === undefined ? undefined : memberOf(owner, node.argumentExpression.text);
    }
    return loadsPackage(node) ? '' : undefined;
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

  /** The documented name of a type: `'Tensor4D'` for `tf.Tensor4D`, or for `Tensor4D` where it is imported. */
  type(name: ts.EntityName): string | undefined {
    if (ts.isIdentifier(name)) return this.#identifier(name);
    const owner = this.type(name.left);
    return owner === undefined ? undefined : memberOf(owner, name.right.text);
  }

  /** The function of another file that a callee names: imported by name or as the default, or a member of a namespace. */
  foreign(callee: ts.Expression): ForeignFunction | undefined {
    if (this.#importing === undefined) return undefined;
    const imported = importedFunction(unwrap(callee), this.scopes);
    if (imported === undefined) return undefined;
    const key = `${imported.specifier} ${imported.name}`;
    if (!this.#foreign.has(key)) {
      const file = this.#importing(imported.specifier);
      this.#foreign.set(key, file === undefined ? undefined : foreignFunction(file, imported.name));
    }
    return this.#foreign.get(key);
  }

  #identifier(node: ts.Identifier): string | undefined {
    const binding = this.scopes.resolve(node);
    if (binding === undefined) return node.text === 'tf' ? '' : undefined;
    if (!this.#meanings.has(binding)) {
      // Set first: `const x = x.y` must not look for itself.
      this.#meanings.set(binding, undefined);
      this.#meanings.set(binding, this.#meaningOf(binding));
    }
    return this.#meanings.get(binding);
  }

  #meaningOf({ declaration, name, kind }: Binding): string | undefined {
    if (kind === 'import') return importedName(declaration) ?? (name === 'tf' ? '' : undefined);
    if (ts.isVariableDeclaration(declaration)) {
      return declaration.initializer === undefined ? undefined : this.#initializer(declaration.initializer);
    }
    if (!ts.isBindingElement(declaration) || !ts.isObjectBindingPattern(declaration.parent)) return undefined;
    const owner = this.#patternOwner(declaration.parent);
    const property = declaration.propertyName ?? declaration.name;
    return owner === undefined || !ts.isIdentifier(property) ? undefined : memberOf(owner, property.text);
  }

  #patternOwner({ parent }: ts.ObjectBindingPattern): string | undefined {
    if (ts.isVariableDeclaration(parent)) {
      return parent.initializer === undefined ? undefined : this.#initializer(parent.initializer);
    }
    if (!ts.isBindingElement(parent) || !ts.isObjectBindingPattern(parent.parent)) return undefined;
    const owner = this.#patternOwner(parent.parent);
    const property = parent.propertyName;
    return owner === undefined || property === undefined || !ts.isIdentifier(property)
      ? undefined
      : memberOf(owner, property.text);
  }

  #initializer(expression: ts.Expression): string | undefined {
    const value = unwrap(expression);
    return this.api(ts.isAwaitExpression(value) ? value.expression : value);
  }
}

/** What is imported from files of the project is followed no further, so those names follow nothing. */
const NAMES_OF_FILES = new WeakMap<SourceText, TensorFlowNames>();

function foreignFunction(file: SourceText, name: string): ForeignFunction | undefined {
  const node = exportedFunction(file.tree, name);
  if (node === undefined) return undefined;
  let names = NAMES_OF_FILES.get(file);
  if (names === undefined) NAMES_OF_FILES.set(file, (names = new TensorFlowNames(file)));
  const { values, ownership } = names;
  return {
    returned: () => values.returned(node),
    makesTensor: () => ownership.givesNew(node),
    fateOfArgument: (index) => ownership.fateOfArgument(node, index),
  };
}

/** What an expression names in another file of the project: `f` after an import of it, `helpers.f` after one of all. */
function importedFunction(
  node: ts.Expression,
  scopes: Scopes,
): { readonly specifier: string; readonly name: string } | undefined {
  const isMember = ts.isPropertyAccessExpression(node);
  const root = isMember ? node.expression : node;
  if (!ts.isIdentifier(root)) return undefined;
  const binding = scopes.resolve(root);
  if (binding?.kind !== 'import') return undefined;
  const { declaration } = binding;
  if (ts.isNamespaceImport(declaration) !== isMember) return undefined;
  let at: ts.Node = declaration;
  while (!ts.isImportDeclaration(at)) {
    if (ts.isSourceFile(at)) return undefined;
    at = at.parent;
  }
  if (!ts.isStringLiteralLike(at.moduleSpecifier)) return undefined;
  const name = isMember
    ? node.name.text
    : ts.isImportSpecifier(declaration)
      ? (declaration.propertyName ?? declaration.name).text
      : 'default';
  return { specifier: at.moduleSpecifier.text, name };
}

function memberOf(owner: string, name: string): string {
  // `import('@tensorflow/tfjs').default` and a CommonJS interop's `.default` are the namespace again.
  if (owner === '') return name === 'default' ? '' : name;
  return `${owner}.${name}`;
}

function isGlobalObject(expression: ts.Expression): boolean {
  const node = unwrap(expression);
  return ts.isIdentifier(node) && ['window', 'globalThis', 'self', 'global'].includes(node.text);
}

/** `require('@tensorflow/tfjs')` and `import('@tensorflow/tfjs')`. */
function loadsPackage(node: ts.Expression): boolean {
  if (!ts.isCallExpression(node)) return false;
  const [argument] = node.arguments;
  const loads =
    node.expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(node.expression) && node.expression.text === 'require');
  return loads && argument !== undefined && ts.isStringLiteralLike(argument) && isPackage(argument.text);
}

function importedName(declaration: ts.Node): string | undefined {
  if (ts.isImportEqualsDeclaration(declaration)) {
    const { moduleReference } = declaration;
    return ts.isExternalModuleReference(moduleReference) && isPackageLiteral(moduleReference.expression)
      ? ''
      : undefined;
  }
  let node: ts.Node = declaration;
  while (!ts.isImportDeclaration(node)) {
    if (ts.isSourceFile(node)) return undefined;
    node = node.parent;
  }
  if (!isPackageLiteral(node.moduleSpecifier)) return undefined;
  if (!ts.isImportSpecifier(declaration)) return '';
  return (declaration.propertyName ?? declaration.name).text;
}

function isPackageLiteral(node: ts.Expression): boolean {
  return ts.isStringLiteralLike(node) && isPackage(node.text);
}

/** Deep imports (`@tensorflow/tfjs-core/dist/tensor`) name the same things. */
function isPackage(specifier: string): boolean {
  return PACKAGES.has(specifier.split('/').slice(0, 2).join('/'));
}
