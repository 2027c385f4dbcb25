import * as tf from '@tensorflow/tfjs';
import {
  both,
  first,
  input,
  own,
  registered,
  second,
  shown,
  type Gradient,
  type GradientCase,
} from '../gradient-case.ts';

type Unary = (x: tf.Tensor) => tf.Tensor;

const UNARY: readonly (readonly [Gradient, Unary, number, number])[] = [
  [registered('Abs'), tf.abs, -1, 1], [registered('Acos'), tf.acos, -0.8, 0.8], [registered('Acosh'), tf.acosh, 1.5, 3],
  [registered('Asin'), tf.asin, -0.8, 0.8], [registered('Asinh'), tf.asinh, -2, 2], [registered('Atan'), tf.atan, -2, 2],
  [registered('Atanh'), tf.atanh, -0.8, 0.8], [registered('Ceil'), tf.ceil, -3, 3], [registered('Cos'), tf.cos, -2, 2],
  [registered('Cosh'), tf.cosh, -2, 2], [registered('Elu'), tf.elu, -2, 2], [registered('Erf'), tf.erf, -2, 2], [registered('Exp'), tf.exp, -1, 1],
  [registered('Expm1'), tf.expm1, -1, 1], [registered('Floor'), tf.floor, -3, 3], [registered('Identity', 'tf.clone'), tf.clone, -1, 1],
  [registered('Log'), tf.log, 0.5, 3], [registered('Log1p'), tf.log1p, -0.4, 2], [registered('Neg'), tf.neg, -1, 1],
  [registered('OnesLike'), (x) => tf.onesLike(x).add(x), -1, 1], [registered('ZerosLike'), (x) => tf.zerosLike(x).add(x), -1, 1],
  [registered('Reciprocal'), tf.reciprocal, 0.5, 2], [registered('Relu'), tf.relu, -2, 2], [registered('Relu6'), (x) => tf.relu6(x), -3, 9],
  [registered('Round'), tf.round, -3, 3], [registered('Rsqrt'), tf.rsqrt, 0.5, 2], [registered('Selu'), tf.selu, -2, 2],
  [registered('Sigmoid'), tf.sigmoid, -2, 2], [registered('Sign'), tf.sign, -2, 2], [registered('Sin'), tf.sin, -2, 2],
  [registered('Sinh'), tf.sinh, -2, 2], [registered('Softplus'), tf.softplus, -2, 2], [registered('Sqrt'), tf.sqrt, 0.5, 3],
  [registered('Square'), tf.square, -1, 1], [registered('Step'), (x) => tf.step(x, 0.2), -1, 1], [registered('Tan'), tf.tan, -1, 1],
  [registered('Tanh'), tf.tanh, -2, 2], [registered('ClipByValue'), (x) => tf.clipByValue(x, -0.5, 0.5), -1, 1],
  [registered('LeakyRelu'), (x) => tf.leakyRelu(x, 0.3), -1, 1], [registered('IsFinite'), (x) => tf.isFinite(x).cast('float32').add(x), -1, 1],
  [registered('IsInf'), (x) => tf.isInf(x).cast('float32').add(x), -1, 1], [registered('IsNan', 'tf.isNaN'), (x) => tf.isNaN(x).cast('float32').add(x), -1, 1],
  [own('tf.logSigmoid'), tf.logSigmoid, -3, 3],
]; // prettier-ignore

const SHAPES = [[], [1], [5], [0], [2, 3], [2, 1, 3], [2, 3, 1, 2], [1, 2, 2, 1, 2], [1, 2, 1, 2, 1, 2]];

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const BINARY: readonly (readonly [Gradient, Binary])[] = [
  [registered('Add'), tf.add], [registered('Sub'), tf.sub], [registered('Multiply', 'tf.mul'), tf.mul], [registered('RealDiv', 'tf.div'), tf.div],
  [registered('FloorDiv'), (a, b) => tf.floorDiv(a, b).cast('float32')], [registered('Pow'), tf.pow], [registered('Maximum'), tf.maximum],
  [registered('Minimum'), tf.minimum], [registered('Mod'), tf.mod], [registered('SquaredDifference'), tf.squaredDifference],
  [registered('Atan2'), tf.atan2], [registered('Prelu'), tf.prelu],
  [registered('GreaterEqual'), (a, b) => tf.greaterEqual(a, b).cast('float32').add(a).add(b)],
]; // prettier-ignore

const PAIRS: readonly (readonly [number[], number[]])[] = [
  [[], []], [[3], []], [[], [3]], [[2, 3], [2, 3]], [[2, 3], [3]], [[3], [2, 3]], [[2, 3], [2, 1]], [[2, 1], [1, 3]],
  [[1, 3], [2, 1]], [[2, 1, 3], [4, 1]], [[2, 3, 2], [1, 3, 1]], [[1], [1]], [[1, 1], [3]], [[0, 3], [3]],
  [[2, 1, 2, 1, 2], [2, 1, 2, 1]], [[1, 2, 1, 2, 1, 2], [2, 1, 2, 1, 2, 1]],
]; // prettier-ignore
const SECOND_ORDER_PAIRS = new Set([
  '[] with []',
  '[2, 3] with [2, 3]',
  '[2, 3] with [3]',
  '[2, 1] with [1, 3]',
]);

/** Where a formula of a gradient may meet 0 · ∞, though the function is smooth there; and other dtypes. */
const EDGES: readonly GradientCase[] = [
  first(registered('Pow'), 'to the power 0 at base 0', [input([2], 0, 0)], (x) => tf.pow(x, tf.scalar(0))),
  first(registered('Pow'), 'to the power 2 at base 0', [input([2], 0, 0)], (x) => tf.pow(x, tf.scalar(2))),
  first(registered('Pow'), 'to the power 3 of negative bases', [input([3], -2, -0.5)], (x) => tf.pow(x, tf.scalar(3))),
  first(registered('Pow'), 'int32 exponent', [input([3], 0.5, 2)], (x) => tf.pow(x, tf.scalar(2, 'int32'))),
  first(registered('Multiply', 'tf.mul'), 'with int32', [input([3])], (x) => tf.mul(x, tf.tensor1d([1, 2, 3], 'int32'))),
  first(registered('RealDiv', 'tf.div'), 'by int32', [input([3])], (x) => tf.div(x, tf.tensor1d([1, 2, 3], 'int32'))),
  first(registered('Mod'), 'of negative numbers', [input([4], -5.9, -3.1), input([4], 0.9, 1.4)], (a, b) => tf.mod(a, b)),
  first(registered('Mod'), 'by negative numbers', [input([4], 3.1, 5.9), input([4], -1.4, -0.9)], (a, b) => tf.mod(a, b)),
  first(registered('Atan2'), 'in the third quadrant', [input([3], -2, -0.5), input([3], -2, -0.5)], (a, b) => tf.atan2(a, b)),
  first(registered('Softplus'), 'far out', [input([3], 20, 40)], (x) => tf.softplus(x)),
  first(registered('Softplus'), 'far out below', [input([3], -40, -20)], (x) => tf.softplus(x).mul(1e9)),
  first(own('tf.logSigmoid'), 'far out below', [input([3], -40, -20)], (x) => tf.logSigmoid(x)),
  first(registered('Sigmoid'), 'far out', [input([3], 20, 40)], (x) => tf.sigmoid(x)),
  first(registered('Tanh'), 'far out', [input([3], 20, 40)], (x) => tf.tanh(x)),
  first(registered('Erf'), 'far out', [input([3], 4, 6)], (x) => tf.erf(x)),
  first(registered('Elu'), 'far out below', [input([3], -40, -20)], (x) => tf.elu(x)),
  first(registered('Prelu'), 'x negative', [input([2, 3], -2, -0.5), input([3], 0.1, 0.5)], (x, alpha) => tf.prelu(x, alpha)),
  first(registered('Prelu'), 'x negative, broadcast', [input([3], -2, -0.5), input([2, 3], 0.1, 0.5)], (x, alpha) => tf.prelu(x, alpha)),
  ...both(registered('Cast'), 'float32 to float32', [input([3])], (x) => tf.cast(x, 'float32').mul(2)),
  first(registered('Cast'), 'to int32 and back', [input([3], -3, 3)], (x) => tf.cast(tf.cast(x, 'int32'), 'float32')),
  first(registered('Cast'), 'to bool and back', [input([3], 0.2, 3)], (x) => tf.cast(tf.cast(x, 'bool'), 'float32')),
  first(registered('Step'), 'slope 0.5', [input([4])], (x) => tf.step(x, 0.5)),
  first(registered('LeakyRelu'), 'default slope', [input([4])], (x) => tf.leakyRelu(x)),
  first(registered('ClipByValue'), 'one side', [input([4])], (x) => tf.clipByValue(x, 0.1, 5)),
]; // prettier-ignore

/** Every element by itself, and every kind of broadcasting. */
export const elementwise: readonly GradientCase[] = [
  ...UNARY.flatMap(([gradient, run, low, high]) => [
    ...SHAPES.map((shape) => first(gradient, shown(shape), [input(shape, low, high)], run)),
    second(gradient, '[2, 3]', [input([2, 3], low, high)], run),
  ]),
  ...BINARY.flatMap(([gradient, run]) =>
    PAIRS.flatMap(([a, b]) => {
      // Away from zero, so that quotients and powers are tame.
      const isPrelu = gradient.kernel === 'Prelu';
      const inputs = isPrelu ? [input(a), input(b, 0.1, 0.5)] : [input(a, 0.6, 2.4), input(b, 0.7, 2)];
      const name = `${shown(a)} with ${shown(b)}`;
      return SECOND_ORDER_PAIRS.has(name)
        ? both(gradient, name, inputs, run)
        : [first(gradient, name, inputs, run)];
    }),
  ),
  ...EDGES,
];
