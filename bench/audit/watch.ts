import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { watchAudit as WatchAudit } from '../../src/analyzer/watch.ts';
import { median } from '../median.ts';

/** Milliseconds from a change to the report, in the middle of several changes. */
export async function watchAnswer(
  analyzer: string,
  folder: string,
  types: boolean,
  changes: number,
): Promise<number> {
  // The built package has what the source exports.
  const { watchAudit } = (await import(pathToFileURL(analyzer).href)) as {
    readonly watchAudit: typeof WatchAudit;
  };
  const file = path.join(folder, 'package/src/losses.ts');
  const text = readFileSync(file, 'utf8');
  const ending = new AbortController();
  const took: number[] = [];
  let began = 0;
  await watchAudit(
    { root: folder, paths: ['package/src'], types, signal: ending.signal },
    {
      onReport: (_, changed) => {
        if (changed.length > 0) took.push(performance.now() - began);
        if (took.length === changes) {
          ending.abort();
          return;
        }
        // After what the first look left to do, and as a person would: one change, then the next.
        setTimeout(() => {
          began = performance.now();
          writeFileSync(file, `${text}// ${took.length}\n`);
        }, 300);
      },
      onError: (error) => {
        throw error;
      },
    },
  );
  writeFileSync(file, text);
  return median(took);
}
