import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import path from 'node:path';
import { auditFiles } from './audit.ts';
import { RunMemory } from './cache/run-memory.ts';
import { findFolders, relativePath } from './project/find-files.ts';
import { isSource } from './project/source-kind.ts';
import type { AuditReport } from './report.ts';
import type { AuditOptions } from './settings.ts';

/** An editor writes a file in several steps; this long it must be quiet before anything is looked at. */
const QUIET = 40;

/** What decides which types there are. */
const CONFIGURES =
  /^(?:tsconfig.*\.json|package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock)$/;

/** What a watch tells. */
export interface Watched {
  /** After each run, the first included; `changed` are the names of the files that made it run. */
  readonly onReport: (report: AuditReport, changed: readonly string[]) => void;
  /** A run that could not be; the watch goes on. */
  readonly onError: (error: unknown) => void;
}

/**
 * Audits, and audits again whenever a source file, a tsconfig.json or a lock file changes, looking only at what that
 * changes. It ends when the signal of the options says so.
 * @throws ArgumentError when already the first run can't be
 */
export async function watchAudit(options: AuditOptions, { onReport, onError }: Watched): Promise<void> {
  const { signal, paths = ['.'] } = options;
  const root = path.resolve(options.root ?? process.cwd());
  let memory = new RunMemory();
  const watchers = new Map<string, FSWatcher>();
  const changed = new Set<string>();
  let wake: (() => void) | undefined;
  const note = (folder: string, name: string | null): void => {
    if (name !== null && !concerns(name)) return;
    // Other options of the compiler, or other packages: nothing of the last program is sure to hold.
    if (name === null || CONFIGURES.test(name)) memory = new RunMemory();
    changed.add(relativePath(root, path.join(folder, name ?? '')));
    wake?.();
  };
  const follow = async (): Promise<void> => {
    const folders = new Set([root, ...(await findFolders(paths, root))]);
    for (const [folder, watcher] of watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const folder of folders) {
      if (watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, (_, name) => { note(folder, name); }); // prettier-ignore
        // A folder that is removed says so by an error on some systems.
        watcher.on('error', () => {
          watcher.close();
          watchers.delete(folder);
        });
        watchers.set(folder, watcher);
      } catch {
        // Gone between being listed and being watched.
      }
    }
  };
  signal?.addEventListener('abort', () => wake?.(), { once: true });
  try {
    // Watched before it is looked at: what changes meanwhile is looked at again.
    await follow();
    onReport((await auditFiles(options, memory)).report, []);
    while (!isAborted(signal)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (changed.size > 0) resolve();
      });
      let seen = -1;
      while (seen !== changed.size && !isAborted(signal)) {
        seen = changed.size;
        await new Promise((resolve) => setTimeout(resolve, QUIET));
      }
      if (isAborted(signal)) break;
      const names = [...changed].sort();
      changed.clear();
      await follow();
      try {
        onReport((await auditFiles(options, memory)).report, names);
      } catch (error) {
        if (isAborted(signal)) break;
        onError(error);
      }
    }
  } finally {
    for (const watcher of watchers.values()) watcher.close();
  }
}

/** The signal may have fired while something was awaited. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** A name without an ending may be a folder that came or went. */
function concerns(name: string): boolean {
  return isSource(name) || CONFIGURES.test(name) || path.extname(name) === '';
}
