import { ts } from '../compiler.js';
import { isPublic, nameOfFunction } from '../annotations/declared-function.ts';
import type { DeclaredFunction } from '../annotations/declared-function.ts';
import { returnedFacts } from '../annotations/inferred.ts';
import { isOverride, moduleBase } from '../annotations/module-classes.ts';
import { overFunctions } from '../annotations/over-functions.ts';
import { TypeNames } from '../annotations/type-names.ts';
import { writableReturnType } from '../annotations/writable-type.ts';
import { defineRule } from '../rule.ts';
import { takesTypes } from '../annotations/takes-types.ts';

export const missingReturnType = defineRule({
  id: 'missing-return-type',
  category: 'annotations',
  level: 'hint',
  needsTypes: false,
  description: 'An exported function has no return type.',
  messages: {
    missing:
      '{name} has no return type: it changes with the body, and a rank that is lost inside shows up at the callers. ' +
      'Write what it returns, for a tensor its rank.',
  },
  example: {
    bad: 'export function logits(x: tf.Tensor2D) { return model.predict(x); }',
    good: 'export function logits(x: tf.Tensor2D): tf.Tensor2D { … }',
  },
  check: ({ source, names, report, typesIfThere }) => {
    if (!takesTypes(source)) return {};
    const types = new TypeNames(source.tree);
    return overFunctions((node) => {
      if (!('body' in node) || node.body === undefined || node.type !== undefined) return;
      if (ts.isConstructorDeclaration(node) || ts.isSetAccessor(node) || !isPublic(node)) return;
      if (ts.getJSDocReturnType(node) !== undefined) return;
      if (
        ts.isMethodDeclaration(node) &&
        isOverride(node) &&
        ts.isClassLike(node.parent) &&
        moduleBase(node.parent, names) !== undefined
      ) {
        return;
      }
      if (returnedFacts(node.body, { types, tensorFlow: names }) !== undefined) return;
      const checker = typesIfThere?.();
      const type = checker === undefined ? undefined : writableReturnType(node, checker);
      const end = closingParenthesis(node, source.tree);
      report({
        at: nameNode(node) ?? { start: node.getStart(source.tree), end: end ?? node.body.pos },
        message: 'missing',
        data: { name: nameOfFunction(node) },
        ...(type === undefined || end === undefined
          ? {}
          : { fix: { description: `write \`: ${type}\``, edits: [{ start: end, end, text: `: ${type}` }] } }),
      });
    });
  },
});

/** The name a function goes by, its own or its variable's. */
function nameNode(node: DeclaredFunction): ts.Node | undefined {
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return node.name;
  const { parent } = node;
  return ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) ? parent.name : undefined;
}

/** Where a return type goes: after the parenthesis that closes the parameters; undefined for `x => x`. */
function closingParenthesis(node: ts.SignatureDeclaration, tree: ts.SourceFile): number | undefined {
  return node.getChildren(tree).find(({ kind }) => kind === ts.SyntaxKind.CloseParenToken)?.end;
}
