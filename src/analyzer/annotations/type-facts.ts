import { ts } from '../compiler.js';
import { lastName } from '../syntax.ts';
import type { TensorDetail, TensorFacts } from './position.ts';
import type { TypeNames } from './type-names.ts';

/** What a written type says, as far as this file tells. */
export interface TypeFacts {
  /** Whether `any` stands in it where a value is: `any`, `any[]`, `Promise<any>`. */
  readonly any: boolean;
  readonly tensor?: TensorFacts;
}

const NOTHING: TypeFacts = { any: false };
const ANY: TypeFacts = { any: true };

/** Generic types that are what their argument is. */
const TRANSPARENT: ReadonlySet<string> = new Set([
  'Readonly',
  'Partial',
  'Required',
  'NonNullable',
  'Awaited',
]);

const ORDER: readonly TensorDetail[] = ['bare', 'ranked', 'shaped'];

/**
 * What a type annotation says of `any` and of tensors. Aliases of the same file are followed; what a function type takes
 * and returns is not held by the position.
 * @param node an annotation, a JSDoc type too
 */
export function typeFacts(node: ts.TypeNode, names: TypeNames): TypeFacts {
  return factsOf(node, { names, inside: new Set() });
}

/** The facts of several parts of one position: the least detail counts. */
export function joinFacts(parts: readonly TypeFacts[], container = false): TypeFacts {
  let any = false;
  let detail: TensorDetail | undefined;
  let contained = container;
  for (const part of parts) {
    any ||= part.any;
    if (part.tensor === undefined) continue;
    contained ||= part.tensor.container;
    detail = detail === undefined ? part.tensor.detail : lesser(detail, part.tensor.detail);
  }
  return detail === undefined ? { any } : { any, tensor: { detail, container: contained } };
}

interface Scope {
  readonly names: TypeNames;
  /** Aliases that are being followed: one may name itself. */
  readonly inside: ReadonlySet<string>;
}

function factsOf(node: ts.TypeNode, scope: Scope): TypeFacts {
  const each = (nodes: readonly ts.TypeNode[], container = false): TypeFacts =>
    joinFacts(
      nodes.map((part) => factsOf(part, scope)),
      container,
    );
  if (node.kind === ts.SyntaxKind.AnyKeyword || node.kind === ts.SyntaxKind.JSDocAllType) return ANY;
  if (ts.isTypeReferenceNode(node))
    return referenceFacts(node.typeName, node.typeArguments ?? [], node, scope);
  if (ts.isExpressionWithTypeArguments(node)) return each(node.typeArguments ?? [], true);
  if (ts.isImportTypeNode(node)) {
    if (node.qualifier === undefined) return NOTHING;
    return referenceFacts(node.qualifier, node.typeArguments ?? [], node, scope);
  }
  if (ts.isArrayTypeNode(node)) return each([node.elementType], true);
  if (ts.isTupleTypeNode(node)) return each([...node.elements], true);
  if (ts.isNamedTupleMember(node)) return each([node.type]);
  if (ts.isUnionTypeNode(node) || ts.isIntersectionTypeNode(node)) return each(node.types);
  if (ts.isTypeLiteralNode(node)) return membersFacts(node.members, scope);
  if (ts.isMappedTypeNode(node)) return node.type === undefined ? ANY : each([node.type], true);
  if (
    ts.isParenthesizedTypeNode(node) ||
    ts.isTypeOperatorNode(node) ||
    ts.isOptionalTypeNode(node) ||
    ts.isRestTypeNode(node)
  ) {
    return factsOf(node.type, scope);
  }
  if (ts.isJSDocNullableType(node) || ts.isJSDocNonNullableType(node) || ts.isJSDocOptionalType(node)) {
    return factsOf(node.type, scope);
  }
  if (ts.isJSDocVariadicType(node)) return each([node.type], true);
  if (ts.isJSDocTypeExpression(node)) return factsOf(node.type, scope);
  return NOTHING;
}

function membersFacts(members: readonly ts.TypeElement[], scope: Scope): TypeFacts {
  const types = members.flatMap((member) =>
    (ts.isPropertySignature(member) || ts.isIndexSignatureDeclaration(member)) && member.type !== undefined
      ? [factsOf(member.type, scope)]
      : [],
  );
  return joinFacts(types, true);
}

function referenceFacts(
  name: ts.EntityName,
  typeArguments: readonly ts.TypeNode[],
  node: ts.TypeNode,
  scope: Scope,
): TypeFacts {
  const text = ts.isIdentifier(name) ? name.text : undefined;
  if (text !== undefined) {
    const parameter = typeParameter(node, text);
    if (parameter !== undefined) return parameterFacts(parameter, scope);
    const alias = scope.names.aliases.get(text);
    if (alias !== undefined) {
      if (scope.inside.has(text)) return NOTHING;
      return factsOf(alias.type, { ...scope, inside: new Set([...scope.inside, text]) });
    }
  }
  switch (scope.names.meaning(name)) {
    case 'shaped':
      return tensor('shaped');
    case 'ranked':
      return tensor('ranked');
    case 'bare':
      return tensor('bare');
    case 'container':
      return { any: false, tensor: { detail: 'bare', container: true } };
    case 'by-argument':
      return tensor(detailOfRank(typeArguments[0]));
    case undefined: {
      const inner = joinFacts(
        typeArguments.map((argument) => factsOf(argument, scope)),
        text === undefined || !TRANSPARENT.has(text),
      );
      // A function type among the arguments, or a reference that this file doesn't explain, holds what nobody can say here.
      return inner;
    }
  }
}

/** `T extends Tensor` gives back the rank that it was given: the caller knows it. */
function parameterFacts(parameter: ts.TypeParameterDeclaration, scope: Scope): TypeFacts {
  const { constraint } = parameter;
  if (constraint === undefined || scope.inside.has(parameter.name.text)) return NOTHING;
  const facts = factsOf(constraint, {
    ...scope,
    inside: new Set([...scope.inside, parameter.name.text]),
  });
  if (facts.tensor === undefined) return NOTHING;
  const detail = facts.tensor.detail === 'bare' && !facts.tensor.container ? 'ranked' : facts.tensor.detail;
  return { any: false, tensor: { detail, container: facts.tensor.container } };
}

function typeParameter(from: ts.Node, name: string): ts.TypeParameterDeclaration | undefined {
  // The tree of a file that was parsed without parents has none; then no type parameter is known.
  for (let node: ts.Node | undefined = from; node !== undefined; node = parentOf(node)) {
    if (
      (ts.isFunctionLike(node) ||
        ts.isClassLike(node) ||
        ts.isInterfaceDeclaration(node) ||
        ts.isTypeAliasDeclaration(node)) &&
      node.typeParameters !== undefined
    ) {
      const found = node.typeParameters.find((parameter) => parameter.name.text === name);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function parentOf(node: ts.Node): ts.Node | undefined {
  return node.parent;
}

/** `Tensor<Rank>` is a tensor of any rank, spelt out; of rank 0 there is one shape. */
function detailOfRank(argument: ts.TypeNode | undefined): TensorDetail {
  if (argument === undefined || argument.kind === ts.SyntaxKind.AnyKeyword) return 'bare';
  if (!ts.isTypeReferenceNode(argument)) return 'ranked';
  const name = lastName(argument.typeName);
  return name === 'Rank' ? 'bare' : name === 'R0' ? 'shaped' : 'ranked';
}

function tensor(detail: TensorDetail): TypeFacts {
  return { any: false, tensor: { detail, container: false } };
}

function lesser(a: TensorDetail, b: TensorDetail): TensorDetail {
  return ORDER.indexOf(a) <= ORDER.indexOf(b) ? a : b;
}
