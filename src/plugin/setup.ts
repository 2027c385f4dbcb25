/** What the plugin runs in each worker, before every test file. */
import path from 'node:path';
import { expect, inject } from 'vitest';
import { seedTests } from './seed-tests.ts';

const { backend, seed, matchers } = inject('tensorproof');

if (backend !== false) {
  const tf = await import('@tensorflow/tfjs-node');
  await tf.ready();
}
if (matchers) await import('../../matchers/vitest.ts');
if (seed !== false) {
  const { testPath = '' } = expect.getState();
  seedTests(seed, path.basename(testPath));
}
