import * as tf from '@tensorflow/tfjs-core';
import { each, SPECIAL, type Numbers, type OpCase } from '../op-case.ts';

type Unary = (x: tf.Tensor) => tf.Tensor;
type Binary = (x: tf.Tensor, y: tf.Tensor) => tf.Tensor;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** Of a half, the even neighbour: as IEEE 754, numpy and TensorFlow round. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

const flag = (truth: boolean): number => (truth ? 1 : 0);

/** One number in, one out; beside them what is true, NaN for NaN where nothing else is said. */
const UNARY: readonly (readonly [op: string, run: Unary, reference?: (x: number) => number])[] = [
  ['abs', (x) => tf.abs(x), Math.abs],
  ['neg', (x) => tf.neg(x), (x) => -x],
  ['sign', (x) => tf.sign(x), Math.sign],
  ['ceil', (x) => tf.ceil(x), Math.ceil],
  ['floor', (x) => tf.floor(x), Math.floor],
  ['round', (x) => tf.round(x), roundHalfEven],
  ['exp', (x) => tf.exp(x), Math.exp],
  ['expm1', (x) => tf.expm1(x), Math.expm1],
  ['log', (x) => tf.log(x), Math.log],
  ['log1p', (x) => tf.log1p(x), Math.log1p],
  ['sqrt', (x) => tf.sqrt(x), Math.sqrt],
  ['rsqrt', (x) => tf.rsqrt(x), (x) => 1 / Math.sqrt(x)],
  ['square', (x) => tf.square(x), (x) => x * x],
  ['reciprocal', (x) => tf.reciprocal(x), (x) => 1 / x],
  ['sin', (x) => tf.sin(x), Math.sin],
  ['cos', (x) => tf.cos(x), Math.cos],
  ['tan', (x) => tf.tan(x), Math.tan],
  ['asin', (x) => tf.asin(x), Math.asin],
  ['acos', (x) => tf.acos(x), Math.acos],
  ['atan', (x) => tf.atan(x), Math.atan],
  ['sinh', (x) => tf.sinh(x), Math.sinh],
  ['cosh', (x) => tf.cosh(x), Math.cosh],
  ['tanh', (x) => tf.tanh(x), Math.tanh],
  ['asinh', (x) => tf.asinh(x), Math.asinh],
  ['acosh', (x) => tf.acosh(x), Math.acosh],
  ['atanh', (x) => tf.atanh(x), Math.atanh],
  ['sigmoid', (x) => tf.sigmoid(x), sigmoid],
  ['logSigmoid', (x) => tf.logSigmoid(x), (x) => -softplus(-x)],
  ['softplus', (x) => tf.softplus(x), softplus],
  ['relu', (x) => tf.relu(x), (x) => (x < 0 ? 0 : x)],
  ['relu6', (x) => tf.relu6(x), (x) => (Number.isNaN(x) ? NaN : Math.min(Math.max(x, 0), 6))],
  ['elu', (x) => tf.elu(x), (x) => (x < 0 ? Math.expm1(x) : x)],
  ['selu', (x) => tf.selu(x), (x) => 1.0507009873554805 * (x < 0 ? 1.6732632423543772 * Math.expm1(x) : x)],
  ['leakyRelu', (x) => tf.leakyRelu(x, 0.2), (x) => (x < 0 ? Math.fround(0.2) * x : x)],
  ['erf', (x) => tf.erf(x)],
  ['step', (x) => tf.step(x), (x) => (Number.isNaN(x) ? NaN : flag(x > 0))],
  ['isNaN', (x) => tf.isNaN(x), (x) => flag(Number.isNaN(x))],
  ['isInf', (x) => tf.isInf(x), (x) => flag(Math.abs(x) === Infinity)],
  ['isFinite', (x) => tf.isFinite(x), (x) => flag(Number.isFinite(x))],
  ['clipByValue', (x) => tf.clipByValue(x, -1, 2), (x) => (x < -1 ? -1 : x > 2 ? 2 : x)],
];

/** Two numbers in, one out. */
const BINARY: readonly (readonly [op: string, run: Binary, reference?: (x: number, y: number) => number])[] =
  [
    ['add', (x, y) => tf.add(x, y), (x, y) => x + y],
    ['sub', (x, y) => tf.sub(x, y), (x, y) => x - y],
    ['mul', (x, y) => tf.mul(x, y), (x, y) => x * y],
    ['div', (x, y) => tf.div(x, y)],
    ['divNoNan', (x, y) => tf.divNoNan(x, y)],
    ['floorDiv', (x, y) => tf.floorDiv(x, y)],
    ['mod', (x, y) => tf.mod(x, y)],
    ['pow', (x, y) => tf.pow(x, y)],
    [
      'maximum',
      (x, y) => tf.maximum(x, y),
      (x, y) => (Number.isNaN(x) || Number.isNaN(y) ? NaN : Math.max(x, y)),
    ],
    [
      'minimum',
      (x, y) => tf.minimum(x, y),
      (x, y) => (Number.isNaN(x) || Number.isNaN(y) ? NaN : Math.min(x, y)),
    ],
    ['squaredDifference', (x, y) => tf.squaredDifference(x, y), (x, y) => (x - y) ** 2],
    ['atan2', (x, y) => tf.atan2(x, y), Math.atan2],
    ['prelu', (x, y) => tf.prelu(x, y), (x, y) => (x < 0 ? x * y : x)],
    ['equal', (x, y) => tf.equal(x, y), (x, y) => flag(x === y)],
    ['notEqual', (x, y) => tf.notEqual(x, y), (x, y) => flag(x !== y)],
    ['less', (x, y) => tf.less(x, y), (x, y) => flag(x < y)],
    ['lessEqual', (x, y) => tf.lessEqual(x, y), (x, y) => flag(x <= y)],
    ['greater', (x, y) => tf.greater(x, y), (x, y) => flag(x > y)],
    ['greaterEqual', (x, y) => tf.greaterEqual(x, y), (x, y) => flag(x >= y)],
  ];

const LOGICAL: readonly (readonly [op: string, run: Binary, reference: (x: number, y: number) => number])[] =
  [
    ['logicalAnd', (x, y) => tf.logicalAnd(x, y), (x, y) => x & y],
    ['logicalOr', (x, y) => tf.logicalOr(x, y), (x, y) => x | y],
    ['logicalXor', (x, y) => tf.logicalXor(x, y), (x, y) => x ^ y],
  ];

/** The kinds of numbers that every elementwise op is tried on. */
const KINDS = [
  { kind: '', elements: { min: -8, max: 8 } },
  { kind: 'special values', elements: SPECIAL },
  { kind: 'int32', elements: { min: -9, max: 9 }, dtype: 'int32' },
] as const;

/** Below 2 ** -126. */
const SUBNORMAL = { min: -(2 ** -130), max: 2 ** -130 };

export const elementwise: readonly OpCase[] = [
  ...UNARY.flatMap(([op, run, reference]) =>
    KINDS.map(({ kind, elements, ...rest }): OpCase => ({
      op,
      name: kind,
      inputs: ['n'],
      elements: [elements],
      ...('dtype' in rest && { dtype: [rest.dtype] }),
      run,
      // What an op gives for integers is its own affair: whether a root of one is one.
      reference:
        reference === undefined || 'dtype' in rest
          ? undefined
          : (x: tf.Tensor) => each(numbersOf(x), reference),
    })),
  ),
  ...BINARY.flatMap(([op, run, reference]) => [
    ...KINDS.map(({ kind, elements, ...rest }): OpCase => ({
      op,
      name: kind,
      inputs: ['n', 'n'],
      elements: [elements, elements],
      ...('dtype' in rest && { dtype: [rest.dtype, rest.dtype] }),
      run,
      reference: reference === undefined || 'dtype' in rest ? undefined : pairwise(reference),
    })),
    { op, name: 'broadcast', inputs: ['a 1 c', 'b c'], elements: [{ min: -8, max: 8 }, { min: 1, max: 8 }], run },
    { op, name: 'of a scalar', inputs: ['', 'n m'], elements: [{ min: -8, max: 8 }, { min: 1, max: 8 }], run },
    { op, name: 'empty', inputs: ['0 n', '0 n'], run },
  ]), // prettier-ignore
  { op: 'relu', name: 'subnormal', inputs: ['n'], elements: [SUBNORMAL], run: (x: tf.Tensor) => tf.relu(x) },
  {
    op: 'add',
    name: 'subnormal',
    inputs: ['n', 'n'],
    elements: [SUBNORMAL, SUBNORMAL],
    run: (x: tf.Tensor, y: tf.Tensor) => tf.add(x, y),
  },
  {
    op: 'greater',
    name: 'subnormal',
    inputs: ['n', 'n'],
    elements: [SUBNORMAL, SUBNORMAL],
    run: (x: tf.Tensor, y: tf.Tensor) => tf.greater(x, y),
  },
  { op: 'max', name: 'subnormal', inputs: ['n'], elements: [SUBNORMAL], run: (x: tf.Tensor) => tf.max(x) },
  ...LOGICAL.map(([op, run, reference]): OpCase => ({
    op,
    name: '',
    inputs: ['n', 'n'],
    dtype: ['bool', 'bool'],
    run,
    reference: pairwise(reference),
  })),
  {
    op: 'logicalNot',
    name: '',
    inputs: ['n'],
    dtype: ['bool'],
    run: (x: tf.Tensor) => tf.logicalNot(x),
    reference: (x: tf.Tensor) => each(numbersOf(x), (value) => 1 - value),
  },
  ...(['float32', 'int32', 'bool'] as const).flatMap((from) =>
    (['float32', 'int32', 'bool'] as const).map((to): OpCase => ({
      op: 'cast',
      name: `${from} to ${to}`,
      inputs: ['n'],
      dtype: [from],
      run: (x: tf.Tensor) => tf.cast(x, to),
    })),
  ),
  {
    op: 'where',
    name: '',
    inputs: ['n', 'n', 'n'],
    dtype: ['bool', undefined, undefined],
    elements: [undefined, SPECIAL, SPECIAL],
    run: (condition: tf.Tensor, x: tf.Tensor, y: tf.Tensor) => tf.where(condition, x, y),
  },
];

function pairwise(apply: (x: number, y: number) => number): (x: tf.Tensor, y: tf.Tensor) => Numbers {
  return (x, y) => {
    const [left, right] = [x.dataSync(), y.dataSync()];
    return Array.from(left, (value, i) => apply(value, right[i] ?? NaN));
  };
}

function numbersOf(x: tf.Tensor): Numbers {
  return Array.from(x.dataSync());
}
