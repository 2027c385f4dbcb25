import * as tf from '@tensorflow/tfjs-core';

const NATIVE = 'tensorflow';

/**
 * Repairs the one kernel of the native backend that is known to be wrong: TensorFlow 2.21 rounds an int32 tensor to
 * zeros, without a word. Rounding integers changes nothing, so the identity takes its place for them.
 *
 * The kernel is tried first, so a library that does it right keeps its own, and a second call finds nothing to do.
 * The native backend must be the current one.
 */
export function repairNativeKernels(): void {
  const isRight = tf.tidy(() => tf.round(tf.tensor1d([5], 'int32')).dataSync()[0] === 5);
  const round = tf.getKernel(tf.Round, NATIVE);
  const identity = tf.getKernel(tf.Identity, NATIVE);
  // tfjs-core's types say that a kernel is always found; an own build of the backend may lack one.
  if (isRight || (round as unknown) === undefined || (identity as unknown) === undefined) return;
  tf.unregisterKernel(tf.Round, NATIVE);
  tf.registerKernel({
    ...round,
    kernelFunc: (params) => {
      const { x } = params.inputs;
      return x?.dtype === 'int32' ? identity.kernelFunc(params) : round.kernelFunc(params);
    },
  });
}
