/**
 * Runs tfjs-core's own specs on the native backend that `tensorproof backend install` built: `npm run test:backend`.
 * The exit code is 1 when a spec fails that is not known to, when one that is known to passes, or when too few pass.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { useBackend } from '../src/backend/use-backend.ts';
import { KNOWN_FAILURES, PASSED_MEANWHILE } from './test-backend-known-failures.ts';
import { bundleSpecs, readIgnoreList } from './test-backend-specs.ts';

/** Fewer means that specs were lost on the way, and nobody would notice what no longer runs. */
const LEAST_PASSED = 3882;

interface SpecResult {
  readonly fullName: string;
  readonly status: string;
  readonly failedExpectations: readonly { readonly message: string }[];
}

/** The part of Jasmine that is used here; jasmine-core ships no types. */
interface Jasmine {
  DEFAULT_TIMEOUT_INTERVAL: number;
  getEnv(): {
    configure(configuration: Record<string, unknown>): void;
    addReporter(reporter: { specDone(result: SpecResult): void }): void;
    execute(): Promise<{ readonly overallStatus: string; readonly incompleteReason?: string }>;
  };
}

const require = createRequire(import.meta.url);

await useBackend('native');
console.log(`tfjs-core specs on the native backend, Node ${process.versions.node}`);

const jasmineCore = require('jasmine-core') as { installGlobals(): void; jasmine: Jasmine };
jasmineCore.installGlobals();
const { jasmine } = jasmineCore;
jasmine.DEFAULT_TIMEOUT_INTERVAL = 20_000;

const ignored = (await readIgnoreList()).filter((name) => !PASSED_MEANWHILE.includes(name));
const environment = jasmine.getEnv();
environment.configure({
  random: false,
  // tfjs-core has specs of one name, and suites that an environment leaves empty.
  forbidDuplicateNames: false,
  failSpecWithNoExpectations: false,
  specFilter: (spec: { getFullName(): string }) => !ignored.some((name) => spec.getFullName().includes(name)),
});

const count = { passed: 0, failed: 0, skipped: 0 };
const problems: string[] = [];
const notes: string[] = [];
const seen = new Set<string>();
environment.addReporter({
  specDone({ fullName, status, failedExpectations }) {
    seen.add(fullName);
    const known = KNOWN_FAILURES[fullName];
    if (status === 'failed') {
      const message = failedExpectations[0]?.message.split('\n')[0] ?? '';
      if (known === undefined) {
        count.failed++;
        problems.push(`FAILED  ${fullName}\n          ${message}`);
      } else {
        count.skipped++;
        notes.push(`known failure, counted as skipped: ${fullName}\n  ${known}`);
      }
    } else if (status === 'passed') {
      count.passed++;
      if (known !== undefined) problems.push(`PASSES, though it is listed as a known failure: ${fullName}`);
    } else count.skipped++;
  },
});

require(await bundleSpecs(path.resolve(import.meta.dirname, '..', '.tmp')));
// Specs of the debug mode and of deprecations write what they are about to the console.
const { log, warn } = console;
console.log = console.warn = () => undefined;
const startedAt = performance.now();
const { overallStatus, incompleteReason } = await environment.execute().finally(() => {
  Object.assign(console, { log, warn });
});
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);

if (count.passed < LEAST_PASSED)
  problems.push(`only ${count.passed} specs passed, at least ${LEAST_PASSED} should`);
if (overallStatus === 'incomplete')
  problems.push(`the run is incomplete: ${incompleteReason ?? 'no reason given'}`);
for (const name of Object.keys(KNOWN_FAILURES)) {
  if (!seen.has(name))
    problems.push(`there is no such spec, though it is listed as a known failure: ${name}`);
}
for (const note of notes) console.log(note);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
console.log(`ran in ${seconds} s`);
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
