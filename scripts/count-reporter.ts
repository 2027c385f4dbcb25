import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends a Vitest run with one line, `N passed, N failed` (`, N skipped` where there are some), so that a
 * script that adds several suites up can read it. A module that does not load counts as one failure.
 */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      if (module.errors().length > 0) count.failed++;
      for (const test of module.children.allTests()) count[test.result().state]++;
    }
    count.failed += count.pending; // A test without a result is one that never ran to its end.
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed${skipped}\n`);
    // A skipped test on the machine that decides would be a hole that nobody sees.
    if (process.env['CI'] !== undefined && count.skipped > 0) process.exitCode = 1;
  }
}
