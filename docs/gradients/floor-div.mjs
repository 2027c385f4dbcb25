// tf.floorDiv(x, 2): it has the gradient of a division, though its result is piecewise constant.
import * as tf from '@tensorflow/tfjs';

await tf.setBackend('cpu');
const values = [0.35, 2.67, 5.49];
const f = (x) => tf.floorDiv(x, 2).cast('float32').mul(2).square().sum();
const at = (numbers) => tf.tensor(numbers, [3]);
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
console.log('differences', JSON.stringify({ shape: [3], values: numeric }));
const isRight =
  JSON.stringify(gradient.shape) === JSON.stringify([3]) &&
  numeric.every((value, i) => Math.abs(value - gradient.values[i]) < 0.02 * Math.max(1, Math.abs(value)));
process.exitCode = isRight ? 1 : 0; // 0: the fault is still there
