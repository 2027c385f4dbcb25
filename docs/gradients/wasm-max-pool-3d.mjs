// tf.maxPool3d and tf.dilation2d of negative numbers on wasm: the result is 0.
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

const results = {};
for (const backend of ['wasm', 'cpu']) {
  await tf.setBackend(backend);
  results[backend] = [
    ...tf
      .tidy(() =>
        tf.concat([
          tf.maxPool3d(tf.fill([1, 2, 2, 2, 1], -3), 2, 1, 'valid').flatten(),
          tf.dilation2d(tf.fill([1, 2, 2, 1], -3), tf.zeros([2, 2, 1]), 1, 'valid').flatten(),
        ]),
      )
      .dataSync(),
  ];
  console.log(backend.padEnd(4), JSON.stringify(results[backend]));
}
const isRight = results.cpu.every((value, i) => Math.abs(value - results.wasm[i]) < 1e-3);
process.exitCode = isRight ? 1 : 0; // 0: the fault is still there
