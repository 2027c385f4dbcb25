import { existsSync } from 'node:fs';
import { afterAll, expect, type RunnerTask } from 'vitest';
import { goldenFileOf, goldenStoreOf, isRunnerState } from './runner-state.ts';

/**
 * Reports golden tensors of a test file in which no test asks for any, and spares those that a test did not come to, because it
 * failed before. It belongs into a setup file, since it is about the test file that is being run.
 */
export function joinObsoleteReport(): void {
  // Vitest reads off the first parameter which fixtures a hook wants: none.
  // eslint-disable-next-line no-empty-pattern
  afterAll(({}, suite) => {
    const { snapshotState } = expect.getState() as { snapshotState?: unknown }; // Vitest keeps more there than it types
    if (!isRunnerState(snapshotState) || !existsSync(goldenFileOf(snapshotState))) return;
    const store = goldenStoreOf(snapshotState);
    for (const testName of failedTests(suite.tasks)) store.keep(testName);
  });
}

function failedTests(tasks: readonly RunnerTask[]): string[] {
  return tasks.flatMap((task) => {
    if (task.type === 'suite') return failedTests(task.tasks);
    return task.result?.state === 'fail' ? [task.fullTestName] : [];
  });
}
