import * as tf from '@tensorflow/tfjs-core';
import { SPECIAL, type OpCase } from '../op-case.ts';

type X = tf.Tensor;

const ids = (values: number[]): tf.Tensor1D => tf.tensor1d(values, 'int32');

/** Ops that move numbers without changing them: any number, the order of bits apart, must come out as it went in. */
export const rearranging: readonly OpCase[] = [
  ...moving('reshape', '', ['a 6'], (x: X) => tf.reshape(x, [-1, 2, 3])),
  ...moving('transpose', '', ['a b c'], (x: X) => tf.transpose(x)),
  ...moving('transpose', 'of the inner axes', ['a b c'], (x: X) => tf.transpose(x, [0, 2, 1])),
  ...moving('concat', 'axis 0', ['a c', 'b c'], (x: X, y: X) => tf.concat([x, y], 0)),
  ...moving('concat', 'axis 1', ['a b', 'a c'], (x: X, y: X) => tf.concat([x, y], 1)),
  ...moving('stack', '', ['a b', 'a b'], (x: X, y: X) => tf.stack([x, y], 1)),
  ...moving('unstack', '', ['a 3'], (x: X) => tf.unstack(x, 1)),
  ...moving('split', '', ['a 6'], (x: X) => tf.split(x, [1, 2, 3], 1)),
  ...moving('slice', '', ['4 b'], (x: X) => tf.slice(x, [1, 0], [2, -1])),
  ...moving('stridedSlice', '', ['5 4'], (x: X) => tf.stridedSlice(x, [0, 3], [5, 0], [2, -1])),
  ...moving('stridedSlice', 'masks', ['5 4'], (x: X) =>
    tf.stridedSlice(x, [1, 1], [4, 3], [1, 1], 1, 2, 0, 0, 0),
  ),
  ...moving('pad', '', ['a b'], (x: X) => tf.pad(x, [[1, 0], [0, 2]], 7)),
  ...moving('mirrorPad', 'reflect', ['3 4'], (x: X) => tf.mirrorPad(x, [[1, 2], [2, 0]], 'reflect')),
  ...moving('mirrorPad', 'symmetric', ['3 4'], (x: X) => tf.mirrorPad(x, [[3, 2], [2, 0]], 'symmetric')),
  ...moving('tile', '', ['a b'], (x: X) => tf.tile(x, [2, 3])),
  ...moving('reverse', '', ['a b'], (x: X) => tf.reverse(x, 1)),
  ...moving('expandDims', '', ['a b'], (x: X) => tf.expandDims(x, 1)),
  ...moving('squeeze', '', ['a 1 b'], (x: X) => tf.squeeze(x, [1])),
  ...moving('broadcastTo', '', ['a 1'], (x: X) => tf.broadcastTo(x, [x.shape[0], 3])),
  ...moving('gather', '', ['3 b'], (x: X) => tf.gather(x, ids([2, 0, 2]))),
  ...moving('gather', 'axis 1', ['a 3'], (x: X) => tf.gather(x, ids([1, 0]), 1)),
  ...moving('gather', 'out of bounds', ['3 b'], (x: X) => tf.gather(x, ids([3]))),
  ...moving('gather', 'below zero', ['3 b'], (x: X) => tf.gather(x, ids([-1]))),
  ...moving('gatherND', '', ['3 4'], (x: X) => tf.gatherND(x, tf.tensor2d([[2, 3], [0, 1]], [2, 2], 'int32'))),
  ...moving('scatterND', '', ['2 b'], (x: X) => tf.scatterND(tf.tensor2d([[3], [1]], [2, 1], 'int32'), x, [4, x.shape[1] ?? 1])),
  ...moving('scatterND', 'one place twice', ['2 b'], (x: X) => tf.scatterND(tf.tensor2d([[1], [1]], [2, 1], 'int32'), x, [4, x.shape[1] ?? 1])),
  ...moving('tensorScatterUpdate', '', ['4 b', '2 b'], (x: X, y: X) => tf.tensorScatterUpdate(x, tf.tensor2d([[3], [1]], [2, 1], 'int32'), y)),
  ...moving('depthToSpace', '', ['a 2 3 8'], (x: X) => tf.depthToSpace(x as tf.Tensor4D, 2)),
  ...moving('spaceToBatchND', '', ['a 4 2 1'], (x: X) => tf.spaceToBatchND(x, [2, 2], [[0, 0], [0, 0]])),
  ...moving('batchToSpaceND', '', ['4 a b 1'], (x: X) => tf.batchToSpaceND(x, [2, 2], [[0, 0], [0, 0]])),
  ...moving('topk', '', ['a 4'], (x: X) => both(tf.topk(x, 2))),
  ...moving('unique', '', ['n'], (x: X) => both(tf.unique(x))),
  ...moving('booleanMask', 'one of three', ['3 b'], (x: X) => tf.gather(x, ids([1]))),
  ...moving('meshgrid', '', ['a', 'b'], (x: X, y: X) => tf.meshgrid(x, y)),
  ...moving('diag', '', ['n'], (x: X) => tf.diag(x)),
  ...moving('linalg.bandPart', '', ['a b'], (x: X) => tf.linalg.bandPart(x, 1, 0)),
  { op: 'oneHot', name: '', inputs: ['n'], dtype: ['int32'], elements: [{ min: 0, max: 3 }], run: (x: X) => tf.oneHot(x, 4) },
  { op: 'oneHot', name: 'out of range', inputs: ['n'], dtype: ['int32'], elements: [{ min: -2, max: 6 }], run: (x: X) => tf.oneHot(x, 4) },
  { op: 'linspace', name: 'a fixed one', inputs: ['n'], run: (x: X) => tf.linspace(0, 1, x.size + 1) },
  { op: 'range', name: 'a fixed one', inputs: ['n'], run: (x: X) => tf.range(0, x.size, 0.3) },
  { op: 'bincount', name: '', inputs: ['n'], dtype: ['int32'], elements: [{ min: 0, max: 3 }], run: (x: X) => tf.bincount(x as tf.Tensor1D, tf.tensor1d([]), 4) },
  { op: 'bincount', name: 'out of range', inputs: ['n'], dtype: ['int32'], elements: [{ min: 0, max: 9 }], run: (x: X) => tf.bincount(x as tf.Tensor1D, tf.tensor1d([]), 4) },
  { op: 'denseBincount', name: '', inputs: ['a b'], dtype: ['int32'], elements: [{ min: 0, max: 3 }], run: (x: X) => tf.denseBincount(x as tf.Tensor2D, tf.tensor2d([], [0, 0]), 4) },
  { op: 'searchSorted', name: '', inputs: ['n'], run: (x: X) => tf.searchSorted(tf.tensor1d([-1, 0, 0, 2]), x) },
  { op: 'unsortedSegmentSum', name: '', inputs: ['3 b'], run: (x: X) => tf.unsortedSegmentSum(x, ids([1, 0, 1]), 3) },
  { op: 'confusionMatrix', name: '', inputs: ['n', 'n'], dtype: ['int32', 'int32'], elements: [{ min: 0, max: 2 }, { min: 0, max: 2 }], run: (x: X, y: X) => tf.math.confusionMatrix(x as tf.Tensor1D, y as tf.Tensor1D, 3) },
]; // prettier-ignore

function both(result: object): tf.Tensor[] {
  return Object.values(result) as tf.Tensor[]; // topk and unique give two tensors by name
}

/** A case of float32 numbers of any kind, and one each of integers and of booleans. */
function moving(op: string, name: string, inputs: readonly string[], run: OpCase['run']): OpCase[] {
  const all = <Value>(value: Value): Value[] => inputs.map(() => value);
  const named = (kind: string): string => [name, kind].filter((part) => part !== '').join(', ');
  return [
    { op, name, inputs, elements: all(SPECIAL), run },
    { op, name: named('int32'), inputs, dtype: all('int32' as const), run },
    { op, name: named('bool'), inputs, dtype: all('bool' as const), run },
    { op, name: named('no elements'), inputs, minSize: 0, maxSize: 2, run },
  ];
}
