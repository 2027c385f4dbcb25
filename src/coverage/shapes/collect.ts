import type { ContractWatch, MadeContract } from '../../engine/run-listeners.ts';
import { listenToRun } from '../../engine/run-listeners.ts';
import type { Recorder } from '../collect/recorder.ts';
import type { RecordEntry } from '../collect/record.ts';
import { innermostPlace } from '../collect/source-place.ts';

/** What is noted of a contract: `{ kind: 'contract', file, line, column, name, signature, sizes, kept, refused }`. */
export const CONTRACT = 'contract';

/** Two sizes are enough, and the least and the largest do not depend on the order of calls. */
type Extremes = readonly [least: string, largest: string];

/** What is known of the calls of all contracts that one line made of one signature. */
class CallsOfContract implements ContractWatch {
  readonly #sizes = new Map<string, Extremes>();
  #kept = false;
  #refused = false;
  readonly #made: Omit<RecordEntry, 'sizes' | 'kept' | 'refused'> & { readonly kind: string };

  constructor(made: RecordEntry) {
    this.#made = made;
  }

  kept({ sizes, runs }: Parameters<ContractWatch['kept']>[0]): void {
    this.#kept = true;
    for (const [name, { size }] of sizes) this.#note(name, String(size));
    for (const [name, { sizes: run }] of runs) this.#note(name, `[${run.join(', ')}]`);
  }

  refused(): void {
    this.#refused = true;
  }

  entry(): RecordEntry {
    const sizes = Object.fromEntries(
      [...this.#sizes].map(([name, both]) => [name, [...new Set(both)]] as const),
    );
    return { ...this.#made, sizes, kept: this.#kept, refused: this.#refused };
  }

  #note(name: string, size: string): void {
    const known = this.#sizes.get(name);
    if (known === undefined) this.#sizes.set(name, [size, size]);
    else if (size < known[0]) this.#sizes.set(name, [size, known[1]]);
    else if (size > known[1]) this.#sizes.set(name, [known[0], size]);
  }
}

/** Notes which sizes the axes of every checked function had, and whether it ever refused a call. */
export function collectShapes(recorder: Recorder): void {
  const contracts = new Map<string, CallsOfContract>();
  recorder.atWriting(() => Array.from(contracts.values(), (calls) => calls.entry()));
  listenToRun({
    contractMade: (made) => {
      const entry = entryOf(made, recorder.root);
      const key = JSON.stringify(entry);
      const known = contracts.get(key) ?? new CallsOfContract(entry);
      // One that packages made is none of the project's.
      if (entry.file !== undefined) contracts.set(key, known);
      return known;
    },
  });
}

function entryOf({ name, signature, axes, boundary }: MadeContract, root: string): RecordEntry {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, boundary);
  const place = innermostPlace(holder.stack, root);
  return { kind: CONTRACT, ...place, name, signature, axes };
}
