import { fileURLToPath } from 'node:url';
import libCoverage, { type CoverageMap } from 'istanbul-lib-coverage';
import { coverageConfigDefaults } from 'vitest/config';
import {
  type CoverageProvider,
  type ResolvedCoverageOptions,
  type TestProject,
  type Vitest,
} from 'vitest/node';
import { convertScript, executedSource } from './convert.ts';
import { ExecutedScripts, type ExecutedScript, type WorkerCoverage } from './executed-scripts.ts';
import { RunnerReports } from './runner-reports.ts';
import { writeForC8 } from './write-for-c8.ts';

type AfterFile = Parameters<CoverageProvider['onAfterSuiteRun']>[0];

/**
 * The coverage provider that makes `c8 vitest run` tell the truth: it collects what V8 measures in Vitest's workers,
 * counts it as Vitest's own V8 provider does, and leaves it where c8 looks, in V8's form.
 */
export class C8Provider implements CoverageProvider {
  readonly name = 'c8 (tensorproof)';
  readonly #directory: string;
  /** By project, then by Vite's environment: each transforms a file in its own way. */
  readonly #scripts = new Map<string, Map<string, ExecutedScripts>>();
  readonly #runnerReports: RunnerReports;
  #vitest: Vitest | undefined;

  /** @param directory where c8 looks for V8's reports */
  constructor(directory: string) {
    this.#directory = directory;
    this.#runnerReports = new RunnerReports(directory);
  }

  initialize(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  resolveOptions(): ResolvedCoverageOptions {
    return {
      ...coverageConfigDefaults,
      ...this.#running.config.coverage,
      // c8 reports of a run with failures as of any other.
      reportOnFailure: true,
    };
  }

  clean(): void {
    this.#scripts.clear();
  }

  onAfterSuiteRun({ coverage, projectName = '', environment }: AfterFile): void {
    const byEnvironment = this.#scripts.get(projectName) ?? new Map<string, ExecutedScripts>();
    this.#scripts.set(projectName, byEnvironment);
    const scripts = byEnvironment.get(environment) ?? new ExecutedScripts();
    byEnvironment.set(environment, scripts);
    // It comes from this provider's own module in a worker; a worker that measured nothing sends nothing.
    if (coverage !== undefined && coverage !== null) scripts.add(coverage as WorkerCoverage);
  }

  async generateCoverage(): Promise<CoverageMap> {
    const coverage = libCoverage.createCoverageMap();
    for (const [projectName, byEnvironment] of this.#scripts) {
      const project = projectOf(this.#running, projectName);
      for (const [environment, scripts] of byEnvironment) {
        for (const script of scripts) await this.#convert(coverage, script, project, environment);
      }
    }
    return coverage;
  }

  async reportCoverage(coverage: unknown): Promise<void> {
    // It is what generateCoverage gave.
    const map = coverage as CoverageMap;
    const { logger, state } = this.#running;
    if (this.#scripts.size === 0 && state.getFiles().length > 0) {
      logger.error(
        'tensorproof: no worker reported coverage, so there is nothing that c8 could report truthfully.',
      );
      process.exitCode = 1;
      return;
    }
    this.#runnerReports.remove();
    await writeForC8(map, this.#directory, (message) => {
      logger.warn(`tensorproof: ${message}`);
    });
  }

  async mergeReports(coverages: unknown[]): Promise<void> {
    const merged = libCoverage.createCoverageMap();
    for (const coverage of coverages) merged.merge(coverage as CoverageMap); // each is what generateCoverage gave
    await this.reportCoverage(merged);
  }

  async #convert(
    coverage: CoverageMap,
    script: ExecutedScript,
    project: TestProject,
    environment: string,
  ): Promise<void> {
    const path = fileURLToPath(script.url);
    // What tests is not what is tested; a file with tests inside its source is both, and is measured.
    if (project.matchesTestGlob(path, () => '')) return;
    try {
      const source = await executedSource(script.url, project, environment);
      coverage.merge(await convertScript(script, source));
    } catch (error) {
      this.#running.logger.warn(`tensorproof: ${path} is left out of the coverage: ${String(error)}`);
    }
  }

  get #running(): Vitest {
    if (this.#vitest === undefined) throw new Error('the coverage provider is used before it is initialized');
    return this.#vitest;
  }
}

function projectOf(vitest: Vitest, name: string): TestProject {
  return vitest.projects.find((project) => project.name === name) ?? vitest.getRootProject();
}
