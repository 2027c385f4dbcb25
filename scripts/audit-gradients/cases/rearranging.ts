import * as tf from '@tensorflow/tfjs';
import { gradientCase, input, type GradientCase } from '../gradient-case.ts';

const one = (gradient: string, name: string, shape: number[], run: (x: tf.Tensor) => tf.Tensor | tf.Tensor[]): GradientCase =>
  gradientCase(gradient, `[${shape.join(', ')}] ${name}`, [input(shape)], run); // prettier-ignore

const ids = (values: number[]): tf.Tensor1D => tf.tensor1d(values, 'int32');

/** What moves, copies, joins or picks elements. */
export const rearranging: readonly GradientCase[] = [
  one('BroadcastTo', 'to [2, 3]', [1, 3], (x) => tf.broadcastTo(x, [2, 3])),
  one('BroadcastTo', 'to [2, 3]', [3], (x) => tf.broadcastTo(x, [2, 3])),
  one('BroadcastTo', 'to [2, 3]', [2, 3], (x) => tf.broadcastTo(x, [2, 3])),
  one('BroadcastTo', 'to [2, 2, 3]', [2, 1, 3], (x) => tf.broadcastTo(x, [2, 2, 3])),
  one('BroadcastTo', 'to [2, 2]', [], (x) => tf.broadcastTo(x, [2, 2])),
  one('ExpandDims', 'axis 1', [2, 3], (x) => tf.expandDims(x, 1)),
  one('ExpandDims', 'axis -1', [2, 3], (x) => tf.expandDims(x, -1)),
  one('Reshape', 'to [3, 2]', [2, 3], (x) => tf.reshape(x, [3, 2])),
  ...[[0], [1], [0, 1], [2], [0, 2]].map((axes) => one('Reverse', `axes ${axes.join(', ')}`, [2, 3, 2], (x) => tf.reverse(x, axes))),
  ...[[1, 0], [0, 1]].map((perm) => one('Transpose', `perm ${perm.join(', ')}`, [2, 3], (x) => tf.transpose(x, perm))),
  ...[[1, 2, 0], [2, 0, 1], [0, 2, 1]].map((perm) => one('Transpose', `perm ${perm.join(', ')}`, [2, 3, 4], (x) => tf.transpose(x, perm))),
  one('Transpose', 'perm 3, 1, 0, 2', [2, 1, 3, 2], (x) => tf.transpose(x, [3, 1, 0, 2])),
  one('Transpose', 'perm 5, 0, 4, 1, 3, 2', [1, 2, 1, 3, 2, 2], (x) => tf.transpose(x, [5, 0, 4, 1, 3, 2])),
  one('Slice', 'inner', [3, 4], (x) => tf.slice(x, [1, 1], [2, 2])),
  one('Slice', 'to the end', [3, 2, 2], (x) => tf.slice(x, [1], [-1])),
  one('Slice', 'rank 5', [2, 2, 2, 2, 2], (x) => tf.slice(x, [0, 1, 0, 1, 0], [1, 1, 2, 1, 2])),
  one('Slice', 'rank 6', [2, 2, 2, 1, 2, 2], (x) => tf.slice(x, [0, 1, 0, 0, 1, 0], [1, 1, 2, 1, 1, 2])),
  one('PadV2', 'uneven', [2, 3], (x) => tf.pad(x, [[1, 2], [0, 1]])),
  one('PadV2', 'rank 4', [1, 2, 2, 1], (x) => tf.pad(x, [[0, 0], [1, 1], [0, 2], [1, 0]], 3)),
  one('MirrorPad', 'reflect', [3, 4], (x) => tf.mirrorPad(x, [[1, 2], [2, 1]], 'reflect')),
  one('MirrorPad', 'symmetric', [3, 4], (x) => tf.mirrorPad(x, [[1, 2], [2, 1]], 'symmetric')),
  one('MirrorPad', 'no padding', [3, 4], (x) => tf.mirrorPad(x, [[0, 0], [0, 0]], 'reflect')),
  ...[[2], [2, 3], [2, 1, 2], [1, 2, 1, 2], [1, 2, 1, 2, 1]].map((shape) =>
    one('Tile', 'twice along every axis', shape, (x) => tf.tile(x, shape.map(() => 2)))),
  one('SplitV', 'axis 1 sizes 1, 3', [2, 4], (x) => tf.split(x, [1, 3], 1)),
  one('SplitV', 'axis 0 in 2', [4, 2], (x) => tf.split(x, 2, 0)),
  one('SplitV', 'axis -1 in 2', [2, 4], (x) => tf.split(x, 2, -1)),
  ...[0, 1, 2].map((axis) => one('Unpack', `axis ${axis}`, [2, 3, 2], (x) => tf.unstack(x, axis))),
  ...[0, 1, 2].map((axis) => gradientCase('Pack', `axis ${axis}`, [input([2, 3]), input([2, 3])], (a, b) => tf.stack([a, b], axis))),
  ...[0, 1].map((axis) => gradientCase('Concat', `axis ${axis}`, [input(axis === 0 ? [1, 3] : [2, 1]), input([2, 3])], (a, b) => tf.concat([a, b], axis))),
  gradientCase('AddN', 'three', [input([2, 3]), input([2, 3]), input([2, 3])], (a, b, c) => tf.addN([a, b, c])),
  ...[0, 1, 2].map((axis) => one('GatherV2', `axis ${axis}, twice the same`, [2, 3, 2], (x) => tf.gather(x, ids([1, 0, 1]), axis))),
  one('GatherV2', 'indices [2, 2] axis 1', [2, 3], (x) => tf.gather(x, tf.tensor2d([[1, 0], [2, 2]], [2, 2], 'int32'), 1)),
  one('GatherV2', 'axis -1', [2, 3], (x) => tf.gather(x, ids([2, 0]), -1)),
  one('GatherV2', 'axis 1 batchDims 1', [2, 3], (x) => tf.gather(x, tf.tensor2d([[1, 0], [2, 2]], [2, 2], 'int32'), 1, 1)),
  one('GatherV2', 'axis 1 batchDims 1', [2, 3, 2], (x) => tf.gather(x, tf.tensor2d([[1, 0], [2, 2]], [2, 2], 'int32'), 1, 1)),
  one('UnsortedSegmentSum', 'mixed', [4, 2], (x) => tf.unsortedSegmentSum(x, ids([1, 0, 1, 2]), 3)),
  one('UnsortedSegmentSum', 'rank 1', [4], (x) => tf.unsortedSegmentSum(x, ids([1, 0, 1, 2]), 3)),
  gradientCase('Select', 'same shape', [input([2, 3]), input([2, 3])], (a, b) => tf.where(tf.tensor2d([1, 0, 1, 0, 0, 1], [2, 3], 'bool'), a, b)),
  gradientCase('Select', 'broadcast [3] and []', [input([3]), input([])], (a, b) => tf.where(tf.tensor1d([1, 0, 1], 'bool'), a, b)),
  gradientCase('OneHot', 'indices from floats', [input([3], 0, 2.4)], (x) => tf.oneHot(tf.cast(x, 'int32'), 3).cast('float32')),
  one('SpaceToBatchND', 'block 2, 2', [1, 4, 4, 1], (x) => tf.spaceToBatchND(x, [2, 2], [[0, 0], [0, 0]])),
  one('SpaceToBatchND', 'block 2, 2 padded', [1, 3, 3, 1], (x) => tf.spaceToBatchND(x, [2, 2], [[0, 1], [1, 0]])),
  one('BatchToSpaceND', 'block 2, 2', [4, 2, 2, 1], (x) => tf.batchToSpaceND(x, [2, 2], [[0, 0], [0, 0]])),
  one('BatchToSpaceND', 'block 2, 2 cropped', [4, 2, 2, 1], (x) => tf.batchToSpaceND(x, [2, 2], [[0, 1], [1, 0]])),
  gradientCase('ComplexAbs', 'of a complex number', [input([3]), input([3])], (a, b) => tf.abs(tf.complex(a, b))),
]; // prettier-ignore
