import { ts } from '../compiler.js';
import { nameText } from '../annotations/declared-function.ts';
import { defineRule } from '../rule.ts';
import type { TensorFlowNames } from '../tensorflow/names.ts';
import { isOp } from '../tensorflow/ops.ts';
import { isTensor } from '../tensorflow/value.ts';

/** Methods that only a tensor has. */
const OF_TENSORS: ReadonlySet<string> = new Set(['dataSync', 'arraySync', 'expandDims', 'argMax', 'matMul']);

/** Ops that nobody gives a number or an array in place of a tensor. */
const ONLY_TENSORS = /^(?:matMul|conv\d|depthwiseConv|batchNorm|image\.)|pool/i;

export const anyHoldsTensor = defineRule({
  id: 'any-holds-tensor',
  category: 'annotations',
  level: 'warning',
  needsTypes: false,
  description: 'A variable, property or parameter that holds a tensor is any.',
  messages: {
    holds:
      '`{name}` holds a tensor and is `any`: everything that is computed from it is `any` too, so neither its rank nor a ' +
      'misspelt method is checked from here on. Write its type, e.g. `tf.Tensor2D`.',
  },
  example: { bad: 'let logits: any = tf.matMul(x, w);', good: 'let logits: tf.Tensor2D = tf.matMul(x, w);' },
  check: ({ names, report }) => {
    const look = (node: ts.VariableDeclaration | ts.PropertyDeclaration | ts.ParameterDeclaration): void => {
      if (node.type?.kind !== ts.SyntaxKind.AnyKeyword) return;
      const holds =
        (node.initializer !== undefined && isMadeByTensorFlow(node.initializer, names)) ||
        (ts.isIdentifier(node.name) && isUsedAsTensor(node.name, names));
      if (holds) report({ at: node.type, message: 'holds', data: { name: nameText(node.name) } });
    };
    return { VariableDeclaration: look, PropertyDeclaration: look, Parameter: look };
  },
});

function isMadeByTensorFlow(expression: ts.Expression, names: TensorFlowNames): boolean {
  return isTensor(names.values.of(expression));
}

/** Whether a name is handed to an op as its first operand, or has a method called that only tensors have. */
function isUsedAsTensor(name: ts.Identifier, names: TensorFlowNames): boolean {
  const binding = names.scopes.resolve(name);
  if (binding === undefined) return false;
  return names.scopes.references(binding).some((reference) => {
    const { parent } = reference;
    if (ts.isPropertyAccessExpression(parent) && parent.expression === reference) {
      return (
        OF_TENSORS.has(parent.name.text) &&
        ts.isCallExpression(parent.parent) &&
        parent.parent.expression === parent
      );
    }
    if (!ts.isCallExpression(parent) || parent.arguments[0] !== reference) return false;
    const api = names.call(parent);
    return api !== undefined && isOp(api) && ONLY_TENSORS.test(api);
  });
}
