// tf.image.resizeBilinear(x, [6, 6], false, true): the gradient ignores halfPixelCenters.
import * as tf from '@tensorflow/tfjs';

await tf.setBackend('cpu');
const values = [0.35, 0.67, 0.49, 0.8];
const f = (x) => tf.image.resizeBilinear(x, [6, 6], false, true).square().sum();
const at = (numbers) => tf.tensor(numbers, [1, 2, 2, 1]);
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
console.log('differences', JSON.stringify({ shape: [1, 2, 2, 1], values: numeric }));
const isRight =
  JSON.stringify(gradient.shape) === JSON.stringify([1, 2, 2, 1]) &&
  numeric.every((value, i) => Math.abs(value - gradient.values[i]) < 0.02 * Math.max(1, Math.abs(value)));
process.exitCode = isRight ? 1 : 0; // 0: the fault is still there
