// tf.maxPool3d(x, [1, 2, 3], …): the gradient goes to another element than the largest on the cpu backend.
import * as tf from '@tensorflow/tfjs';

await tf.setBackend('cpu');
const values = [0.35, 0.67, 0.49, 0.8, 0.62, 0.44, 0.91, 0.17];
const f = (x) => tf.maxPool3d(x, [1, 2, 3], 1, 'valid').square().sum();
const at = (numbers) => tf.tensor(numbers, [1, 1, 2, 4, 1]);
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
console.log('differences', JSON.stringify({ shape: [1, 1, 2, 4, 1], values: numeric }));
const isRight =
  JSON.stringify(gradient.shape) === JSON.stringify([1, 1, 2, 4, 1]) &&
  numeric.every((value, i) => Math.abs(value - gradient.values[i]) < 0.02 * Math.max(1, Math.abs(value)));
process.exitCode = isRight ? 1 : 0; // 0: the fault is still there
