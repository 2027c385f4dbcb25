import { ts } from '../compiler.js';

/** Types of TensorFlow.js that hold tensors, by what they say of the rank. */
const TENSOR_TYPES: Readonly<Record<string, TensorTypeName>> = {
  Tensor: 'by-argument',
  Variable: 'by-argument',
  // Rank 0 has one shape.
  Scalar: 'shaped',
  Tensor1D: 'ranked',
  Tensor2D: 'ranked',
  Tensor3D: 'ranked',
  Tensor4D: 'ranked',
  Tensor5D: 'ranked',
  Tensor6D: 'ranked',
  NamedTensor: 'bare',
  NamedTensorMap: 'container',
  NamedTensors: 'container',
  NamedVariableMap: 'container',
  TensorContainer: 'container',
  TensorContainerArray: 'container',
  TensorContainerObject: 'container',
  TensorOrArrayOrMap: 'container',
};

/** How a name of TensorFlow.js or of this library says what a tensor is. */
export type TensorTypeName = 'by-argument' | 'ranked' | 'bare' | 'container' | 'shaped';

/** What the names of types mean in one file, read from its imports and declarations alone. */
export class TypeNames {
  readonly aliases: ReadonlyMap<string, ts.TypeAliasDeclaration>;
  /** Functions and classes of the module: a name for one of them has its type. */
  readonly declarations: ReadonlySet<string>;
  readonly #imports: ReadonlyMap<string, { readonly module: string; readonly name: string }>;
  readonly #declared: ReadonlySet<string>;

  constructor(tree: ts.SourceFile) {
    const aliases = new Map<string, ts.TypeAliasDeclaration>();
    const imports = new Map<string, { readonly module: string; readonly name: string }>();
    const declared = new Set<string>();
    const declarations = new Set<string>();
    for (const statement of tree.statements) {
      if (ts.isTypeAliasDeclaration(statement)) aliases.set(statement.name.text, statement);
      else if (ts.isInterfaceDeclaration(statement) || ts.isEnumDeclaration(statement)) {
        declared.add(statement.name.text);
      } else if (ts.isFunctionDeclaration(statement)) {
        if (statement.name !== undefined) declarations.add(statement.name.text);
      } else if (ts.isClassDeclaration(statement)) {
        if (statement.name === undefined) continue;
        declared.add(statement.name.text);
        declarations.add(statement.name.text);
      } else if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
        const module = statement.moduleSpecifier.text;
        const clause = statement.importClause;
        if (clause?.name !== undefined) imports.set(clause.name.text, { module, name: '' });
        const bindings = clause?.namedBindings;
        if (bindings === undefined) continue;
        if (ts.isNamespaceImport(bindings)) imports.set(bindings.name.text, { module, name: '' });
        else {
          for (const { name, propertyName } of bindings.elements) {
            imports.set(name.text, { module, name: (propertyName ?? name).text });
          }
        }
      }
    }
    this.aliases = aliases;
    this.declarations = declarations;
    this.#imports = imports;
    this.#declared = declared;
  }

  /** Whether the file names types of TensorFlow.js, or of files beside it, so that a name may be one. */
  meaning(name: ts.EntityName): TensorTypeName | undefined {
    if (ts.isIdentifier(name)) {
      const { text } = name;
      const imported = this.#imports.get(text);
      if (imported !== undefined) return isForeign(imported.module) ? undefined : known(imported.name);
      // Not imported: a type of the page's global `tf`, of a JSDoc comment, or of TensorFlow.js's own source.
      return this.#declared.has(text) && text !== 'Tensor' && text !== 'Variable' ? undefined : known(text);
    }
    const root = rootOf(name);
    const imported = this.#imports.get(root);
    if (imported !== undefined && isForeign(imported.module)) return undefined;
    return known(name.right.text);
  }
}

function known(name: string): TensorTypeName | undefined {
  if (name === 'Shaped') return 'shaped';
  return Object.hasOwn(TENSOR_TYPES, name) ? TENSOR_TYPES[name] : undefined;
}

/** Whether a module can't be one that means TensorFlow.js by `Tensor`; files of the same project re-export it. */
function isForeign(module: string): boolean {
  if (module.startsWith('.') || module.startsWith('/') || module.startsWith('@/') || module.startsWith('~')) {
    return false;
  }
  return !module.startsWith('@tensorflow') && module !== 'tensorproof' && !module.startsWith('#');
}

function rootOf(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : rootOf(name.left);
}
