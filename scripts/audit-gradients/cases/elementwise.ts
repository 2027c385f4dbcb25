import * as tf from '@tensorflow/tfjs';
import { gradientCase, input, type GradientCase } from '../gradient-case.ts';

type Unary = (x: tf.Tensor) => tf.Tensor;

const UNARY: readonly (readonly [string, Unary, number, number])[] = [
  ['Abs', tf.abs, -1, 1], ['Acos', tf.acos, -0.8, 0.8], ['Acosh', tf.acosh, 1.5, 3], ['Asin', tf.asin, -0.8, 0.8],
  ['Asinh', tf.asinh, -2, 2], ['Atan', tf.atan, -2, 2], ['Atanh', tf.atanh, -0.8, 0.8], ['Ceil', tf.ceil, -3, 3],
  ['Cast', (x) => tf.cast(x, 'float32').mul(2), -1, 1], ['Cos', tf.cos, -2, 2], ['Cosh', tf.cosh, -2, 2], ['Elu', tf.elu, -2, 2],
  ['Erf', tf.erf, -2, 2], ['Exp', tf.exp, -1, 1], ['Expm1', tf.expm1, -1, 1], ['Floor', tf.floor, -3, 3],
  ['Identity', tf.clone, -1, 1], ['Log', tf.log, 0.5, 3], ['Log1p', tf.log1p, -0.4, 2], ['Neg', tf.neg, -1, 1],
  ['OnesLike', (x) => tf.onesLike(x).add(x.mul(0)), -1, 1], ['ZerosLike', (x) => tf.zerosLike(x).add(x.mul(0)), -1, 1],
  ['Reciprocal', tf.reciprocal, 0.5, 2], ['Relu', tf.relu, -2, 2], ['Relu6', (x) => tf.relu6(x), -3, 9],
  ['Round', tf.round, -3, 3], ['Rsqrt', tf.rsqrt, 0.5, 2], ['Selu', tf.selu, -2, 2], ['Sigmoid', tf.sigmoid, -2, 2],
  ['Sign', tf.sign, -2, 2], ['Sin', tf.sin, -2, 2], ['Sinh', tf.sinh, -2, 2], ['Softplus', tf.softplus, -2, 2],
  ['Sqrt', tf.sqrt, 0.5, 3], ['Square', tf.square, -1, 1], ['Step', (x) => tf.step(x), -1, 1], ['Tan', tf.tan, -1, 1],
  ['Tanh', tf.tanh, -2, 2], ['ClipByValue', (x) => tf.clipByValue(x, -0.5, 0.5), -1, 1],
  ['LeakyRelu', (x) => tf.leakyRelu(x, 0.3), -1, 1], ['IsFinite', (x) => tf.isFinite(x).cast('float32'), -1, 1],
  ['IsInf', (x) => tf.isInf(x).cast('float32'), -1, 1], ['IsNan', (x) => tf.isNaN(x).cast('float32'), -1, 1],
  ['customGrad logSigmoid', tf.logSigmoid, -3, 3],
]; // prettier-ignore

const SMOOTH = new Set([
  'Acos', 'Acosh', 'Asin', 'Asinh', 'Atan', 'Atanh', 'Cos', 'Cosh', 'Elu', 'Erf', 'Exp', 'Expm1', 'Log', 'Log1p', 'Reciprocal', 'Rsqrt',
  'Selu', 'Sigmoid', 'Sin', 'Sinh', 'Softplus', 'Sqrt', 'Square', 'Tan', 'Tanh', 'customGrad logSigmoid',
]); // prettier-ignore

const SHAPES = [[], [1], [5], [0], [2, 3], [2, 1, 3], [2, 3, 1, 2], [1, 2, 2, 1, 2], [1, 2, 1, 2, 1, 2]];

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const BINARY: readonly (readonly [string, Binary, 1 | 2])[] = [
  ['Add', tf.add, 1], ['Sub', tf.sub, 1], ['Multiply', tf.mul, 2], ['RealDiv', tf.div, 2], ['FloorDiv', tf.floorDiv, 1],
  ['Pow', tf.pow, 2], ['Maximum', tf.maximum, 1], ['Minimum', tf.minimum, 1], ['Mod', tf.mod, 1],
  ['SquaredDifference', tf.squaredDifference, 2], ['Atan2', tf.atan2, 2], ['Prelu', tf.prelu, 1],
  ['GreaterEqual', (a, b) => tf.greaterEqual(a, b).cast('float32'), 1],
]; // prettier-ignore

const PAIRS: readonly (readonly [number[], number[]])[] = [
  [[], []], [[3], []], [[], [3]], [[2, 3], [2, 3]], [[2, 3], [3]], [[3], [2, 3]], [[2, 3], [2, 1]], [[2, 1], [1, 3]],
  [[1, 3], [2, 1]], [[2, 1, 3], [4, 1]], [[2, 3, 2], [1, 3, 1]], [[1], [1]], [[1, 1], [3]], [[0, 3], [3]],
  [[2, 1, 2, 1, 2], [2, 1, 2, 1]], [[1, 2, 1, 2, 1, 2], [2, 1, 2, 1, 2, 1]],
]; // prettier-ignore

/** Every element by itself, and every kind of broadcasting. */
export const elementwise: readonly GradientCase[] = [
  ...UNARY.flatMap(([gradient, run, low, high]) => [
    ...SHAPES.map((shape) => gradientCase(gradient, `[${shape.join(', ')}]`, [input(shape, low, high)], run)),
    ...(SMOOTH.has(gradient) ? [gradientCase(gradient, '[2, 3]', [input([2, 3], low, high)], run, 2)] : []),
  ]),
  ...BINARY.flatMap(([gradient, run, order]) =>
    PAIRS.flatMap(([a, b]) => {
      // Away from zero, so that quotients and powers are tame.
      const inputs =
        gradient === 'Prelu' ? [input(a), input(b, 0.1, 0.5)] : [input(a, 0.6, 2.4), input(b, 0.7, 2)];
      const name = `[${a.join(', ')}] with [${b.join(', ')}]`;
      return [
        gradientCase(gradient, name, inputs, run),
        ...(order === 2 ? [gradientCase(gradient, name, inputs, run, 2)] : []),
      ];
    }),
  ),
];
