import { afterAll, aroundEach } from 'vitest';
import { openAmbientScope, openScope } from '../random/scope.ts';

/**
 * Gives each test, its hooks included, a stream made of the seed and the test's full name, and everything outside of tests
 * (the top level of the file, `beforeAll`) one made of the seed and the file. So neither order nor filters change a draw.
 * @param file the test file, by a name that is the same on every machine
 */
export function seedTests(seed: number, file: string): void {
  const closeOutside = openAmbientScope(`${seed}:${file}`);
  afterAll(closeOutside);
  aroundEach(async (runTest, { task }) => {
    const scope = openScope(`${seed}:${task.fullTestName}:${task.result?.repeatCount ?? 0}`);
    try {
      await scope.run(runTest);
    } finally {
      scope.close();
    }
  });
}
