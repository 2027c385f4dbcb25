import { ts } from '../compiler.js';
import { layerOf } from '../models/layer.ts';
import type { SourceLayer } from '../models/layer.ts';
import { modelMadeBy } from '../models/model.ts';
import type { SourceModel } from '../models/model.ts';
import { rankAfter, rankOfSymbolic } from '../models/rank.ts';
import { readingOf } from '../models/reading.ts';
import type { Reading } from '../models/reading.ts';
import { defineRule } from '../rule.ts';
import { unwrap } from '../unwrap.ts';

export const missingFlatten = defineRule({
  id: 'missing-flatten',
  category: 'model',
  level: 'error',
  needsTypes: false,
  description: 'A dense layer classifies feature maps that nothing has flattened.',
  messages: {
    unflattened:
      'This dense layer gets feature maps of rank {rank} and is applied to every position by itself: the model gives a class for each pixel, [batch, …, units], instead of one for each sample. Put tf.layers.flatten() or a global pooling layer before it.',
  },
  check(context) {
    const reading = readingOf(context);
    return {
      CallExpression(call) {
        const model = modelMadeBy(reading, call);
        if (model === undefined) return;
        for (const { at, rank } of unflattened(reading, model)) {
          context.report({ at, message: 'unflattened', data: { rank } });
        }
      },
    };
  },
});

interface Unflattened {
  readonly at: ts.Node;
  readonly rank: number;
}

function unflattened(reading: Reading, model: SourceModel): readonly Unflattened[] {
  if (model.style === 'functional')
    return (model.outputs ?? []).flatMap((output) => unflattenedOutput(reading, output));
  let rank: number | undefined;
  let first: Unflattened | undefined;
  let seesFeatures = false;
  for (const { holds, isConditional } of model.stack) {
    if (holds.kind !== 'layer') {
      rank = undefined;
      first = undefined;
      continue;
    }
    const { layer } = holds;
    seesFeatures ||= isConvolution(layer.kind);
    if (layer.kind === 'dense' && seesFeatures && rank !== undefined && rank >= 4 && !isConditional)
      first ??= { at: layer.node, rank };
    const after = rankAfter(reading, layer, rank);
    // A branch may or may not change the rank.
    rank = isConditional && after !== rank ? undefined : after;
    if (rank === undefined || rank < 4) first = undefined;
  }
  const last = model.stack.findLast(({ holds }) => !(holds.kind === 'layer' && isPlain(holds.layer.kind)));
  const endsInDense = last?.holds.kind === 'layer' && last.holds.layer.kind === 'dense';
  return first === undefined || !endsInDense ? [] : [first];
}

function unflattenedOutput(reading: Reading, output: ts.Expression): readonly Unflattened[] {
  let found: Unflattened | undefined;
  let at = output;
  for (let depth = 0; depth < 32; depth++) {
    const applied = appliedLayer(reading, at);
    if (applied === undefined) return [];
    const { layer, input } = applied;
    if (layer.kind === 'dense') {
      const rank = rankOfSymbolic(reading, input);
      if (rank === undefined || rank < 4) return [];
      found = { at: layer.node, rank };
    } else if (!isPlain(layer.kind)) {
      return found !== undefined && isConvolution(layer.kind) ? [found] : [];
    }
    at = input;
  }
  return [];
}

function appliedLayer(
  reading: Reading,
  expression: ts.Expression,
): { readonly layer: SourceLayer; readonly input: ts.Expression } | undefined {
  const node = reading.declarations.resolve(expression);
  if (!ts.isCallExpression(node)) return undefined;
  const callee = unwrap(node.expression);
  const [input] = node.arguments;
  if (!ts.isPropertyAccessExpression(callee) || input === undefined) return undefined;
  const layer = layerOf(reading, callee.expression);
  return layer === undefined ? undefined : { layer, input };
}

/** Layers that work on each value by itself. */
function isPlain(kind: string): boolean {
  return ['activation', 'softmax', 'reLU', 'leakyReLU', 'dropout', 'batchNormalization'].includes(kind);
}

function isConvolution(kind: string): boolean {
  return /conv|pool/i.test(kind) && !kind.startsWith('global');
}
