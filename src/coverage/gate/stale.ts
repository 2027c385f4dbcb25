import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileCoverageData } from 'istanbul-lib-coverage';
import { listFirst } from '../../checks/evidence.ts';
import { unusable } from './unusable.ts';

/** More names than this nobody needs to see what happened. */
const MOST = 3;

/**
 * Refuses what was measured of sources that have changed since: its lines are others.
 * @param root the folder of the project
 * @param writtenAt when the report was written
 */
export async function refuseStale(
  root: string,
  files: readonly FileCoverageData[],
  writtenAt: number,
  report: string,
): Promise<void> {
  const changed: string[] = [];
  for (const file of files) {
    const why = await changeOf(file, writtenAt);
    if (why !== undefined) changed.push(`${path.relative(root, file.path)} (${why})`);
  }
  if (changed.length === 0) return;
  throw unusable(
    [report],
    `is not of these sources: ${listFirst(changed.slice(0, MOST), changed.length)} changed since the tests ran`,
    'run the tests again.',
  );
}

async function changeOf(file: FileCoverageData, writtenAt: number): Promise<string | undefined> {
  let text: string;
  let changedAt: number;
  try {
    text = await readFile(file.path, 'utf8');
    changedAt = (await stat(file.path)).mtimeMs;
  } catch {
    return 'gone';
  }
  const misfit = misfitOf(file, text);
  if (misfit !== undefined) return `line ${misfit} is another`;
  return changedAt > writtenAt ? 'written later' : undefined;
}

/** c8 says of each line how long it is; any report says where its statements end. @returns a line that does not fit */
function misfitOf({ statementMap }: FileCoverageData, text: string): number | undefined {
  // c8 does not count what is empty at the end.
  const lines = text.trimEnd().split(/\r?\n/);
  const ranges = Object.values(statementMap);
  const byLine = ranges.every(
    ({ start, end }, index) => start.line === index + 1 && start.column === 0 && end.line === start.line,
  );
  if (byLine && ranges.length < lines.length) return ranges.length + 1;
  for (const { end } of ranges) {
    const length = lines[end.line - 1]?.length;
    if (length === undefined) return end.line;
    // The end of a line that is open is written as null or Infinity.
    if (!Number.isFinite(end.column)) continue;
    if (byLine ? length !== end.column : length < end.column) return end.line;
  }
  return undefined;
}
