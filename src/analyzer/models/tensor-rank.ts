import { ts } from '../compiler.js';
import { unwrap } from '../unwrap.ts';
import { shapeOf } from './input-shape.ts';
import { numberOf } from './options.ts';
import { IMAGE_SOURCES, pipelineOf } from './pipeline.ts';
import type { Pipeline, Step } from './pipeline.ts';
import type { Reading } from './reading.ts';

const MADE_WITH_RANK: Readonly<Record<string, number>> = {
  scalar: 0,
  tensor1d: 1,
  tensor2d: 2,
  tensor3d: 3,
  tensor4d: 4,
  tensor5d: 5,
  range: 1,
  linspace: 1,
};

/** Makers that take a shape, by the place of that argument. */
const SHAPE_ARGUMENT: Readonly<Record<string, number>> = {
  zeros: 0,
  ones: 0,
  fill: 0,
  randomNormal: 0,
  randomUniform: 0,
  truncatedNormal: 0,
  tensor: 1,
};

const KEEPS_RANK: ReadonlySet<string> = new Set([
  'toFloat',
  'toInt',
  'cast',
  'asType',
  'div',
  'mul',
  'sub',
  'add',
  'neg',
  'abs',
  'clipByValue',
  'resizeBilinear',
  'resizeNearestNeighbor',
  'reverse',
  'flipLeftRight',
  'transpose',
  'slice',
  'pad',
  'clone',
  'tile',
  'softmax',
  'logSoftmax',
  'sigmoid',
  'relu',
  'exp',
  'log',
  'sqrt',
  'square',
]);

const MADE_RANK: Readonly<Record<string, number>> = {
  flatten: 1,
  as1D: 1,
  as2D: 2,
  as3D: 3,
  as4D: 4,
  as5D: 5,
  asScalar: 0,
};

/** The rank of a tensor, by what made it and what was done to it; undefined where that isn't certain. */
export function rankOf(reading: Reading, expression: ts.Expression): number | undefined {
  const pipeline = pipelineOf(reading, expression);
  if (pipeline.isSometimes) return undefined;
  let rank = rankOfSource(reading, pipeline);
  for (const step of pipeline.steps) rank = rankAfterStep(reading, step, rank);
  return rank;
}

/** The rank of what a pipeline starts from. */
function rankOfSource(reading: Reading, { source, root }: Pipeline): number | undefined {
  if (source === undefined) return annotatedRank(reading, root);
  if (IMAGE_SOURCES.has(source)) return 3;
  const made = MADE_WITH_RANK[source];
  if (made !== undefined || !ts.isCallExpression(root)) return made;
  const place = SHAPE_ARGUMENT[source];
  const argument = place === undefined ? undefined : root.arguments[place];
  return argument === undefined ? undefined : shapeOf(reading, argument)?.sizes.length;
}

/** The rank after an op; undefined for one that isn't known here. */
function rankAfterStep(
  reading: Reading,
  { op, operands }: Step,
  rank: number | undefined,
): number | undefined {
  const made = MADE_RANK[op];
  if (made !== undefined) return made;
  if (op === 'reshape')
    return operands[0] === undefined ? undefined : shapeOf(reading, operands[0])?.sizes.length;
  if (rank === undefined) return undefined;
  if (KEEPS_RANK.has(op)) return rank;
  if (op === 'expandDims') return rank + 1;
  const [axis] = operands;
  if (!REDUCES.has(op)) return undefined;
  if (axis === undefined) return op.startsWith('arg') ? Math.max(0, rank - 1) : 0;
  return operands.length === 1 && numberOf(axis) !== undefined ? rank - 1 : undefined;
}

const REDUCES: ReadonlySet<string> = new Set(['mean', 'sum', 'max', 'min', 'argMax', 'argMin']);

/** `x: tf.Tensor4D` says the rank of a parameter or a variable. */
function annotatedRank(reading: Reading, expression: ts.Expression): number | undefined {
  const node = unwrap(expression);
  if (!ts.isIdentifier(node)) return undefined;
  const declaration = reading.declarations.of(node);
  if (declaration === undefined || !(ts.isParameter(declaration) || ts.isVariableDeclaration(declaration)))
    return undefined;
  const type = declaration.type;
  if (type === undefined || !ts.isTypeReferenceNode(type)) return undefined;
  const rank = /^Tensor([1-6])D$/.exec(reading.names.type(type.typeName) ?? '')?.[1];
  return rank === undefined ? undefined : Number(rank);
}
