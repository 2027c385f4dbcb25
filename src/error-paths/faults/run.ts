import type { Seed } from '../../random/generator.ts';
import { seeded } from '../../random/seeded.ts';
import { isThenable } from '../../tensor/subject.ts';
import type { AnyFunction } from '../require-function.ts';
import { watchedCall, type WatchedCall } from '../watched-call.ts';
import type { CallCounts, FaultPlace, Injector } from './injector.ts';
import { readResult, type PlainResult } from './plain-result.ts';

/** What came of a run. */
export interface FaultRun extends WatchedCall {
  /** What it returned; `undefined` where it threw. */
  readonly result: PlainResult | undefined;
  readonly counts: CallCounts;
  readonly hangs: boolean;
}

/** How runs are made. */
export interface RunSettings {
  readonly fn: AnyFunction;
  readonly injector: Injector;
  readonly seed: Seed;
  /** Milliseconds after which a run is taken to hang. */
  readonly timeout: number;
}

/** In place of an error, when there is none and never will be. */
const HANGS = new Error('it has not settled');

/** Runs the program once, with a fault or without. */
export async function runWithFault(
  { fn, injector, seed, timeout }: RunSettings,
  input: unknown,
  place?: FaultPlace,
): Promise<FaultRun> {
  let result: PlainResult | undefined;
  let counts: CallCounts = { kernel: 0, memory: 0, io: 0 };
  const call = await watchedCall(
    async () => {
      injector.begin(place);
      try {
        return await seeded(seed, async () => withDeadline(fn(input), timeout));
      } finally {
        // What goes on in the background, such as closing a file, still counts as the run's own.
        await new Promise((resolve) => setImmediate(resolve));
        counts = injector.end();
      }
    },
    {
      returned: (value) => (result = readResult(value)),
      settle: true,
      origin: () => injector.injected,
    },
  );
  return { ...call, result, counts, hangs: !call.outcome.returned && call.outcome.error === HANGS };
}

async function withDeadline(value: unknown, milliseconds: number): Promise<unknown> {
  if (!isThenable(value)) return value;
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(HANGS);
    }, milliseconds);
  });
  try {
    return await Promise.race([value, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
