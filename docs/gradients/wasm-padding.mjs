// tf.avgPool(x, [2, 3], 1, 1) on wasm: the result is shifted, since its width was computed with the height of the window.
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

const results = {};
for (const backend of ['wasm', 'cpu']) {
  await tf.setBackend(backend);
  results[backend] = [
    ...tf.tidy(() => tf.avgPool(tf.range(1, 17).reshape([1, 4, 4, 1]), [2, 3], 1, 1)).dataSync(),
  ];
  console.log(backend.padEnd(4), JSON.stringify(results[backend]));
}
const isRight = results.cpu.every((value, i) => Math.abs(value - results.wasm[i]) < 1e-3);
process.exitCode = isRight ? 1 : 0; // 0: the fault is still there
