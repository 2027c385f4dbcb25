import * as tf from '@tensorflow/tfjs';
import {
  both,
  first,
  input,
  own,
  registered,
  shown,
  type Gradient,
  type GradientCase,
} from '../gradient-case.ts';

type Run = (x: tf.Tensor) => tf.Tensor | tf.Tensor[];

const one = (gradient: Gradient, shape: number[], name: string, run: Run): GradientCase =>
  first(gradient, `${shown(shape)} ${name}`.trim(), [input(shape)], run);
const two = (gradient: Gradient, shape: number[], name: string, run: Run): GradientCase[] => both(gradient, `${shown(shape)} ${name}`.trim(), [input(shape)], run); // prettier-ignore

const ids = (values: number[]): tf.Tensor1D => tf.tensor1d(values, 'int32');
const grid = (values: number[][]): tf.Tensor2D => tf.tensor2d(values, undefined, 'int32');
const mask = (): tf.Tensor2D => tf.tensor2d([1, 0, 1, 0, 0, 1], [2, 3], 'bool');

/** A registered gradient whose kernel no backend has, around other ops that do the same. */
function around(kernel: string, forward: (x: tf.Tensor) => tf.Tensor, attributes: tf.NamedAttrMap, name: string): Run {
  const op = tf.customGrad((x, save) => {
    // What customGrad hands over: the tensor, and a function.
    const value = forward(x as tf.Tensor);
    (save as tf.GradSaveFunc)([value]);
    const gradient = tf.getGradient(kernel);
    return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => gradient.gradFunc(dy, saved, attributes)[name]?.() as tf.Tensor };
  });
  return (x) => op(x);
} // prettier-ignore

const broadcastTo = (from: number[], to: number[]): GradientCase[] => [
  one(registered('BroadcastTo'), from, `to ${shown(to)}`, (x) => tf.broadcastTo(x, to)),
  one(registered('BroadcastTo', 'engine().runKernel'), from, `to ${shown(to)}`, (x) => tf.engine().runKernel('BroadcastTo', { x }, { shape: to, inputShape: from })),
  one(registered('BroadcastTo', 'getGradient'), from, `to ${shown(to)}, around tf.broadcastTo`, around('BroadcastTo', (x) => tf.broadcastTo(x, to), { shape: to, inputShape: from }, 'x')),
]; // prettier-ignore

const logSoftmax = (shape: number[]): GradientCase[] => [
  one(registered('LogSoftmax', 'engine().runKernel'), shape, '', (x) => tf.engine().runKernel('LogSoftmax', { logits: x }, { axis: shape.length - 1 })),
  ...two(registered('LogSoftmax', 'getGradient'), shape, 'around tf.logSoftmax', around('LogSoftmax', (x) => tf.logSoftmax(x), { axis: shape.length - 1 }, 'logits')),
]; // prettier-ignore

const [expand, reshape, squeeze] = [
  registered('ExpandDims'),
  registered('Reshape'),
  registered('Reshape', 'tf.squeeze'),
];
const [reverse, transpose, slice] = [registered('Reverse'), registered('Transpose'), registered('Slice')];
const [pad, mirror, tile, split] = [
  registered('PadV2', 'tf.pad'),
  registered('MirrorPad'),
  registered('Tile'),
  registered('SplitV', 'tf.split'),
];
const [unstack, stack, concat, addN] = [
  registered('Unpack', 'tf.unstack'),
  registered('Pack', 'tf.stack'),
  registered('Concat'),
  registered('AddN'),
];
const [gather, segments, where] = [
  registered('GatherV2', 'tf.gather'),
  registered('UnsortedSegmentSum'),
  registered('Select', 'tf.where'),
];
const [toBatch, toSpace] = [registered('SpaceToBatchND'), registered('BatchToSpaceND')]; // prettier-ignore

const moved: readonly GradientCase[] = [
  ...broadcastTo([1, 3], [2, 3]), ...broadcastTo([3], [2, 3]), ...broadcastTo([2, 3], [2, 3]), ...broadcastTo([2, 1, 3], [2, 2, 3]), ...broadcastTo([], [2, 2]),
  ...broadcastTo([1, 2, 1, 2, 1, 2], [2, 2, 2, 2, 1, 2]), ...logSoftmax([4]), ...logSoftmax([2, 3]),
  ...[0, 1, 2, -1].map((axis) => one(expand, [2, 3], `axis ${axis}`, (x) => tf.expandDims(x, axis))),
  ...two(expand, [3, 2], 'axis 1', (x) => tf.expandDims(x, 1)),
  ...two(reshape, [2, 3], 'to [3, 2]', (x) => tf.reshape(x, [3, 2])), one(reshape, [1, 2, 1, 2, 1, 2], 'to [-1]', (x) => tf.reshape(x, [-1])),
  one(reshape, [], 'to [1]', (x) => tf.reshape(x, [1])), one(reshape, [0, 3], 'to [0, 2]', (x) => tf.reshape(x, [0, 2])), one(squeeze, [1, 2, 1, 3], '', (x) => tf.squeeze(x)),
  ...[[0], [1], [0, 1], [2], [0, 2], [-1], [0, -1]].map((axes) => one(reverse, [2, 3, 2], `axes ${axes.join(', ')}`, (x) => tf.reverse(x, axes))),
  one(reverse, [2, 3], 'all axes', (x) => tf.reverse(x)), one(reverse, [1, 2, 1, 2, 3], 'axes 1, 4', (x) => tf.reverse(x, [1, 4])),
  one(reverse, [1, 2, 1, 2, 1, 2], 'axes 1, 5', (x) => tf.reverse(x, [1, 5])), ...two(reverse, [3, 2], 'axis 1', (x) => tf.reverse(x, 1)),
  ...[[1, 0], [0, 1]].map((perm) => one(transpose, [2, 3], `perm ${perm.join(', ')}`, (x) => tf.transpose(x, perm))),
  ...two(transpose, [2, 3], 'default', (x) => tf.transpose(x)), one(transpose, [2, 3, 4], 'default', (x) => tf.transpose(x)), one(transpose, [0, 3], 'default', (x) => tf.transpose(x)),
  ...[[1, 2, 0], [2, 0, 1], [0, 2, 1]].map((perm) => one(transpose, [2, 3, 4], `perm ${perm.join(', ')}`, (x) => tf.transpose(x, perm))),
  one(transpose, [2, 1, 3, 2], 'perm 3, 1, 0, 2', (x) => tf.transpose(x, [3, 1, 0, 2])), one(transpose, [1, 2, 1, 3, 2], 'perm 4, 0, 3, 1, 2', (x) => tf.transpose(x, [4, 0, 3, 1, 2])),
  one(transpose, [1, 2, 1, 3, 2, 2], 'perm 5, 0, 4, 1, 3, 2', (x) => tf.transpose(x, [5, 0, 4, 1, 3, 2])),
  ...two(slice, [3, 4], 'inner', (x) => tf.slice(x, [1, 1], [2, 2])), one(slice, [3, 2, 2], 'to the end', (x) => tf.slice(x, [1], [-1])),
  one(slice, [5], 'rank 1', (x) => tf.slice(x, 1, 3)), one(slice, [3], 'nothing', (x) => tf.slice(x, 1, 0)), one(slice, [2, 2, 2, 3], 'rank 4', (x) => tf.slice(x, [0, 1, 0, 1], [1, 1, 2, 2])),
  one(slice, [2, 2, 2, 2, 2], 'rank 5', (x) => tf.slice(x, [0, 1, 0, 1, 0], [1, 1, 2, 1, 2])), one(slice, [2, 2, 2, 1, 2, 2], 'rank 6', (x) => tf.slice(x, [0, 1, 0, 0, 1, 0], [1, 1, 2, 1, 1, 2])),
  ...two(pad, [2, 3], 'uneven', (x) => tf.pad(x, [[1, 2], [0, 1]])), one(pad, [3], 'one end', (x) => tf.pad(x, [[2, 0]])), one(pad, [0, 2], 'of nothing', (x) => tf.pad(x, [[1, 1], [0, 0]])),
  one(pad, [1, 2, 2, 1], 'with 3', (x) => tf.pad(x, [[0, 0], [1, 1], [0, 2], [1, 0]], 3)), one(pad, [1, 2, 1, 2, 1], 'rank 5', (x) => tf.pad(x, [[0, 0], [1, 1], [0, 2], [1, 0], [0, 1]])),
  one(pad, [1, 2, 1, 2, 1, 2], 'rank 6', (x) => tf.pad(x, [[0, 0], [1, 0], [0, 1], [0, 0], [0, 1], [1, 0]])),
  ...(['reflect', 'symmetric'] as const).flatMap((mode) => [
    ...two(mirror, [3, 4], mode, (x) => tf.mirrorPad(x, [[1, 2], [2, 1]], mode)), one(mirror, [4], mode, (x) => tf.mirrorPad(x, [[1, 2]], mode)),
    one(mirror, [1, 3, 3, 2], mode, (x) => tf.mirrorPad(x, [[0, 0], [1, 1], [1, 1], [0, 0]], mode)), one(mirror, [3, 4], `${mode}, no padding`, (x) => tf.mirrorPad(x, [[0, 0], [0, 0]], mode)),
  ]),
  ...[[2], [2, 3], [2, 1, 2], [1, 2, 1, 2], [1, 2, 1, 2, 1], [1, 2, 1, 2, 1, 2]].map((shape) => one(tile, shape, 'twice along every axis', (x) => tf.tile(x, shape.map(() => 2)))),
  ...two(tile, [2, 3], 'by 1 and 3', (x) => tf.tile(x, [1, 3])), one(tile, [2, 3], 'by 1 and 1', (x) => tf.tile(x, [1, 1])), one(tile, [0, 3], 'by 2 and 3', (x) => tf.tile(x, [2, 3])), one(tile, [2, 3, 1], 'by 3, 1, 2', (x) => tf.tile(x, [3, 1, 2])),
]; // prettier-ignore

const joined: readonly GradientCase[] = [
  ...two(split, [2, 4], 'axis 1 sizes 1, 3', (x) => tf.split(x, [1, 3], 1)), one(split, [4, 2], 'axis 0 in 2', (x) => tf.split(x, 2, 0)), one(split, [2, 4], 'axis -1 in 2', (x) => tf.split(x, 2, -1)),
  one(split, [2, 4, 2], 'axis 1 in 2', (x) => tf.split(x, 2, 1)), one(split, [4, 2], 'axis 0, only the second used', (x) => tf.split(x, 2, 0)[1] ?? x), one(split, [1, 2, 1, 2, 1, 2], 'axis 5 in 2', (x) => tf.split(x, 2, 5)), one(split, [2, 3], 'axis 0 in 1', (x) => tf.split(x, 1)),
  ...[0, 1, 2, -1].map((axis) => one(unstack, [2, 3, 2], `axis ${axis}`, (x) => tf.unstack(x, axis))), one(unstack, [3, 2], 'axis 0, only the second used', (x) => tf.unstack(x)[1] ?? x), one(unstack, [3], 'axis 0', (x) => tf.unstack(x)),
  one(unstack, [1, 3], 'axis 0, into one', (x) => tf.unstack(x)), ...two(unstack, [2, 3], 'axis 1', (x) => tf.unstack(x, 1)),
  ...[0, 1, 2, -1].map((axis) => first(stack, `two of [2, 3], axis ${axis}`, [input([2, 3]), input([2, 3])], (a, b) => tf.stack([a, b], axis))), ...both(stack, 'two of [3]', [input([3]), input([3])], (a, b) => tf.stack([a, b])),
  first(stack, 'two of []', [input([]), input([])], (a, b) => tf.stack([a, b])), first(stack, 'one of [2]', [input([2])], (a) => tf.stack([a])),
  ...[0, 1, -1].map((axis) => first(concat, `axis ${axis}`, [input(axis === 0 ? [1, 3] : [2, 1]), input([2, 3])], (a, b) => tf.concat([a, b], axis))), ...both(concat, 'three of [2]', [input([2]), input([2]), input([2])], (a, b, c) => tf.concat([a, b, c])),
  first(concat, '[0, 3] and [2, 3]', [input([0, 3]), input([2, 3])], (a, b) => tf.concat([a, b], 0)), first(concat, 'rank 4 axis 2', [input([1, 2, 1, 2]), input([1, 2, 3, 2])], (a, b) => tf.concat([a, b], 2)),
  first(concat, 'rank 6 axis 4', [input([1, 2, 1, 2, 1, 2]), input([1, 2, 1, 2, 3, 2])], (a, b) => tf.concat([a, b], 4)), first(concat, 'with itself', [input([2, 2])], (a) => tf.concat([a, a.mul(2)], 1)),
  ...both(addN, 'three of [2, 3]', [input([2, 3]), input([2, 3]), input([2, 3])], (a, b, c) => tf.addN([a, b, c])), first(addN, 'one of []', [input([])], (a) => tf.addN([a])), first(addN, 'the same twice', [input([2])], (a) => tf.addN([a, a])),
]; // prettier-ignore

const picked: readonly GradientCase[] = [
  ...[0, 1, 2].map((axis) => one(gather, [2, 3, 2], `axis ${axis}, one twice`, (x) => tf.gather(x, ids([1, 0, 1]), axis))), ...two(gather, [3, 2], 'axis 0, one twice', (x) => tf.gather(x, ids([2, 0, 2]))),
  one(gather, [3, 2], 'indices [2, 2] axis 0', (x) => tf.gather(x, grid([[1, 0], [2, 2]]))), one(gather, [2, 3], 'indices [2, 2] axis 1', (x) => tf.gather(x, grid([[1, 0], [2, 2]]), 1)), one(gather, [2, 3, 2], 'indices [2, 2] axis 1', (x) => tf.gather(x, grid([[1, 0], [2, 2]]), 1)),
  one(gather, [2, 3], 'axis -1', (x) => tf.gather(x, ids([2, 0]), -1)), one(gather, [2, 3], 'axis -2', (x) => tf.gather(x, ids([1, 0, 1]), -2)), one(gather, [4], 'axis 0', (x) => tf.gather(x, ids([3, 3, 0]))), one(gather, [1, 2, 2, 3], 'axis 3', (x) => tf.gather(x, ids([2, 0]), 3)),
  one(gather, [3, 2], 'scalar index', (x) => tf.gather(x, tf.scalar(1, 'int32'))), one(gather, [3, 2], 'no indices', (x) => tf.gather(x, ids([]))),
  one(gather, [2, 3], 'axis 1 batchDims 1', (x) => tf.gather(x, grid([[1, 0], [2, 2]]), 1, 1)), one(gather, [2, 3, 2], 'axis 1 batchDims 1', (x) => tf.gather(x, grid([[1, 0], [2, 2]]), 1, 1)), one(gather, [2, 2, 3], 'axis 2 batchDims 1', (x) => tf.gather(x, grid([[1, 0], [2, 2]]), 2, 1)),
  one(gather, [2, 1, 3], 'axis 2 batchDims 2', (x) => tf.gather(x, tf.tensor3d([[[1, 0]], [[2, 2]]], undefined, 'int32'), 2, 2)),
  ...two(segments, [4, 2], 'mixed', (x) => tf.unsortedSegmentSum(x, ids([1, 0, 1, 2]), 3)), one(segments, [4], 'rank 1', (x) => tf.unsortedSegmentSum(x, ids([1, 0, 1, 2]), 3)), one(segments, [4, 2], 'with a negative id', (x) => tf.unsortedSegmentSum(x, ids([1, -1, 1, 2]), 3)),
  one(segments, [3, 2, 2], 'rank 3', (x) => tf.unsortedSegmentSum(x, ids([1, 0, 1]), 2)), one(segments, [3, 2], 'an empty segment', (x) => tf.unsortedSegmentSum(x, ids([2, 0, 2]), 4)),
  ...both(where, 'same shape', [input([2, 3]), input([2, 3])], (a, b) => tf.where(mask(), a, b)), first(where, '[3] and []', [input([3]), input([])], (a, b) => tf.where(tf.tensor1d([1, 0, 1], 'bool'), a, b)),
  first(where, '[2, 3] by a mask [3]', [input([2, 3]), input([2, 3])], (a, b) => tf.where(tf.tensor1d([1, 0, 1], 'bool'), a, b)), first(where, '[2, 1] and [3]', [input([2, 1]), input([3])], (a, b) => tf.where(mask(), a, b)), first(where, '[] and []', [input([]), input([])], (a, b) => tf.where(mask(), a, b)),
  first(registered('OneHot'), 'of int32 made from floats, beside them', [input([3], 0, 2.4)], (x) => tf.oneHot(tf.floor(x).toInt(), 3).cast('float32').mul(x.expandDims(1))),
  ...two(toBatch, [1, 4, 4, 1], 'block 2, 2', (x) => tf.spaceToBatchND(x, [2, 2], [[0, 0], [0, 0]])), one(toBatch, [1, 3, 3, 1], 'block 2, 2 padded', (x) => tf.spaceToBatchND(x, [2, 2], [[0, 1], [1, 0]])),
  one(toBatch, [2, 4, 3, 2], 'block 2, 3', (x) => tf.spaceToBatchND(x, [2, 3], [[0, 0], [0, 0]])), one(toBatch, [1, 4, 2], 'block 2', (x) => tf.spaceToBatchND(x, [2], [[0, 0]])),
  ...two(toSpace, [4, 2, 2, 1], 'block 2, 2', (x) => tf.batchToSpaceND(x, [2, 2], [[0, 0], [0, 0]])), one(toSpace, [4, 2, 2, 1], 'block 2, 2 cropped', (x) => tf.batchToSpaceND(x, [2, 2], [[0, 1], [1, 0]])), one(toSpace, [6, 1, 2, 2], 'block 2, 3', (x) => tf.batchToSpaceND(x, [2, 3], [[0, 0], [0, 0]])),
  first(registered('ComplexAbs', 'tf.abs'), 'of a complex number, by its parts', [input([3]), input([3])], (a, b) => tf.abs(tf.complex(a, b))),
  first(own('tf.customGrad'), 'of a user', [input([3])], (x) => tf.customGrad((each) => ({ value: tf.square(each as tf.Tensor), gradFunc: (dy: tf.Tensor) => dy.mul(2).mul(each as tf.Tensor) }))(x)), // as customGrad hands it over
]; // prettier-ignore

/** What moves, copies, joins or picks elements. */
export const rearranging: readonly GradientCase[] = [...moved, ...joined, ...picked];
