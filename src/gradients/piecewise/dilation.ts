import { backend_util, clone, gather, reshape, tensor1d } from '@tensorflow/tfjs-core';
import type { KernelCall } from '../../engine/kernel-tap.ts';
import { inputOf, onlyOutput, type PiecewiseKernel } from './piecewise-kernel.ts';

/** Morphological dilation: each window keeps the place at which image and filter had their largest sum. */
export const dilation: PiecewiseKernel = (at, output) => {
  const { inImage, inFilter } = largestSums(at);
  const kept = [tensor1d(inImage, 'int32'), tensor1d(inFilter, 'int32')] as const;
  const { shape } = onlyOutput(at, output);
  return {
    kept,
    compute: (call) => {
      const [image, filter] = (['x', 'filter'] as const).map((name) => reshape(inputOf(call, name), [-1]));
      if (image === undefined || filter === undefined) throw new Error('two names give two tensors');
      return reshape(gather(image, kept[0]).add(gather(filter, kept[1])), shape);
    },
  };
};

/** The gradients of dilation look for the largest sums again: they have to find those of the base point. */
export const dilationGradient: PiecewiseKernel = (at) => {
  const [x, filter] = [clone(inputOf(at, 'x')), clone(inputOf(at, 'filter'))];
  return {
    kept: [x, filter],
    compute: (call, proceed) => proceed({ ...call, inputs: { ...call.inputs, x, filter } }),
  };
};

/** The flat indices, in image and filter, of the first largest sum of every window, in the order of the output. */
function largestSums(call: KernelCall): { readonly inImage: Int32Array; readonly inFilter: Int32Array } {
  const [x, filter] = [inputOf(call, 'x'), inputOf(call, 'filter')];
  // What dilation's own op puts into its attributes, and the ranks that it insists on.
  const { strides, pad, dilations } = call.attributes as unknown as {
    strides: [number, number];
    pad: 'same' | 'valid' | number;
    dilations: [number, number];
  };
  const info = backend_util.computeDilation2DInfo(
    x.shape as [number, number, number, number],
    filter.shape as [number, number, number],
    strides,
    pad,
    'NHWC',
    dilations,
  );
  const [image, weights] = [x.dataSync(), filter.dataSync()];
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth } = info;
  const size = batchSize * outHeight * outWidth * inChannels;
  const [inImage, inFilter] = [new Int32Array(size), new Int32Array(size)];
  let next = 0;
  for (let b = 0; b < batchSize; b++)
    for (let h = 0; h < outHeight; h++)
      for (let w = 0; w < outWidth; w++)
        for (let c = 0; c < inChannels; c++) {
          let largest = -Infinity;
          for (let dy = 0; dy < filterHeight; dy++) {
            const y = h * info.strideHeight - info.padInfo.top + dy * info.dilationHeight;
            if (y < 0 || y >= inHeight) continue;
            for (let dx = 0; dx < filterWidth; dx++) {
              const xx = w * info.strideWidth - info.padInfo.left + dx * info.dilationWidth;
              if (xx < 0 || xx >= inWidth) continue;
              const [inX, inW] = [
                ((b * inHeight + y) * inWidth + xx) * inChannels + c,
                (dy * filterWidth + dx) * inChannels + c,
              ];
              const sum = (image[inX] ?? NaN) + (weights[inW] ?? NaN);
              if (sum > largest) [largest, inImage[next], inFilter[next]] = [sum, inX, inW];
            }
          }
          next++;
        }
  return { inImage, inFilter };
}
