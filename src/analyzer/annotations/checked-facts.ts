import { ts } from '../compiler.js';
import type { AskType } from './annotations-of.ts';
import type { TensorDetail } from './position.ts';
import { joinFacts } from './type-facts.ts';
import type { TypeFacts } from './type-facts.ts';

/** How deep objects inside objects are looked into; deeper, a position says little about tensors. */
const DEEPEST = 4;

const CONTAINERS: ReadonlySet<string> = new Set([
  'Array',
  'ReadonlyArray',
  'Map',
  'ReadonlyMap',
  'Set',
  'ReadonlySet',
  'Promise',
  'PromiseLike',
  'Iterable',
  'Iterator',
  'IterableIterator',
  'AsyncIterable',
  'AsyncIterator',
  'Generator',
  'AsyncGenerator',
]);

/** Asks a type checker what a position without an annotation is. */
export function askChecker(checker: ts.TypeChecker): AskType {
  return (node, kind) => {
    if (kind !== 'return') return factsOfType(checker.getTypeAtLocation(node), checker, 0);
    const signature = checker.getSignatureFromDeclaration(node as ts.SignatureDeclaration); // `return` is asked of functions
    return signature === undefined ? undefined : factsOfType(signature.getReturnType(), checker, 0);
  };
}

function factsOfType(type: ts.Type, checker: ts.TypeChecker, depth: number): TypeFacts {
  if ((type.flags & ts.TypeFlags.Any) !== 0) return { any: true };
  const alias = type.aliasSymbol?.name;
  if (alias === 'Shaped' || alias === 'ShapedTensor') return tensor('shaped');
  if (depth > DEEPEST) return { any: false };
  const all = (types: readonly ts.Type[], container = false): TypeFacts =>
    joinFacts(
      types.map((each) => factsOfType(each, checker, depth + 1)),
      container,
    );
  if (type.isUnionOrIntersection()) return all(type.types);
  if ((type.flags & ts.TypeFlags.TypeParameter) !== 0) {
    const constraint = checker.getBaseConstraintOfType(type);
    if (constraint === undefined) return { any: false };
    const facts = factsOfType(constraint, checker, depth + 1);
    return facts.tensor?.detail === 'bare' && !facts.tensor.container
      ? tensor('ranked')
      : { ...facts, any: false };
  }
  if ((type.flags & ts.TypeFlags.Object) === 0) return { any: false };
  // TypeScript's own types promise a symbol; some types, such as those of mapped types in error, have none.
  const name = (type.symbol as ts.Symbol | undefined)?.name ?? '';
  const typeArguments = checker.getTypeArguments(type as ts.TypeReference); // empty for what is no reference
  if (name === 'Tensor' || name === 'Variable') return tensor(rankSaid(typeArguments[0]));
  if (CONTAINERS.has(name) || checker.isTupleType(type) || checker.isArrayType(type))
    return all(typeArguments, true);
  const index = type.getStringIndexType();
  if (index !== undefined) return all([index], true);
  // What a class or a named interface holds is counted where that is declared.
  if (name !== '__object' && name !== '__type') return { any: false };
  if (type.getCallSignatures().length > 0) return { any: false };
  return all(
    type.getProperties().map((property) => checker.getTypeOfSymbol(property)),
    true,
  );
}

/** One rank is known, and that of a scalar is its shape; all of them are none. */
function rankSaid(rank: ts.Type | undefined): TensorDetail {
  // A union has none.
  const symbol: ts.Symbol | undefined = rank?.symbol;
  if (symbol?.name === 'R0') return 'shaped';
  return rank === undefined || rank.isUnion() || (rank.flags & ts.TypeFlags.Any) !== 0 ? 'bare' : 'ranked';
}

function tensor(detail: TensorDetail): TypeFacts {
  return { any: false, tensor: { detail, container: false } };
}
