// tf.cast(x, 'bool') on wasm: numbers that are not 0 become false.
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

const results = {};
for (const backend of ['wasm', 'cpu']) {
  await tf.setBackend(backend);
  results[backend] = [
    ...tf.tidy(() => tf.cast(tf.tensor1d([0, 0.5, 1, 2]), 'bool').cast('float32')).dataSync(),
  ];
  console.log(backend.padEnd(4), JSON.stringify(results[backend]));
}
const isRight = results.cpu.every((value, i) => Math.abs(value - results.wasm[i]) < 1e-3);
process.exitCode = isRight ? 1 : 0; // 0: the fault is still there
