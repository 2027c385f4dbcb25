// tf.fused.matMul with a bias on wasm: every row but the first gets the last element of the bias, once a matrix is transposed.
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

const results = {};
for (const backend of ['wasm', 'cpu']) {
  await tf.setBackend(backend);
  results[backend] = [
    ...tf
      .tidy(() =>
        tf.fused.matMul({
          a: tf.zeros([2, 3]),
          b: tf.zeros([4, 3]),
          transposeB: true,
          bias: tf.tensor1d([1, 2, 3, 4]),
        }),
      )
      .dataSync(),
  ];
  console.log(backend.padEnd(4), JSON.stringify(results[backend]));
}
const isRight = results.cpu.every((value, i) => Math.abs(value - results.wasm[i]) < 1e-3);
process.exitCode = isRight ? 1 : 0; // 0: the fault is still there
