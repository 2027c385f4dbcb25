// tf.conv3d(x, filter, 2, 'valid') on wasm: most of the gradient is missing.
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

await tf.setBackend('wasm');
const values = [0.35, 0.67, 0.49, 0.8, 0.62, 0.44, 0.91, 0.17, 0.53, 0.28, 0.76, 0.39, 0.58, 0.83, 0.21, 0.7];
const f = (x) =>
  tf
    .conv3d(x, tf.ones([2, 2, 2, 1, 1]), 2, 'valid')
    .square()
    .sum();
const at = (numbers) => tf.tensor(numbers, [1, 2, 4, 2, 1]);
const moved = (i, by) => f(at(values.map((value, k) => (k === i ? value + by : value)))).dataSync()[0];

const numeric = values.map((_, i) => (moved(i, 0.01) - moved(i, -0.01)) / 0.02);
let gradient;
try {
  const g = tf.grad(f)(at(values));
  gradient = { shape: g.shape, values: [...g.dataSync()] };
} catch (error) {
  gradient = { error: error.message };
}
console.log('gradient   ', JSON.stringify(gradient));
console.log('differences', JSON.stringify({ shape: [1, 2, 4, 2, 1], values: numeric }));
const isRight =
  JSON.stringify(gradient.shape) === JSON.stringify([1, 2, 4, 2, 1]) &&
  numeric.every((value, i) => Math.abs(value - gradient.values[i]) < 0.02 * Math.max(1, Math.abs(value)));
process.exitCode = isRight ? 1 : 0; // 0: the fault is still there
