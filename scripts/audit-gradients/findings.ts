import type { GradientCase } from './gradient-case.ts';
import type { Method } from './judge-case.ts';

/** One way in which gradients are wrong. */
export interface Finding {
  /** A program beside docs/gradients.md that shows it: `gradients/<program>.mjs`. */
  readonly program: string;
  /** What is wrong, in a sentence or two. */
  readonly words: string;
  readonly covers: (subject: GradientCase, backend: BackendName, method: Method) => boolean;
}

export type BackendName = 'native' | 'wasm' | 'cpu';

const kernel =
  (...names: readonly string[]) =>
  (subject: GradientCase): boolean =>
    names.includes(subject.kernel);

/**
 * Every way that is known, the worst first. A wrong case that none of them covers fails the audit: each kind has its words and its
 * program. The first that covers a case has it.
 */
export const FINDINGS: readonly Finding[] = [
  {
    program: 'wasm-padding',
    words:
      'Padding that is given as a number makes every backend compute the width of the result with the height of the window. On wasm, where the window is not square, already the result is shifted or partly never written (or it crashes).',
    covers: ({ name }, backend, method) =>
      backend === 'wasm' && method === 'forward' && name.includes(' pad '),
  },
  {
    program: 'wasm-cast',
    words:
      '`tf.cast` to bool on wasm drops the fraction and nothing else: 0.5 becomes false, and 2 stays 2. Already the result is wrong.',
    covers: ({ kernel: name }, backend, method) =>
      backend === 'wasm' && method === 'forward' && name === 'Cast',
  },
  {
    program: 'wasm-max-pool',
    words:
      '`tf.maxPool` on wasm gives the gradient of a window in which nothing is positive to another element, or to none: its search for the largest starts at the smallest positive float.',
    covers: ({ kernel: name }, backend, method) =>
      backend === 'wasm' && name === 'MaxPool' && method !== 'forward',
  },
  {
    program: 'wasm-max-pool-3d',
    words:
      '`tf.maxPool3d` and `tf.dilation2d` on wasm give 0 where the largest value is negative: already the result is wrong, and so is its gradient.',
    covers: ({ kernel: name }, backend) => backend === 'wasm' && ['MaxPool3D', 'Dilation2D'].includes(name),
  },
  {
    program: 'wasm-conv3d',
    words: '`tf.conv3d` on wasm has a wrong gradient by x when a stride is not 1 or there is padding.',
    covers: ({ kernel: name }, backend) => backend === 'wasm' && name === 'Conv3D',
  },
  {
    program: 'wasm-fused-mat-mul',
    words:
      '`tf.fused.matMul` with a bias on wasm adds its last element to every row but the first, where a matrix is transposed or there is a batch; a bias of one element is added to the first column alone. Already the result is wrong.',
    covers: ({ kernel: name }, backend, method) =>
      backend === 'wasm' && name === '_FusedMatMul' && method === 'forward',
  },
  {
    program: 'wasm-prelu',
    words:
      '`tf.prelu` on wasm reads alpha as if it had one element for every element of x, round and round: already the result is wrong where alpha is broadcast over a later axis.',
    covers: ({ kernel: name }, backend, method) =>
      backend === 'wasm' && name === 'Prelu' && method === 'forward',
  },
  {
    program: 'broadcast-to',
    words:
      'the registered gradient of `BroadcastTo`, which no backend reaches, does not take away axes that were put in front.',
    covers: kernel('BroadcastTo'),
  },
  {
    program: 'mirror-pad',
    words:
      '`tf.mirrorPad` forgets the mirrored part: its gradient is a slice of the incoming one, as if it had padded with a constant.',
    covers: kernel('MirrorPad'),
  },
  {
    program: 'avg-pool',
    words:
      '`tf.avgPool` divides by the whole window in its gradient, and by the part inside the image in its result, wherever the window reaches over the edge (`same`, explicit padding).',
    covers: kernel('AvgPool'),
  },
  {
    program: 'avg-pool-3d',
    words: '`tf.avgPool3d` does the same.',
    covers: kernel('AvgPool3D'),
  },
  {
    program: 'max-pool-3d',
    words:
      '`tf.maxPool3d` counts rows of the window by its height instead of its width when it looks up the maximum, so a window that is not square gives the gradient to another element.',
    covers: kernel('MaxPool3D'),
  },
  {
    program: 'resize-bilinear',
    words: '`tf.image.resizeBilinear` swaps height and width in the gradient of an image that is not square.',
    covers: ({ kernel: name }, _, method) => name === 'ResizeBilinear' && method === 'form',
  },
  {
    program: 'resize-bilinear-half-pixel',
    words: '`tf.image.resizeBilinear` ignores `halfPixelCenters` in its gradient.',
    covers: kernel('ResizeBilinear'),
  },
  {
    program: 'resize-nearest-neighbor',
    words: '`tf.image.resizeNearestNeighbor` ignores `halfPixelCenters` in its gradient.',
    covers: kernel('ResizeNearestNeighbor'),
  },
  {
    program: 'softmax-cross-entropy',
    words:
      '`tf.losses.softmaxCrossEntropy` gives labels − softmax as the gradient by the labels, which is −log softmax. Labels that are learned (distillation, mixing) are trained by it.',
    covers: ({ op, name }) => op === 'tf.losses.softmaxCrossEntropy' && name.includes('by labels'),
  },
  {
    program: 'softmax-cross-entropy-sum',
    words:
      '`tf.losses.softmaxCrossEntropy` gives softmax − labels by the logits, which holds only for labels that sum to one; else softmax has to be multiplied by their sum.',
    covers: ({ op, name }) => op === 'tf.losses.softmaxCrossEntropy' && name.includes('labels that sum to 2'),
  },
  {
    program: 'tanh-second-order',
    words:
      'A gradient that is computed from the saved *output* has no second order: the saved copy is not connected with the tape, so whatever depends on it counts as constant.',
    covers: ({ kernel: name, op, order }) =>
      order === 2 &&
      (['Exp', 'Sigmoid', 'Tanh', 'Softmax', 'LogSoftmax', 'LRN', 'FusedBatchNorm'].includes(name) ||
        ['tf.logSoftmax', 'tf.losses.softmaxCrossEntropy'].includes(op)),
  },
  {
    program: 'conv2d-rounding',
    words:
      '`tf.conv2d`, `tf.fused.conv2d` and `tf.maxPool` forget `dimRoundingMode` in their gradient: with `ceil` or `round`, the last row or column of the result gives nothing back.',
    covers: kernel('Conv2D', 'FusedConv2D', 'MaxPool'),
  },
  {
    program: 'floor-div',
    words:
      '`tf.floorDiv` has the gradient of `tf.div`, though its result is piecewise constant (`tf.floor` has zeros).',
    covers: kernel('FloorDiv'),
  },
  {
    program: 'cast',
    words:
      '`tf.cast` to int32 or bool hands the incoming gradient on, though its result is piecewise constant.',
    covers: kernel('Cast'),
  },
  {
    program: 'pow',
    words: '`tf.pow(x, 0)` is 1 everywhere; where x is 0, its gradient is NaN.',
    covers: kernel('Pow'),
  },
  {
    program: 'cumsum',
    words:
      '`tf.cumsum` along an axis that is not the last transposes its gradient once too often. Where the two axes are equally long, the shape gives nothing away.',
    covers: kernel('Cumsum'),
  },
  ...(
    [
      ['maximum', 'Maximum', 'tf.maximum'],
      ['minimum', 'Minimum', 'tf.minimum'],
      ['squared-difference', 'SquaredDifference', 'tf.squaredDifference'],
    ] as const
  ).map(([program, name, op]) => ({
    program,
    words: `\`${op}\` does not sum its gradient over an axis along which it was broadcast.`,
    covers: kernel(name),
  })),
  {
    program: 'prelu',
    words: '`tf.prelu` does not, where x is broadcast to alpha.',
    covers: kernel('Prelu'),
  },
  {
    program: 'mat-mul',
    words: '`tf.matMul` and `tf.fused.matMul` do not, where batch dimensions are broadcast.',
    covers: kernel('BatchMatMul', '_FusedMatMul'),
  },
  {
    program: 'fused-depthwise-conv2d',
    words: '`tf.fused.depthwiseConv2d` of an image without a batch gives a gradient of the wrong rank.',
    covers: kernel('FusedDepthwiseConv2D'),
  },
];

/** The finding that a wrong case belongs to. */
export function findingOf(subject: GradientCase, backend: BackendName, method: Method): Finding | undefined {
  return FINDINGS.find(({ covers }) => covers(subject, backend, method));
}
