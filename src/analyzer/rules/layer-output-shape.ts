import { ts } from '../compiler.js';
import { customLayerOf, memberOf } from '../models/custom-layer.ts';
import { pipelineOf } from '../models/pipeline.ts';
import type { Step } from '../models/pipeline.ts';
import { readingOf } from '../models/reading.ts';
import { defineRule } from '../rule.ts';
import { returnsOf } from '../syntax.ts';

export const layerOutputShape = defineRule({
  id: 'layer-output-shape',
  category: 'model',
  level: 'error',
  needsTypes: false,
  description: 'A custom layer changes the shape and has no computeOutputShape.',
  messages: {
    missing:
      '{name}.call() gives another shape than it gets ({op}), and without computeOutputShape() TensorFlow.js takes it to give the same: model.summary() is wrong, and the next layer gets weights for the wrong size. Add computeOutputShape(inputShape) that returns the shape of what call() gives.',
  },
  check(context) {
    const reading = readingOf(context);
    const look = (node: ts.ClassLikeDeclaration): void => {
      const layer = customLayerOf(reading, node);
      if (layer === undefined || memberOf(layer, 'computeOutputShape') !== undefined) return;
      const call = memberOf(layer, 'call');
      if (call === undefined || !ts.isMethodDeclaration(call)) return;
      for (const value of returnsOf(call)) {
        const { steps, source } = pipelineOf(reading, value);
        const op = steps.findLast(changesShape)?.op ?? source;
        if (op === undefined || (op === source && !ALWAYS.has(op))) continue;
        context.report({
          at: node.name ?? node,
          message: 'missing',
          data: { name: layer.name, op },
        });
        return;
      }
    };
    return { ClassDeclaration: look, ClassExpression: look };
  },
});

const ALWAYS: ReadonlySet<string> = new Set([
  'matMul',
  'dot',
  'concat',
  'stack',
  'expandDims',
  'squeeze',
  'flatten',
  'tile',
  'pad',
  'mirrorPad',
  'oneHot',
  'argMax',
  'argMin',
  'depthToSpace',
  'spaceToBatchND',
  'resizeBilinear',
  'resizeNearestNeighbor',
  'gather',
  'slice',
  'unstack',
  'split',
  'maxPool',
  'avgPool',
]);

const REDUCTIONS: ReadonlySet<string> = new Set([
  'mean',
  'sum',
  'max',
  'min',
  'norm',
  'prod',
  'logSumExp',
  'any',
  'all',
]);

/** Whether an op gives another shape than its operand has; what keeps its axes (`mean(x, -1, true)`) still does. */
function changesShape({ op, operands }: Step): boolean {
  return ALWAYS.has(op) || (REDUCTIONS.has(op) && operands.length < 2);
}
