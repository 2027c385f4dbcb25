import * as tf from '@tensorflow/tfjs';
import {
  both,
  composed,
  first,
  input,
  own,
  registered,
  second,
  shown,
  type Gradient,
  type GradientCase,
  type InputSpec,
} from '../gradient-case.ts';

// A tensor has the rank of the shape it is made with, which its static type does not show.
type Image = tf.Tensor4D;
type Volume = tf.Tensor5D;
type Explicit = [[number, number], [number, number], [number, number], [number, number]];

/** Arguments of what slides over an image. */
interface Sliding {
  readonly shape: readonly number[];
  readonly pad: 'valid' | 'same' | number | Explicit;
  readonly stride: number | [number, number];
  /** Height and width of the window; not square unless said otherwise. */
  readonly window?: [number, number];
  readonly dilation?: number | [number, number];
  readonly rounding?: 'floor' | 'ceil' | 'round';
  readonly format?: 'NHWC' | 'NCHW';
}

const UNEVEN: Explicit = [[0, 0], [1, 0], [0, 2], [0, 0]]; // prettier-ignore
const SQUARE: [number, number] = [3, 3];
const GRID: readonly Sliding[] = [[4, 5], [5, 7]].flatMap(([h = 4, w = 5]) =>
  (['valid', 'same'] as const).flatMap((pad) => [1, 2].map((stride) => ({ shape: [1, h, w, 2], pad, stride }))),
); // prettier-ignore
const SLIDING: readonly Sliding[] = [
  ...GRID,
  { shape: [1, 4, 5, 2], pad: 'valid', stride: [1, 2] }, { shape: [1, 4, 5, 2], pad: 'same', stride: [2, 1] }, { shape: [1, 7, 8, 2], pad: 'same', stride: 3 },
  { shape: [1, 7, 8, 2], pad: 'valid', stride: 4 }, { shape: [2, 4, 4, 2], pad: 'same', stride: 1 }, { shape: [4, 5, 2], pad: 'same', stride: 1 },
  { shape: [4, 5, 2], pad: 'valid', stride: 2 }, { shape: [1, 1, 1, 2], pad: 'same', stride: 1 }, { shape: [0, 4, 5, 2], pad: 'same', stride: 1 },
  { shape: [1, 4, 4, 2], pad: 'valid', stride: 2, window: [2, 2] }, { shape: [1, 4, 4, 2], pad: 'same', stride: 2, window: SQUARE },
  { shape: [1, 4, 5, 2], pad: 1, stride: 1 }, { shape: [1, 5, 6, 2], pad: 1, stride: 2 }, { shape: [1, 4, 5, 2], pad: 1, stride: 1, window: SQUARE }, { shape: [1, 4, 4, 2], pad: 1, stride: 2, window: SQUARE },
  ...(['floor', 'ceil', 'round'] as const).flatMap((rounding): Sliding[] => [{ shape: [1, 4, 6, 2], pad: 1, stride: 2, rounding }, { shape: [1, 4, 4, 2], pad: 1, stride: 2, window: SQUARE, rounding }]),
  { shape: [1, 4, 5, 2], pad: UNEVEN, stride: 1 }, { shape: [1, 5, 6, 2], pad: UNEVEN, stride: 2 },
]; // prettier-ignore
const CONVOLVED: readonly Sliding[] = [
  ...SLIDING,
  { shape: [1, 6, 7, 2], pad: 'valid', stride: 1, dilation: 2 }, { shape: [1, 6, 7, 2], pad: 'same', stride: 1, dilation: 2 },
  { shape: [1, 6, 7, 2], pad: 'valid', stride: 1, dilation: [1, 2] }, { shape: [1, 2, 4, 5], pad: 'valid', stride: 1, format: 'NCHW' },
]; // prettier-ignore

function named({ shape, pad, stride, window, dilation, rounding, format }: Sliding): string {
  return [
    shown(shape),
    typeof pad === 'string' ? pad : `pad ${JSON.stringify(pad)}`,
    `stride ${JSON.stringify(stride)}`,
    ...(window ? [`window ${JSON.stringify(window)}`] : []),
    ...(dilation ? [`dilation ${JSON.stringify(dilation)}`] : []),
    ...[rounding ?? [], format ?? []].flat(),
  ].join(' ');
}

type Slide = (sliding: Sliding) => GradientCase['run'];
const conv2d: Slide = (s) => (x, f) =>
  tf.conv2d(x as Image, f as Image, s.stride, s.pad, s.format, s.dilation, s.rounding);
const depthwise: Slide = (s) => (x, f) =>
  tf.depthwiseConv2d(x as Image, f as Image, s.stride, s.pad, s.format, s.dilation, s.rounding); // explicit padding is taken, too
const fusedOptions = (s: Sliding) => ({
  strides: s.stride,
  ...(s.dilation && { dilations: s.dilation }),
  ...(s.rounding && { dimRoundingMode: s.rounding }),
  ...(s.format && { dataFormat: s.format }),
});
const fusedConv2d: Slide = (s) => (x, filter, bias) =>
  tf.fused.conv2d({ x: x as Image, filter: filter as Image, pad: s.pad, bias, ...fusedOptions(s) });
const fusedDepthwise: Slide = (s) => (x, filter, bias) =>
  tf.fused.depthwiseConv2d({
    x: x as Image,
    filter: filter as Image,
    pad: s.pad as 'same',
    bias,
    ...fusedOptions(s),
  });
const avgPool: Slide = (s) => (x) => tf.avgPool(x as Image, s.window ?? [2, 3], s.stride, s.pad, s.rounding);
const maxPool: Slide = (s) => (x) => tf.maxPool(x as Image, s.window ?? [2, 3], s.stride, s.pad, s.rounding); // prettier-ignore

const filterOf = (channels: number) => ({ window: [h, w] = [3, 2] }: Sliding): InputSpec => input([h, w, 2, channels]); // prettier-ignore
const overImages = (gradient: Gradient, slide: Slide, others: ((s: Sliding) => InputSpec)[], list: readonly Sliding[]): GradientCase[] => [
  ...list.map((s) => first(gradient, named(s), [input(s.shape), ...others.map((each) => each(s))], slide(s))),
  ...GRID.slice(0, 4).map((s) => second(gradient, named(s), [input(s.shape), ...others.map((each) => each(s))], slide(s))),
]; // prettier-ignore

const [conv, fusedConv, dilation2d] = [
  registered('Conv2D', 'tf.conv2d'),
  own('tf.fused.conv2d', 'FusedConv2D'),
  registered('Dilation2D', 'tf.dilation2d'),
];
const fusedOverImage = (name: string, bias: number[], options: { activation?: 'relu' | 'relu6' | 'elu' | 'sigmoid' | 'leakyrelu' } = {}): GradientCase =>
  first(fusedConv, `[1, 4, 5, 2] same, bias ${shown(bias)}${name}`, [input([1, 4, 5, 2]), input([3, 2, 2, 3]), input(bias)], (x, filter, b) =>
    tf.fused.conv2d({ x: x as Image, filter: filter as Image, strides: 1, pad: 'same', bias: b, leakyreluAlpha: 0.2, ...options }),
  ); // prettier-ignore

const images: GradientCase[] = [
  ...overImages(conv, conv2d, [filterOf(3)], CONVOLVED),
  ...overImages(registered('DepthwiseConv2dNative', 'tf.depthwiseConv2d'), depthwise, [filterOf(2)], CONVOLVED),
  ...overImages(fusedConv, fusedConv2d, [filterOf(3), () => input([3])], CONVOLVED),
  ...overImages(own('tf.fused.depthwiseConv2d', 'FusedDepthwiseConv2D'), fusedDepthwise, [filterOf(2), () => input([4])], CONVOLVED),
  ...overImages(registered('AvgPool'), avgPool, [], SLIDING),
  ...overImages(registered('MaxPool'), maxPool, [], SLIDING),
  ...([...GRID, { shape: [1, 6, 7, 2], pad: 'valid', stride: 1, dilation: 2 }, { shape: [1, 6, 7, 2], pad: 'same', stride: 1, dilation: 2 }, { shape: [4, 5, 2], pad: 'same', stride: 1 }] satisfies Sliding[]).map((s) =>
    first(dilation2d, named(s), [input(s.shape), input([2, 2, 2])], (x, f) => tf.dilation2d(x as Image, f as tf.Tensor3D, s.stride, s.pad as 'same', s.dilation ?? 1)),
  ),
  second(dilation2d, '[1, 4, 5, 2] valid stride 1', [input([1, 4, 5, 2]), input([2, 2, 2])], (x, f) => tf.dilation2d(x as Image, f as tf.Tensor3D, 1, 'valid')),
  first(conv, '[1, 4, 5, 2] filter [1, 1]', [input([1, 4, 5, 2]), input([1, 1, 2, 3])], (x, f) => tf.conv2d(x as Image, f as Image, 1, 'valid')),
  first(conv, '[1, 4, 5, 2] filter [1, 1] stride 2', [input([1, 4, 5, 2]), input([1, 1, 2, 3])], (x, f) => tf.conv2d(x as Image, f as Image, 2, 'same')),
  ...[[], [1], [4, 5, 3], [1, 4, 5, 3], [1, 1, 1, 3]].map((shape) => fusedOverImage('', shape)),
  ...(['relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'] as const).map((activation) => fusedOverImage(`, ${activation}`, [3], { activation })),
  first(registered('AvgPool'), '[1, 4, 4, 1] window 4, global', [input([1, 4, 4, 1])], (x) => tf.avgPool(x as Image, 4, 1, 'valid')),
  first(registered('MaxPool'), '[1, 4, 4, 1] window 4, global', [input([1, 4, 4, 1])], (x) => tf.maxPool(x as Image, 4, 1, 'valid')),
  ...([1, 2, [1, 2]] as (number | [number, number])[]).flatMap((stride) => {
    const [sh, sw] = typeof stride === 'number' ? [stride, stride] : stride;
    return (['same', 'valid'] as const).flatMap((pad) => {
      const [h, w] = pad === 'same' ? [3 * sh, 2 * sw] : [2 * sh + 2, sw + 3];
      const cases = stride === 1 ? both : (...all: Parameters<typeof first>) => [first(...all)];
      return cases(registered('Conv2DBackpropInput', 'tf.conv2dTranspose'), `[1, 3, 2, 2] ${pad} stride ${JSON.stringify(stride)}`, [input([1, 3, 2, 2]), input([2, 3, 1, 2])], (x, f) => tf.conv2dTranspose(x as Image, f as Image, [1, h, w, 1], stride, pad));
    });
  }),
]; // prettier-ignore

const conv3d = registered('Conv3D', 'tf.conv3d');
const POOLS = [[registered('AvgPool3D', 'tf.avgPool3d'), tf.avgPool3d], [registered('MaxPool3D', 'tf.maxPool3d'), tf.maxPool3d]] as const; // prettier-ignore
const VOLUMES = [[1, 3, 4, 3, 1], [1, 4, 5, 2, 2]].flatMap((shape) =>
  (['valid', 'same'] as const).flatMap((pad) => ([1, 2] as const).map((stride) => ({ shape, pad, stride, name: `${shown(shape)} ${pad} stride ${stride}` }))),
); // prettier-ignore
const volumes: GradientCase[] = [
  ...VOLUMES.flatMap(({ shape, pad, stride, name }) => {
    const inputs = [input(shape), input([2, 2, 2, shape[4] ?? 1, 2])];
    const convolve: GradientCase['run'] = (x, f) => tf.conv3d(x as Volume, f as Volume, stride, pad);
    return [
      ...(stride === 1 ? both(conv3d, name, inputs, convolve) : [first(conv3d, name, inputs, convolve)]),
      ...POOLS.map(([gradient, pool]) => first(gradient, name, [input(shape)], (x) => pool(x as Volume, 2, stride, pad))),
    ];
  }),
  first(conv3d, '[3, 4, 3, 1] same stride 1', [input([3, 4, 3, 1]), input([2, 2, 2, 1, 2])], (x, f) => tf.conv3d(x as tf.Tensor4D, f as Volume, 1, 'same')),
  first(conv3d, '[1, 3, 4, 3, 1] valid stride [1, 2, 1]', [input([1, 3, 4, 3, 1]), input([2, 2, 2, 1, 2])], (x, f) => tf.conv3d(x as Volume, f as Volume, [1, 2, 1], 'valid')),
  first(conv3d, '[1, 3, 3, 3, 1] valid filter [1, 2, 3]', [input([1, 3, 3, 3, 1]), input([1, 2, 3, 1, 2])], (x, f) => tf.conv3d(x as Volume, f as Volume, 1, 'valid')),
  first(conv3d, '[1, 4, 4, 4, 1] valid dilation 2', [input([1, 4, 4, 4, 1]), input([2, 2, 2, 1, 2])], (x, f) => tf.conv3d(x as Volume, f as Volume, 1, 'valid', 'NDHWC', 2)),
  ...POOLS.flatMap(([gradient, pool]) => [
    first(gradient, '[1, 3, 4, 5, 1] window [1, 2, 3] stride [1, 2, 1] valid', [input([1, 3, 4, 5, 1])], (x) => pool(x as Volume, [1, 2, 3], [1, 2, 1], 'valid')),
    first(gradient, '[3, 4, 3, 1] window 2 stride 1 same', [input([3, 4, 3, 1])], (x) => pool(x as tf.Tensor4D, 2, 1, 'same')),
    first(gradient, '[1, 4, 5, 4, 1] window 2 stride 2 pad 1', [input([1, 4, 5, 4, 1])], (x) => pool(x as Volume, 2, 2, 1)),
    first(gradient, '[1, 4, 6, 4, 1] window [2, 3, 2] stride 2 pad 1 ceil', [input([1, 4, 6, 4, 1])], (x) => pool(x as Volume, [2, 3, 2], 2, 1, 'ceil')),
    second(gradient, '[1, 3, 4, 3, 1] valid stride 1', [input([1, 3, 4, 3, 1])], (x) => pool(x as Volume, 2, 1, 'valid')),
  ]),
]; // prettier-ignore

const [bilinear, nearest] = [
  registered('ResizeBilinear', 'tf.image.resizeBilinear'),
  registered('ResizeNearestNeighbor', 'tf.image.resizeNearestNeighbor'),
];
const resizes: GradientCase[] = [
  ...[[6, 8], [5, 3], [4, 5], [5, 4], [2, 2], [1, 1], [7, 9], [8, 10]].flatMap(([h = 1, w = 1]) =>
    [[false, false], [true, false], [false, true]].flatMap(([align, half]) =>
      [[1, 4, 5, 2], [1, 4, 4, 1]].flatMap((shape) => {
        const at = `${shown(shape)} to ${h} by ${w}${align ? ' alignCorners' : ''}${half ? ' halfPixelCenters' : ''}`;
        return [
          first(bilinear, at, [input(shape)], (x) => tf.image.resizeBilinear(x as Image, [h, w], align, half)),
          first(nearest, at, [input(shape)], (x) => tf.image.resizeNearestNeighbor(x as Image, [h, w], align, half)),
        ];
      }),
    ),
  ),
  first(bilinear, '[4, 5, 2] to 6 by 8', [input([4, 5, 2])], (x) => tf.image.resizeBilinear(x as tf.Tensor3D, [6, 8])),
  first(nearest, '[4, 5, 2] to 6 by 8', [input([4, 5, 2])], (x) => tf.image.resizeNearestNeighbor(x as tf.Tensor3D, [6, 8])),
  second(bilinear, '[1, 4, 4, 1] to 6 by 6', [input([1, 4, 4, 1])], (x) => tf.image.resizeBilinear(x as Image, [6, 6])),
  second(nearest, '[1, 4, 4, 1] to 8 by 8', [input([1, 4, 4, 1])], (x) => tf.image.resizeNearestNeighbor(x as Image, [8, 8])),
]; // prettier-ignore

const [norm, lrn] = [
  registered('FusedBatchNorm', 'tf.batchNorm'),
  registered('LRN', 'tf.localResponseNormalization'),
];
type PerChannel = tf.Tensor1D;
const CHANNELS = [input([3]), input([3], 0.5, 2)];
const normalised: GradientCase[] = [
  ...[[2, 2, 3, 3], [2, 2, 3, 1], [1, 1, 1, 3], [2, 3], [2, 2, 3]].flatMap((shape) => {
    const n = shape.at(-1) ?? 1;
    const parts = [input(shape), input([n]), input([n], 0.5, 2), input([n]), input([n])];
    return both(norm, `${shown(shape)} by channel`, parts, (x, mean, variance, offset, scale) => tf.batchNorm(x as Image, mean as PerChannel, variance as PerChannel, offset as PerChannel, scale as PerChannel));
  }),
  first(norm, '[2, 2, 3, 3] with no offset', [input([2, 2, 3, 3]), ...CHANNELS, input([3])], (x, mean, variance, scale) => tf.batchNorm(x as Image, mean as PerChannel, variance as PerChannel, undefined, scale as PerChannel)),
  first(norm, '[2, 2, 3, 3] with no scale', [input([2, 2, 3, 3]), ...CHANNELS, input([3])], (x, mean, variance, offset) => tf.batchNorm(x as Image, mean as PerChannel, variance as PerChannel, offset as PerChannel)),
  first(norm, '[2, 2, 3, 3] with neither offset nor scale', [input([2, 2, 3, 3]), ...CHANNELS], (x, mean, variance) => tf.batchNorm(x as Image, mean as PerChannel, variance as PerChannel)),
  first(norm, '[2, 2, 3, 3] with no scale, by x alone', [input([2, 2, 3, 3])], (x) => tf.batchNorm(x as Image, [0.1, 0.2, 0.3], [1, 0.5, 2], [0, 1, 2])),
  ...[[2, 3], [1, 2, 2, 3]].map((shape) => first(norm, `${shown(shape)} element by element`, [input(shape), input(shape), input(shape, 0.5, 2), input(shape), input(shape)], (x, mean, variance, offset, scale) => tf.batchNorm(x as Image, mean as Image, variance as Image, offset as Image, scale as Image))),
  ...[1, 2, 5].map((radius) => first(lrn, `[1, 2, 3, 4] radius ${radius}`, [input([1, 2, 3, 4])], (x) => tf.localResponseNormalization(x as Image, radius, 1, 0.7, 0.75))),
  first(lrn, '[1, 2, 3, 4] default', [input([1, 2, 3, 4])], (x) => tf.localResponseNormalization(x as Image)),
  first(lrn, '[2, 3, 4] default', [input([2, 3, 4])], (x) => tf.localResponseNormalization(x as tf.Tensor3D)),
  first(lrn, '[1, 2, 2, 3] bias 2, alpha 0.3, beta 0.5', [input([1, 2, 2, 3])], (x) => tf.localResponseNormalization(x as Image, 1, 2, 0.3, 0.5)),
  second(lrn, '[1, 2, 3, 4] radius 1', [input([1, 2, 3, 4])], (x) => tf.localResponseNormalization(x as Image, 1, 1, 0.7, 0.75)),
  first(composed('tf.separableConv2d'), '[1, 4, 5, 2] same', [input([1, 4, 5, 2]), input([2, 2, 2, 2]), input([1, 1, 4, 3])], (x, d, p) => tf.separableConv2d(x as Image, d as Image, p as Image, 1, 'same')),
  first(composed('tf.conv1d'), '[1, 5, 2] same stride 2', [input([1, 5, 2]), input([3, 2, 2])], (x, f) => tf.conv1d(x as tf.Tensor3D, f as tf.Tensor3D, 2, 'same')),
  ...(['max', 'avg'] as const).map((kind) => first(composed('tf.pool'), `[1, 4, 5, 2] ${kind}, dilation 2`, [input([1, 4, 5, 2])], (x) => tf.pool(x as Image, [2, 2], kind, 'valid', [2, 2], 1))),
]; // prettier-ignore

/** Convolutions, poolings, resizing and normalisation over space. */
export const spatial: readonly GradientCase[] = [...images, ...volumes, ...resizes, ...normalised];
