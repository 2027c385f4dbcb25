import { engine } from '@tensorflow/tfjs-core';

/** What is alive, of any backend. */
export interface TensorCount {
  readonly tensors: number;
  readonly bytes: number;
}

/**
 * How many tensors there are, and how many bytes they hold. `tf.memory()` says the same, but asks a backend too, and throws where
 * none was loaded yet: in a test that computes nothing, for one.
 */
export function countTensors(): TensorCount {
  const { numTensors, numBytes } = engine().state;
  return { tensors: numTensors, bytes: numBytes };
}
