import { ts } from '../compiler.js';
import { lastName } from '../syntax.ts';
import type { Scopes } from './scopes.ts';
import {
  arrayOf,
  dataset,
  either,
  functionGiving,
  graphModel,
  layer,
  layersModel,
  optimizer,
  prediction,
  promiseOf,
  symbolicTensor,
  tensor,
  typedArray,
  type Value,
  variable,
} from './value.ts';

/** What the names of a file mean, as far as reading a type needs it. */
export interface TypeNames {
  readonly scopes: Scopes;
  type(name: ts.EntityName): string | undefined;
}

const KINDS: Readonly<Record<string, Value>> = {
  Tensor: tensor,
  Tensor1D: tensor,
  Tensor2D: tensor,
  Tensor3D: tensor,
  Tensor4D: tensor,
  Tensor5D: tensor,
  Tensor6D: tensor,
  Scalar: tensor,
  Variable: variable,
  LayerVariable: variable,
  SymbolicTensor: symbolicTensor,
  LayersModel: layersModel,
  Sequential: layersModel,
  GraphModel: graphModel,
  Optimizer: optimizer,
  'layers.Layer': layer,
  'data.Dataset': dataset,
  Dataset: dataset,
};

/** What a value of an annotated type is: `tf.Tensor4D`, `Promise<tf.LayersModel>`, `{ xs: tf.Tensor }`. */
export function valueOfType(type: ts.TypeNode, names: TypeNames, depth = 0): Value | undefined {
  if (depth > 4) return undefined;
  const inner = (node: ts.TypeNode): Value | undefined => valueOfType(node, names, depth + 1);
  if (ts.isParenthesizedTypeNode(type)) return inner(type.type);
  if (ts.isTypeOperatorNode(type)) return inner(type.type);
  if (ts.isArrayTypeNode(type)) return arrayOf(inner(type.elementType));
  if (ts.isUnionTypeNode(type)) return valueOfUnion(type, inner);
  if (ts.isTypeLiteralNode(type)) return membersOf(type.members, inner);
  if (ts.isFunctionTypeNode(type)) return functionGiving(inner(type.type));
  if (ts.isJSDocNullableType(type) || ts.isJSDocNonNullableType(type) || ts.isJSDocOptionalType(type)) {
    return inner(type.type);
  }
  if (ts.isImportTypeNode(type)) {
    return type.qualifier === undefined ? undefined : KINDS[lastName(type.qualifier)];
  }
  if (!ts.isTypeReferenceNode(type)) return undefined;
  const [argument] = type.typeArguments ?? [];
  const name = lastName(type.typeName);
  if (name === 'Promise' || name === 'PromiseLike') {
    return promiseOf(argument === undefined ? undefined : inner(argument));
  }
  if (name === 'Array' || name === 'ReadonlyArray')
    return arrayOf(argument === undefined ? undefined : inner(argument));
  if (name === 'Float32Array' || name === 'Int32Array' || name === 'Uint8Array') return typedArray;
  // A Shaped<'batch 10'> is a tensor with a shape in its type, whichever module re-exports it.
  if (name === 'Shaped') return tensor;
  const documented = names.type(type.typeName);
  if (documented === 'NamedTensorMap') return { kind: 'object', members: new Map(), others: tensor };
  if (documented !== undefined)
    return KINDS[documented] ?? (documented.endsWith('Optimizer') ? optimizer : undefined);
  return ts.isIdentifier(type.typeName) ? valueOfDeclaredType(type.typeName, names, inner) : undefined;
}

function valueOfDeclaredType(
  name: ts.Identifier,
  { scopes }: TypeNames,
  inner: (node: ts.TypeNode) => Value | undefined,
): Value | undefined {
  const binding = scopes.resolve(name);
  // In a JavaScript file's comment, `Tensor` needs no import to be understood.
  if (binding === undefined) return isInComment(name) ? KINDS[name.text] : undefined;
  const { declaration } = binding;
  if (ts.isTypeAliasDeclaration(declaration)) return inner(declaration.type);
  return ts.isInterfaceDeclaration(declaration) ? membersOf(declaration.members, inner) : undefined;
}

function valueOfUnion(
  type: ts.UnionTypeNode,
  inner: (node: ts.TypeNode) => Value | undefined,
): Value | undefined {
  const parts = type.types.filter(
    (part) =>
      part.kind !== ts.SyntaxKind.UndefinedKeyword &&
      !(ts.isLiteralTypeNode(part) && part.literal.kind === ts.SyntaxKind.NullKeyword),
  );
  const [first, ...rest] = parts.map(inner);
  const value = rest.reduce(either, first);
  const isOneOrMany = parts.length > 1 && parts.some((part) => ts.isArrayTypeNode(part));
  return isOneOrMany && value !== undefined && value.kind !== 'array' ? prediction : value;
}

function membersOf(
  members: ts.NodeArray<ts.TypeElement>,
  inner: (node: ts.TypeNode) => Value | undefined,
): Value | undefined {
  const known = new Map<string, Value>();
  let others: Value | undefined;
  for (const member of members) {
    if (ts.isPropertySignature(member) && member.type !== undefined && ts.isIdentifier(member.name)) {
      const value = inner(member.type);
      if (value !== undefined) known.set(member.name.text, value);
    } else if (ts.isIndexSignatureDeclaration(member)) {
      others = inner(member.type);
    }
  }
  return known.size === 0 && others === undefined ? undefined : { kind: 'object', members: known, others };
}

function isInComment(node: ts.Node): boolean {
  let at: ts.Node = node;
  while (!ts.isSourceFile(at)) {
    if (ts.isJSDoc(at)) return true;
    at = at.parent;
  }
  return false;
}
