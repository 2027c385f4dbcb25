import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Profiler } from 'node:inspector';
import libCoverage, { type CoverageMap, type CoverageMapData } from 'istanbul-lib-coverage';
import lockfile from 'proper-lockfile';
import { writeWhole } from '../../write-whole.ts';
import { asV8Functions } from './as-v8.ts';
import { convertScript } from './convert.ts';

/** What is kept beside c8's own files: the sums so far, in Istanbul's form. c8 passes over folders. */
const SUMS = 'tensorproof/coverage.json';
const REPORT = 'coverage-tensorproof.json';

/** A file as Node writes it for `NODE_V8_COVERAGE`. */
interface ProcessCoverage {
  readonly result: readonly Profiler.ScriptCoverage[];
  readonly 'source-map-cache'?: Readonly<Record<string, unknown>>;
}

/**
 * Leaves coverage in the folder in which c8 looks for V8's, added to what earlier runs under the same c8 left there.
 *
 * What processes that tests started measured of the same files is taken in, counted in the same way, and taken out of
 * their files: c8 could not add up the two forms. Files are replaced whole, under a lock.
 * @param warn told what can't be counted
 */
export async function writeForC8(
  coverage: CoverageMap,
  directory: string,
  warn: (message: string) => void,
): Promise<void> {
  await mkdir(join(directory, 'tensorproof'), { recursive: true });
  const release = await lockfile.lock(directory, {
    retries: { retries: 50, minTimeout: 20, maxTimeout: 500 },
  });
  try {
    const sums = libCoverage.createCoverageMap(await readSums(directory));
    sums.merge(coverage);
    await takeInSubprocesses(sums, directory, warn);
    const result: Profiler.ScriptCoverage[] = [];
    for (const path of sums.files()) {
      const text = await readFile(path, 'utf8').catch(() => undefined);
      // A file that a test made and removed is nothing that c8 could report on.
      if (text === undefined) continue;
      const functions = asV8Functions(sums.fileCoverageFor(path), text);
      result.push({ scriptId: String(result.length), url: pathToFileURL(path).href, functions });
    }
    await writeWhole(join(directory, SUMS), JSON.stringify(sums));
    await writeWhole(join(directory, REPORT), JSON.stringify({ result }));
  } finally {
    await release();
  }
}

async function readSums(directory: string): Promise<CoverageMapData> {
  const text = await readFile(join(directory, SUMS), 'utf8').catch(() => '{}');
  return JSON.parse(text) as CoverageMapData; // written whole, by this module only
}

async function takeInSubprocesses(
  sums: CoverageMap,
  directory: string,
  warn: (message: string) => void,
): Promise<void> {
  const measured = new Map(sums.files().map((path) => [pathToFileURL(path).href, path]));
  const untold = new Set<string>();
  for (const name of await readdir(directory)) {
    if (!name.endsWith('.json') || name === REPORT) continue;
    const file = join(directory, name);
    const process = await readProcessCoverage(file);
    if (process === undefined) continue;
    const shared = process.result.filter(({ url }) => measured.has(url));
    if (shared.length === 0) continue;
    for (const script of shared) {
      if (process['source-map-cache']?.[script.url] !== undefined) {
        untold.add(fileURLToPath(script.url));
        continue;
      }
      try {
        const code = await readFile(fileURLToPath(script.url), 'utf8');
        sums.merge(await convertScript({ ...script, startOffset: 0 }, { code }));
      } catch {
        untold.add(fileURLToPath(script.url));
      }
    }
    const others = process.result.filter(({ url }) => !measured.has(url));
    await writeWhole(file, JSON.stringify({ ...process, result: others }));
  }
  if (untold.size > 0) {
    warn(
      `processes that tests started ran ${[...untold].join(', ')} through a transform of their own; ` +
        'what they covered there is not counted.',
    );
  }
}

/** @returns undefined for a file that is cut off or holds something else */
async function readProcessCoverage(file: string): Promise<ProcessCoverage | undefined> {
  try {
    const content: unknown = JSON.parse(await readFile(file, 'utf8'));
    const result: unknown =
      typeof content === 'object' && content !== null ? Reflect.get(content, 'result') : undefined;
    return Array.isArray(result) ? (content as ProcessCoverage) : undefined; // Node writes nothing else with a result
  } catch {
    return undefined;
  }
}
