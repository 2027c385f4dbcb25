import type { Tensor } from '@tensorflow/tfjs-core';
import type { KernelCall, KernelOutput } from '../../engine/kernel-tap.ts';

/** Kernels that may end in an activation. */
export const FUSED_KERNELS: ReadonlySet<string> = new Set([
  '_FusedMatMul',
  'FusedConv2D',
  'FusedDepthwiseConv2D',
]);

/** The kernel that an activation's name stands for, and what it takes beside its input. */
function activationCall(activation: string, x: Tensor, fused: KernelCall): KernelCall | undefined {
  switch (activation) {
    case 'relu':
      return { name: 'Relu', inputs: { x }, attributes: {} };
    case 'relu6':
      return { name: 'Relu6', inputs: { x }, attributes: {} };
    case 'elu':
      return { name: 'Elu', inputs: { x }, attributes: {} };
    case 'leakyrelu':
      return {
        name: 'LeakyRelu',
        inputs: { x },
        attributes: { alpha: fused.attributes['leakyreluAlpha'] ?? 0.2 },
      };
    case 'prelu':
      return { name: 'Prelu', inputs: { x, alpha: fused.inputs['preluActivationWeights'] }, attributes: {} };
    default:
      return undefined; // linear and sigmoid are smooth
  }
}

/**
 * Outside gradients TensorFlow.js joins a convolution or a product with its activation in one kernel, inside which a choice
 * can't be seen. This takes them apart again.
 * @returns the result, or `undefined` for a call that is not fused with a piecewise activation
 */
export function unfused(call: KernelCall, run: (call: KernelCall) => KernelOutput): KernelOutput | undefined {
  if (!FUSED_KERNELS.has(call.name)) return undefined;
  const activation = call.attributes['activation'];
  if (typeof activation !== 'string') return undefined;
  const source = call.inputs['x'] ?? call.inputs['a'];
  if (source === undefined || activationCall(activation, source, call) === undefined) return undefined;
  const linear = run({
    ...call,
    inputs: { ...call.inputs, preluActivationWeights: undefined },
    attributes: { ...call.attributes, activation: 'linear' },
  });
  const [x] = [linear].flat();
  const activated = x && activationCall(activation, x, call);
  return activated === undefined ? linear : run(activated);
}
