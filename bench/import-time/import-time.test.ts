import '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';

test('import of tensorproof/vitest', async () => {
  const start = performance.now();
  // a path of the built package, which the types of the sources know nothing of
  const entry = new URL('../../dist/vitest.mjs', import.meta.url).href;
  await import(/* @vite-ignore */ entry);
  console.log(`import took ${performance.now() - start} ms`);
  expect(expect('').toHaveShape).toBeTypeOf('function');
});
