import { ts } from '../compiler.js';
import { unwrap } from '../unwrap.ts';
import { declaredShape, shapeOf } from './input-shape.ts';
import { layerOf } from './layer.ts';
import type { SourceLayer } from './layer.ts';
import { Options } from './options.ts';
import { DEEPEST } from './reading.ts';
import type { Reading } from './reading.ts';

/** Layers that take, and give, tensors of one rank, the batch counted. */
const OWN_RANK: Readonly<Record<string, number>> = {
  conv1d: 3,
  maxPooling1d: 3,
  averagePooling1d: 3,
  upSampling1d: 3,
  conv2d: 4,
  conv2dTranspose: 4,
  separableConv2d: 4,
  depthwiseConv2d: 4,
  maxPooling2d: 4,
  averagePooling2d: 4,
  maxPool2d: 4,
  avgPool2d: 4,
  upSampling2d: 4,
  zeroPadding2d: 4,
  cropping2D: 4,
  conv3d: 5,
  conv3dTranspose: 5,
  maxPooling3d: 5,
  averagePooling3d: 5,
  convLstm2d: 5,
};

/** The rank that a layer takes, the batch counted, where it takes only one. */
export function takenRank(kind: string): number | undefined {
  return OWN_RANK[kind] ?? (RECURRENT.has(kind) ? 3 : undefined);
}

const RECURRENT: ReadonlySet<string> = new Set(['lstm', 'gru', 'simpleRNN']);

/** Layers that leave the rank as it is. */
const KEEPS_RANK: ReadonlySet<string> = new Set([
  'dense',
  'activation',
  'dropout',
  'batchNormalization',
  'layerNormalization',
  'softmax',
  'reLU',
  'leakyReLU',
  'elu',
  'prelu',
  'thresholdedReLU',
  'gaussianNoise',
  'gaussianDropout',
  'alphaDropout',
  'rescaling',
  'permute',
  'inputLayer',
  'masking',
]);

/** The rank of what a layer gives for an input of a rank; undefined where either is unknown. */
export function rankAfter(
  reading: Reading,
  layer: SourceLayer,
  before: number | undefined,
): number | undefined {
  const { kind, options } = layer;
  if (kind === 'convLstm2d') return returnsSequences(reading, options) === true ? 5 : undefined;
  const own = OWN_RANK[kind];
  if (own !== undefined) return own;
  if (kind === 'flatten' || kind.startsWith('global')) return 2;
  if (KEEPS_RANK.has(kind)) return before ?? rankOfDeclared(reading, layer);
  if (RECURRENT.has(kind)) {
    const sequences = returnsSequences(reading, options);
    return sequences === undefined ? undefined : sequences ? 3 : 2;
  }
  if (kind === 'reshape') {
    const target = options.given.get('targetShape')?.value;
    const shape = target === undefined ? undefined : shapeOf(reading, target);
    return shape === undefined ? undefined : shape.sizes.length + 1;
  }
  return kind === 'repeatVector' ? 3 : undefined;
}

/** The rank of a symbolic tensor: what `tf.input` gave, through the layers that were applied to it. */
export function rankOfSymbolic(reading: Reading, expression: ts.Expression, depth = 0): number | undefined {
  const node = reading.declarations.resolve(expression);
  if (!ts.isCallExpression(node) || depth > 4 * DEEPEST) return undefined;
  if (reading.names.call(node) === 'input') {
    const options = new Options(node.arguments[0], reading.declarations);
    const shape = declaredShape(reading, { kind: 'input', node, options });
    return shape === undefined ? undefined : shape.sizes.length + 1;
  }
  const callee = unwrap(node.expression);
  const [input] = node.arguments;
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'apply' || input === undefined)
    return undefined;
  const layer = layerOf(reading, callee.expression);
  return layer === undefined
    ? undefined
    : rankAfter(reading, layer, rankOfSymbolic(reading, input, depth + 1));
}

function rankOfDeclared(reading: Reading, layer: SourceLayer): number | undefined {
  const shape = declaredShape(reading, layer);
  return shape === undefined ? undefined : shape.sizes.length + 1;
}

function returnsSequences(reading: Reading, options: Options): boolean | undefined {
  if (options.lacks('returnSequences')) return false;
  const given = options.given.get('returnSequences')?.value;
  const value = given === undefined ? undefined : reading.declarations.resolve(given);
  if (value?.kind === ts.SyntaxKind.TrueKeyword) return true;
  return value?.kind === ts.SyntaxKind.FalseKeyword ? false : undefined;
}
