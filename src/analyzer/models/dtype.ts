import { ts } from '../compiler.js';
import { unwrap } from '../unwrap.ts';
import { IMAGE_SOURCES, pipelineOf } from './pipeline.ts';
import type { Pipeline } from './pipeline.ts';
import { DEEPEST } from './reading.ts';
import type { Reading } from './reading.ts';

/** Ops whose result has the type of their operand. */
const KEEPS_DTYPE: ReadonlySet<string> = new Set([
  'expandDims',
  'reshape',
  'squeeze',
  'flatten',
  'as1D',
  'as2D',
  'as3D',
  'as4D',
  'slice',
  'reverse',
  'transpose',
  'clone',
  'pad',
  'tile',
  'gather',
  'resizeNearestNeighbor',
  'abs',
  'neg',
]);

const ALWAYS_FLOAT: ReadonlySet<string> = new Set([
  'toFloat',
  'resizeBilinear',
  'cropAndResize',
  'mean',
  'sigmoid',
  'softmax',
  'exp',
  'log',
  'sqrt',
]);

const COMPARES: ReadonlySet<string> = new Set([
  'equal',
  'notEqual',
  'greater',
  'greaterEqual',
  'less',
  'lessEqual',
]);

const ARITHMETIC: ReadonlySet<string> = new Set(['div', 'mul', 'sub', 'add', 'maximum', 'minimum']);

/** Makers of tensors and the place of their `dtype` argument; without it they make float32 of plain numbers. */
const DTYPE_ARGUMENT: Readonly<Record<string, number>> = {
  scalar: 1,
  tensor1d: 2,
  tensor2d: 2,
  tensor3d: 2,
  tensor4d: 2,
  tensor: 2,
  zeros: 1,
  ones: 1,
  fill: 2,
  range: 3,
};

/** The type of a tensor's elements, where the source says it; undefined where it doesn't. */
export function dtypeOf(reading: Reading, expression: ts.Expression, depth = 0): string | undefined {
  const pipeline = pipelineOf(reading, expression);
  let dtype = dtypeOfSource(pipeline);
  for (const { op, operands } of pipeline.steps) {
    const [operand] = operands;
    if (ALWAYS_FLOAT.has(op)) dtype = 'float32';
    else if (COMPARES.has(op)) dtype = 'bool';
    else if (op === 'sum') dtype = dtype === 'bool' ? 'int32' : dtype;
    else if (op === 'toInt' || op === 'argMax' || op === 'argMin') dtype = 'int32';
    else if (op === 'cast' || op === 'asType') dtype = operand === undefined ? undefined : literal(operand);
    else if (ARITHMETIC.has(op)) {
      const other =
        operand === undefined || depth > DEEPEST ? undefined : dtypeOfOperand(reading, operand, depth);
      dtype = dtype === 'float32' || other === 'float32' ? 'float32' : dtype === other ? dtype : undefined;
    } else if (!KEEPS_DTYPE.has(op)) dtype = undefined;
  }
  return dtype;
}

/** A number becomes a float32 scalar beside a tensor. */
function dtypeOfOperand(reading: Reading, operand: ts.Expression, depth: number): string | undefined {
  const value = reading.declarations.resolve(operand);
  return ts.isNumericLiteral(value) || ts.isBinaryExpression(value)
    ? 'float32'
    : dtypeOf(reading, operand, depth + 1);
}

function dtypeOfSource({ source, root, isSometimes }: Pipeline): string | undefined {
  if (source === undefined || isSometimes || !ts.isCallExpression(root)) return undefined;
  if (IMAGE_SOURCES.has(source)) return 'int32';
  const place = DTYPE_ARGUMENT[source];
  if (place === undefined) return undefined;
  const given = root.arguments
    .slice(1)
    .map(literal)
    .find((text) => text !== undefined && DTYPES.has(text));
  if (given !== undefined) return given;
  const [values] = root.arguments;
  if (values !== undefined && !isNumeric(values, source)) return undefined;
  // A dtype in a variable, or a typed array for values, may make any type.
  return root.arguments.length > place || holdsTypedArray(root.arguments[0]) ? undefined : 'float32';
}

const DTYPES: ReadonlySet<string> = new Set(['float32', 'int32', 'bool', 'complex64', 'string']);

function holdsTypedArray(values: ts.Expression | undefined): boolean {
  if (values === undefined) return false;
  const node = unwrap(values);
  return !(
    ts.isNumericLiteral(node) ||
    ts.isArrayLiteralExpression(node) ||
    ts.isPrefixUnaryExpression(node) ||
    ts.isBinaryExpression(node)
  );
}

function literal(expression: ts.Expression): string | undefined {
  const node = unwrap(expression);
  return ts.isStringLiteralLike(node) ? node.text : undefined;
}

/** Whether literal values are numbers: a list of strings or of booleans makes a tensor of that type. */
function isNumeric(values: ts.Expression, source: string): boolean {
  if (source === 'zeros' || source === 'ones') return true;
  const node = unwrap(values);
  if (ts.isArrayLiteralExpression(node)) return node.elements.every((element) => isNumeric(element, source));
  return !(
    ts.isStringLiteralLike(node) ||
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword
  );
}
