import { backend_util, clone, gather, reshape, tensor1d, type Tensor } from '@tensorflow/tfjs-core';
import type { KernelCall } from '../../engine/kernel-tap.ts';
import { inputOf, onlyOutput, type PiecewiseKernel } from './piecewise-kernel.ts';

/** One spatial axis of a pooling: how windows lie over it. */
interface WindowAxis {
  readonly inSize: number;
  readonly outSize: number;
  readonly stride: number;
  readonly size: number;
  readonly padBefore: number;
}

/** Max pooling in two or three dimensions: each window keeps the element that was its largest. */
export const maxPool: PiecewiseKernel = (at, output) => {
  const places = tensor1d(largestInWindows(inputOf(at, 'x'), windowsOf(at)), 'int32');
  const { shape } = onlyOutput(at, output);
  return {
    kept: [places],
    compute: (call) => reshape(gather(reshape(inputOf(call, 'x'), [-1]), places), shape),
  };
};

/** The gradient of max pooling looks its windows up again: it has to see those of the base point. */
export const maxPoolGradient: PiecewiseKernel = (at) => {
  const [input, output] = [clone(inputOf(at, 'input')), clone(inputOf(at, 'output'))];
  return {
    kept: [input, output],
    compute: (call, proceed) => proceed({ ...call, inputs: { ...call.inputs, input, output } }),
  };
};

function windowsOf(call: KernelCall): WindowAxis[] {
  const { shape, rank } = inputOf(call, 'x');
  // What max pooling's own op puts into its attributes.
  const { filterSize, strides, pad, dimRoundingMode } = call.attributes as unknown as {
    filterSize: [number, number] & [number, number, number];
    strides: [number, number] & [number, number, number];
    pad: 'same' | 'valid' | number;
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
  };
  if (rank === 5) {
    // The rank was looked at.
    const inShape = shape as [number, number, number, number, number];
    const info = backend_util.computePool3DInfo(inShape, filterSize, strides, 1, pad, dimRoundingMode);
    return [
      axisOf(info.inDepth, info.outDepth, info.strideDepth, info.effectiveFilterDepth, info.padInfo.front),
      axisOf(info.inHeight, info.outHeight, info.strideHeight, info.effectiveFilterHeight, info.padInfo.top),
      axisOf(info.inWidth, info.outWidth, info.strideWidth, info.effectiveFilterWidth, info.padInfo.left),
    ];
  }
  // A pooling that is not of rank 5 is of rank 4.
  const inShape = shape as [number, number, number, number];
  const info = backend_util.computePool2DInfo(inShape, filterSize, strides, 1, pad, dimRoundingMode);
  return [
    axisOf(info.inHeight, info.outHeight, info.strideHeight, info.effectiveFilterHeight, info.padInfo.top),
    axisOf(info.inWidth, info.outWidth, info.strideWidth, info.effectiveFilterWidth, info.padInfo.left),
  ];
}

function axisOf(
  inSize: number,
  outSize: number,
  stride: number,
  size: number,
  padBefore: number,
): WindowAxis {
  return { inSize, outSize, stride, size, padBefore };
}

/** The flat index of the first largest element of every window, in the order of the output. */
function largestInWindows(x: Tensor, axes: readonly WindowAxis[]): Int32Array {
  const values = x.dataSync();
  const [batch = 1] = x.shape;
  const channels = x.shape.at(-1) ?? 1;
  const [first, second, third] = axes;
  if (first === undefined || second === undefined) throw new Error('a pooling has two or three spatial axes');
  const depth =
    third === undefined ? { ...first, inSize: 1, outSize: 1, stride: 1, size: 1, padBefore: 0 } : first;
  const height = third === undefined ? first : second;
  const width = third ?? second;
  const places = new Int32Array(batch * depth.outSize * height.outSize * width.outSize * channels);
  let next = 0;
  for (let b = 0; b < batch; b++)
    for (let d = 0; d < depth.outSize; d++)
      for (let h = 0; h < height.outSize; h++)
        for (let w = 0; w < width.outSize; w++)
          for (let c = 0; c < channels; c++) {
            let place = -1;
            let largest = -Infinity;
            for (const z of insideOf(depth, d))
              for (const y of insideOf(height, h))
                for (const xx of insideOf(width, w)) {
                  const at =
                    (((b * depth.inSize + z) * height.inSize + y) * width.inSize + xx) * channels + c;
                  const value = values[at] ?? NaN;
                  if (place === -1 || value > largest) {
                    place = at;
                    largest = value;
                  }
                }
            places[next++] = place;
          }
  return places;
}

function* insideOf(axis: WindowAxis, out: number): Generator<number> {
  const start = out * axis.stride - axis.padBefore;
  for (let at = Math.max(0, start); at < Math.min(axis.inSize, start + axis.size); at++) yield at;
}
