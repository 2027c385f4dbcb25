import * as tf from '@tensorflow/tfjs';

/** 8. The best anchor of each class, where the best class of each anchor was meant. */
export function bestClasses(logits: tf.Tensor2D): tf.Tensor1D {
  return tf.argMax(logits);
}
