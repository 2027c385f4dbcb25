import { ts } from '../compiler.js';
import { inferredFacts } from '../annotations/inferred.ts';
import { typeFacts } from '../annotations/type-facts.ts';
import type { TypeFacts } from '../annotations/type-facts.ts';
import { TypeNames } from '../annotations/type-names.ts';
import { defineRule } from '../rule.ts';
import type { TensorFlowNames } from '../tensorflow/names.ts';

export const rankLostByCast = defineRule({
  id: 'rank-lost-by-cast',
  category: 'annotations',
  level: 'warning',
  needsTypes: false,
  description: 'A cast makes a plain Tensor of one whose rank is known.',
  messages: {
    lost:
      '`{from}` has a rank, and this cast to `{type}` throws it away: from here on the compiler takes a vector and a batch ' +
      'of images alike. Take the cast out.',
  },
  example: { bad: 'const flat = tf.tensor2d(rows) as tf.Tensor;', good: 'const flat = tf.tensor2d(rows);' },
  check: ({ source, names, report }) => {
    const types = new TypeNames(source.tree);
    return {
      AsExpression(node) {
        const to = typeFacts(node.type, types).tensor;
        if (to?.detail !== 'bare' || to.container) return;
        const from = factsOf(node.expression, types, names);
        const known = from?.tensor;
        if (known === undefined || known.detail === 'bare' || known.container) return;
        const data = {
          from: source.textOf(node.expression).replace(/\s+/g, ' '),
          type: source.textOf(node.type),
        };
        report({ at: node, message: 'lost', data });
      },
    };
  },
});

/** What an expression is by how it is written, or by the annotation of the name it is. */
function factsOf(expression: ts.Expression, types: TypeNames, names: TensorFlowNames): TypeFacts | undefined {
  if (!ts.isIdentifier(expression)) return inferredFacts(expression, { types, tensorFlow: names });
  const declaration = names.scopes.resolve(expression)?.declaration;
  if (declaration === undefined) return undefined;
  if (!ts.isParameter(declaration) && !ts.isVariableDeclaration(declaration)) return undefined;
  if (!ts.isIdentifier(declaration.name)) return undefined;
  if (declaration.type !== undefined) return typeFacts(declaration.type, types);
  const isConst =
    ts.isVariableDeclaration(declaration) && (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
  return isConst && declaration.initializer !== undefined
    ? inferredFacts(declaration.initializer, { types, tensorFlow: names })
    : undefined;
}
