// The registered gradient of BroadcastTo, around tf.broadcastTo(x, [2, 2]): axes in front of x are not taken away.
import * as tf from '@tensorflow/tfjs';

await tf.setBackend('cpu');
const f = tf.customGrad((x) => ({
  value: tf.broadcastTo(x, [2, 2]),
  gradFunc: (dy) =>
    tf
      .getGradient('BroadcastTo')
      .gradFunc(dy, [], { inputShape: [], shape: [2, 2] })
      .x(),
}));
let gradient;
try {
  const g = tf.grad((x) => f(x).sum())(tf.scalar(3));
  gradient = { shape: g.shape, values: [...g.dataSync()] };
} catch (error) {
  gradient = { error: error.message };
}
console.log('gradient', JSON.stringify(gradient));
console.log('truly   ', JSON.stringify({ shape: [], values: [4] }));
const isRight = JSON.stringify(gradient) === JSON.stringify({ shape: [], values: [4] });
process.exitCode = isRight ? 1 : 0; // 0: the fault is still there
