import * as tf from '@tensorflow/tfjs';

/** Its methods are those of every layers model; nothing runs. */
declare const model: tf.LayersModel;

export { model, tf };
