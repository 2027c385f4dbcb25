import { availableParallelism } from 'node:os';
import path from 'node:path';
import { startVitest } from 'vitest/node';
import type { Reporter, TestModule, Vite } from 'vitest/node';
import type { Fault } from '../../fixtures/faults/define-fault.ts';
import { faultPlugin, ROOT } from './twin.ts';

/** Where an error was thrown, in the source as it was written. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An error as Vitest reports it. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  /** The `code` of tensorproof's own errors, `TP_…`. */
  readonly code: string | undefined;
  /** The matcher whose expectation failed, e.g. `toBeAllClose`, where Vitest says so. */
  readonly matcher: string | undefined;
  /** The line of the suite, else the innermost one of the project. */
  readonly place: Place | undefined;
}

/** What came of one test of the suite. */
export interface TestOutcome {
  /** The names of the groups around it and its own. */
  readonly path: readonly string[];
  readonly state: 'passed' | 'failed' | 'skipped' | 'pending';
  /** In milliseconds. */
  readonly duration: number;
  readonly failures: readonly Failure[];
}

/** One run of the suite. */
export interface Twin {
  /** What the Vitest project is called. */
  readonly name: string;
  /** `undefined` for the sound project. */
  readonly fault: Fault | undefined;
  /** Values that the suite may `inject`. */
  readonly provide: Readonly<Record<string, unknown>>;
}

/** What came of the suite on one twin. */
export interface TwinOutcome {
  readonly twin: Twin;
  readonly tests: readonly TestOutcome[];
  /** What was thrown outside of any test: while the suite was loaded, or in a hook. */
  readonly failuresOutside: readonly Failure[];
  /** From the first test to the last, in milliseconds. */
  readonly duration: number;
}

/** How the suites are run. */
export interface RunTwinsOptions {
  /** The Vitest config of the project whose suite it is. */
  readonly config: string;
  /** Hears of each twin when its suite has ended. */
  readonly onTwinEnd?: (outcome: TwinOutcome) => void;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function readFailure(error: unknown, suite: string): Failure {
  // A serialised error: whatever the thrown value had, so every field is looked at before it is used.
  const fields = error as Readonly<Record<string, unknown>>;
  const context = fields['__vitest_error_context__'] as { readonly assertionName?: unknown } | undefined;
  const stacks = (fields['stacks'] ?? []) as readonly Place[]; // Vitest parses the stack for its own reporters
  const inProject = stacks.filter(({ file }) => file.startsWith(path.dirname(suite)));
  return {
    name: text(fields['name']) ?? 'Error',
    message: text(fields['message']) ?? String(error),
    code: text(fields['code']),
    matcher: text(context?.assertionName),
    place: inProject.find(({ file }) => file === suite) ?? inProject[0],
  };
}

function readModule(module: TestModule, twin: Twin): TwinOutcome {
  const failures = (errors: readonly unknown[] | undefined): Failure[] =>
    (errors ?? []).map((error) => readFailure(error, module.moduleId));
  const tests = Array.from(module.children.allTests(), (test): TestOutcome => {
    const names = [test.name];
    for (let above = test.parent; above.type === 'suite'; above = above.parent) names.unshift(above.name);
    const result = test.result();
    return {
      path: names,
      state: result.state,
      duration: test.diagnostic()?.duration ?? 0,
      failures: failures(result.errors),
    };
  });
  return {
    twin,
    tests,
    failuresOutside: [
      ...failures(module.errors()),
      ...Array.from(module.children.allSuites()).flatMap((suite) => failures(suite.errors())),
    ],
    duration: module.diagnostic().duration,
  };
}

/** Lets no other reporter speak: those that a project's plugins bring tell a user how to repeat a failure. */
function onlyReporter(reporter: Reporter): Vite.Plugin {
  return {
    name: 'tensorproof:only-reporter',
    enforce: 'post',
    configureVitest({ vitest }) {
      vitest.config.reporters = [reporter];
    },
  };
}

/**
 * Runs one and the same suite on several twins of a project, each in a Vitest project of its own.
 * @param twins each with a name of its own
 * @param options whose suite it is
 * @returns one outcome a twin, in the order of `twins`
 * @throws Error when Vitest can't start, or doesn't report on a twin
 */
export async function runTwins(
  twins: readonly Twin[],
  options: RunTwinsOptions,
): Promise<readonly TwinOutcome[]> {
  const outcomes = new Map<Twin, TwinOutcome>();
  const reporter: Reporter = {
    onTestModuleEnd(module) {
      const twin = twins.find(({ name }) => name === module.project.name);
      if (twin === undefined) throw new Error(`Vitest reports on an unknown project ${module.project.name}.`);
      const outcome = readModule(module, twin);
      outcomes.set(twin, outcome);
      options.onTwinEnd?.(outcome);
    },
  };
  const exitCode = process.exitCode;
  const vitest = await startVitest('test', [], {
    root: ROOT,
    config: false,
    watch: false,
    // Vitest would leave one core to whoever watches.
    maxWorkers: availableParallelism(),
    // A twin must never decide what is right from now on.
    update: 'none',
    reporters: [reporter],
    // What a worker prints belongs to no test of the demo; failures are reported in full.
    silent: true,
    projects: twins.map(({ name, fault, provide }) => ({
      extends: options.config,
      root: path.dirname(options.config),
      plugins: [faultPlugin(fault), onlyReporter(reporter)],
      test: { name, provide: { ...provide } },
    })),
  });
  await vitest.close();
  // Vitest sets it when a test fails; here failing tests are what is wanted.
  process.exitCode = exitCode;
  return twins.map((twin) => {
    const outcome = outcomes.get(twin);
    if (outcome === undefined) throw new Error(`Vitest did not report on ${twin.name}.`);
    return outcome;
  });
}
