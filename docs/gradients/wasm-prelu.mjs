// tf.prelu(x, alpha) on wasm, with one alpha a row: alpha is read element by element, round and round.
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

const results = {};
for (const backend of ['wasm', 'cpu']) {
  await tf.setBackend(backend);
  results[backend] = [
    ...tf.tidy(() => tf.prelu(tf.fill([2, 3], -1), tf.tensor2d([[0.1], [0.2]]))).dataSync(),
  ];
  console.log(backend.padEnd(4), JSON.stringify(results[backend]));
}
const isRight = results.cpu.every((value, i) => Math.abs(value - results.wasm[i]) < 1e-3);
process.exitCode = isRight ? 1 : 0; // 0: the fault is still there
