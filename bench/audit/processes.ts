import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A whole process that is measured. */
export interface Contender {
  readonly name: string;
  /** The program and its arguments; a script is run by this Node. */
  readonly command: readonly [program: string, ...args: string[]];
  /** Exit codes that are no failure; any, where left out. */
  readonly codes?: readonly number[];
  /** Before each run, and not measured. */
  readonly prepare?: () => void;
}

/** What runs took. */
export interface Measured {
  /** In the order of the runs. */
  readonly seconds: readonly number[];
  /** The most memory of any run, in MB; undefined for what is no Node program. */
  readonly memory?: number;
}

const PRELOAD = fileURLToPath(new URL('peak-memory.mjs', import.meta.url));

/** Runs contenders in turns, so that what else the machine does falls on all alike. */
export function measure(
  contenders: readonly Contender[],
  folder: string,
  runs: number,
): ReadonlyMap<string, Measured> {
  const seconds = new Map(contenders.map(({ name }) => [name, [] as number[]]));
  const memory = new Map<string, number>();
  const peakFile = path.join(folder, 'peak-memory');
  for (let run = 0; run < runs; run++) {
    for (const { name, command, codes, prepare } of contenders) {
      prepare?.();
      rmSync(peakFile, { force: true });
      const [program, ...args] = command;
      const isScript = /\.[cm]?js$/.test(program) || program.endsWith('/tsc');
      const began = performance.now();
      const { status, stderr } = spawnSync(
        isScript ? process.execPath : program,
        isScript ? ['--import', PRELOAD, program, ...args] : args,
        {
          cwd: folder,
          encoding: 'utf8',
          maxBuffer: 1 << 28,
          env: { ...process.env, PEAK_MEMORY_FILE: peakFile },
        },
      );
      seconds.get(name)?.push((performance.now() - began) / 1000);
      if (status === null || (codes !== undefined && !codes.includes(status)))
        throw new Error(`${name} ended with ${String(status)}: ${stderr}`);
      if (existsSync(peakFile))
        memory.set(name, Math.max(memory.get(name) ?? 0, Number(readFileSync(peakFile, 'utf8')) / 1024));
    }
  }
  return new Map(
    [...seconds].map(([name, list]) => {
      const most = memory.get(name);
      return [name, { seconds: list, ...(most === undefined ? {} : { memory: most }) }];
    }),
  );
}
