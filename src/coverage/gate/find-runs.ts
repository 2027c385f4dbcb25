import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ArgumentError } from '../../errors.ts';

const REPORT = 'coverage-final.json';

/**
 * Finds the runs that share the work: the folders of a folder, each with the report of one run.
 * @param root the folder of the project
 * @param folder from there; a shard's folder is called like `…1-of-3`
 * @param wanted how many runs there must be
 * @returns the reports, from the root, by name
 * @throws ArgumentError where a folder holds no report, a shard is missing, or there are fewer runs than wanted
 */
export async function findRuns(
  root: string,
  folder: string,
  wanted: number | undefined,
): Promise<readonly string[]> {
  const missing = (why: string, hint: string): ArgumentError =>
    new ArgumentError(`gate: ${folder} ${why}.`, { argument: 'merge', actual: folder, hint });
  const entries = await readdir(path.resolve(root, folder), { withFileTypes: true }).catch(
    (cause: unknown) => {
      const { message } = cause as Error; // what node:fs throws
      throw missing(`can't be read: ${message}`, 'it is the folder in which every run has one of its own.');
    },
  );
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  const hint =
    'each run leaves its own with `npx c8 --reporter=json --reports-dir=<folder>/<run> vitest run`.';
  if (names.length === 0) throw missing('holds no run', hint);
  const empty = names.filter((name) => !existsSync(path.resolve(root, folder, name, REPORT)));
  if (empty.length > 0) throw missing(`holds no ${REPORT} of ${empty.join(', ')}`, hint);
  const absent = missingShards(names);
  if (absent.length > 0) throw missing(`lacks ${absent.join(', ')}`, 'every shard must have run.');
  if (wanted !== undefined && names.length < wanted) {
    throw missing(`holds ${names.length} of ${wanted} runs: ${names.join(', ')}`, 'every run must be there.');
  }
  return names.map((name) => path.join(folder, name, REPORT));
}

/** Of folders such as `node-22-shard-1-of-3`, those that should be there, too. */
function missingShards(names: readonly string[]): readonly string[] {
  const absent: string[] = [];
  for (const name of names) {
    const [, before, after] = /^(.*?)\d+(-of-\d+.*)$/.exec(name) ?? [];
    const count = Number(/-of-(\d+)/.exec(name)?.[1] ?? 0);
    if (before === undefined || after === undefined) continue;
    for (let shard = 1; shard <= count; shard++) {
      const other = `${before}${shard}${after}`;
      if (!names.includes(other) && !absent.includes(other)) absent.push(other);
    }
  }
  return absent;
}
