/** What the plugin runs in each worker, before every test file. */
import path from 'node:path';
import { expect, inject } from 'vitest';
import { joinObsoleteReport } from '../../matchers/snapshot/obsolete.ts';
import { useBackend } from '../backend/use-backend.ts';
import { seedTests } from './seed-tests.ts';

const { backend, seed, matchers } = inject('tensorproof');

if (backend !== false) await useBackend(backend);
if (matchers) {
  await import('../../matchers/vitest.ts');
  // Once for each test file: in a worker that several of them share, the module above is evaluated for the first only.
  joinObsoleteReport();
}
if (seed !== false) {
  const { testPath = '' } = expect.getState();
  seedTests(seed, path.basename(testPath));
}
