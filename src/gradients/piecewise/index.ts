import { constant, truncatingCast } from './constant.ts';
import { dilation, dilationGradient } from './dilation.ts';
import { extremum, topK } from './extrema.ts';
import type { PiecewiseKernel } from './piecewise-kernel.ts';
import { maxPool, maxPoolGradient } from './pooling.ts';
import {
  abs,
  clipByValue,
  elu,
  eluGradient,
  leakyRelu,
  maximum,
  minimum,
  mod,
  prelu,
  relu,
  relu6,
  select,
  selu,
} from './selection.ts';

const JUMPS = [
  'ArgMax', 'ArgMin', 'Ceil', 'Equal', 'Floor', 'FloorDiv', 'Greater', 'GreaterEqual', 'IsFinite', 'IsInf', 'IsNan', 'Less',
  'LessEqual', 'LogicalAnd', 'LogicalNot', 'LogicalOr', 'LogicalXor', 'NotEqual', 'Round', 'Sign', 'Step', 'Where',
  'NonMaxSuppressionV3', 'NonMaxSuppressionV4', 'NonMaxSuppressionV5',
  'LowerBound', 'Multinomial', 'SearchSorted', 'UpperBound',
] as const; // prettier-ignore

/** Every kernel of TensorFlow.js that is put together from pieces, by the name under which it is registered. */
export const PIECEWISE_KERNELS: ReadonlyMap<string, PiecewiseKernel> = new Map<string, PiecewiseKernel>([
  ...JUMPS.map((name): [string, PiecewiseKernel] => [name, constant]),
  ['Abs', abs],
  ['Cast', truncatingCast],
  ['ClipByValue', clipByValue],
  ['Dilation2D', dilation],
  ['Dilation2DBackpropFilter', dilationGradient],
  ['Dilation2DBackpropInput', dilationGradient],
  ['Elu', elu],
  ['EluGrad', eluGradient],
  ['LeakyRelu', leakyRelu],
  ['Max', extremum],
  ['MaxPool', maxPool],
  ['MaxPool3D', maxPool],
  ['MaxPool3DGrad', maxPoolGradient],
  ['MaxPoolGrad', maxPoolGradient],
  ['Maximum', maximum],
  ['Min', extremum],
  ['Minimum', minimum],
  ['Mod', mod],
  ['Prelu', prelu],
  ['Relu', relu],
  ['Relu6', relu6],
  ['Select', select],
  ['SelectV2', select],
  ['Selu', selu],
  ['TopK', topK],
]);
