import { ts } from '../compiler.js';
import type { DeclaredFunction } from './declared-function.ts';

/**
 * What a function returns, as it can be written where the function stands: every name in it is known there, and none of it
 * is `any`.
 * @returns undefined where that is not certain
 */
export function writableReturnType(node: DeclaredFunction, checker: ts.TypeChecker): string | undefined {
  const signature = checker.getSignatureFromDeclaration(node);
  if (signature === undefined || checker.getTypePredicateOfSignature(signature) !== undefined)
    return undefined;
  const type = signature.getReturnType();
  const text = checker.typeToString(
    type,
    node,
    ts.TypeFormatFlags.NoTruncation |
      ts.TypeFormatFlags.UseFullyQualifiedType |
      ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope,
  );
  // Objects and functions in place are right, but nobody would write them so.
  if (/[{}]|=>|\bimport\(|\btypeof\b|\bunique symbol\b/.test(text) || text.length > 80) return undefined;
  if (/\b(?:any|unknown|error)\b/.test(text)) return undefined;
  const names = new Set(
    [...text.replace(/"[^"]*"|'[^']*'/g, '').matchAll(/(?<![.\w$])[A-Za-z_$][\w$]*/g)].map(([name]) => name),
  );
  const inScope = new Set(
    checker
      .getSymbolsInScope(node, ts.SymbolFlags.Type | ts.SymbolFlags.Namespace | ts.SymbolFlags.Alias)
      .map((symbol) => symbol.name),
  );
  return [...names].every((name) => KEYWORDS.has(name) || inScope.has(name)) ? text : undefined;
}

const KEYWORDS: ReadonlySet<string> = new Set([
  'void',
  'never',
  'number',
  'string',
  'boolean',
  'bigint',
  'symbol',
  'object',
  'null',
  'undefined',
  'true',
  'false',
  'readonly',
  'this',
]);
