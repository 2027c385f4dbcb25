import type { CheckResult } from '../checks/check-result.ts';
import { requireOptions } from '../checks/options.ts';
import { ArgumentError, SubjectError } from '../errors.ts';
import { describeKind, isThenable } from '../tensor/subject.ts';
import { disposeReturned, nextTensorId } from '../tensor/dispose-returned.ts';
import { CreationTrace } from './creation-trace.ts';
import type { LeakDetails } from './leak-details.ts';
import { leaksMessage } from './leaks-message.ts';
import { countTensors } from '../engine/tensor-count.ts';
import { groupSurvivors, type Survivors } from './survivors.ts';
import { VariableSnapshot } from '../engine/variable-snapshot.ts';

/** How a step is run to see what it leaves behind. */
export interface LeakOptions {
  /** Runs that don't count: an optimizer makes its slots in the first step, a cache fills. @defaultValue 2 */
  readonly warmUp?: number | undefined;
  /** Runs over which tensors and bytes are counted. @defaultValue 4 */
  readonly repeats?: number | undefined;
}

/**
 * Checks that a step, run again and again, does not hold on to more and more tensors. What grows only once is no leak: the slots of
 * an optimizer, a cache. What a step returns belongs to its caller, so it is disposed of and not counted. Variables get
 * the values back that they had before.
 * @param step a training step, a prediction, anything that is done repeatedly; may be asynchronous
 * @param where who checks, as an error names it
 * @returns passes when neither tensors nor bytes grow in more than one run; otherwise `details.survivors` says what stays
 * @throws SubjectError for what is no function; ArgumentError for options that can't be used; and what `step` throws, unless it leaks
 * on its way out, which is the finding then
 * @example
 * const kept = [];
 * const check = await checkLeaks(() => {
 *   kept.push(tf.square(tf.tensor([1, 2, 3])));
 * });
 * check.pass; // false: two tensors a step, the one that square made and its input
 */
export async function checkLeaks(
  step: () => unknown,
  options: LeakOptions = {},
  where = 'checkLeaks',
): Promise<CheckResult<LeakDetails>> {
  const given = requireOptions(options, ['warmUp', 'repeats'], where);
  const warmUp = requireRuns(given.warmUp ?? 2, 'warmUp', 0, where);
  const repeats = requireRuns(given.repeats ?? 4, 'repeats', 2, where);
  requireRepeatable(step, where);
  const variables = new VariableSnapshot();
  try {
    const details = await measureLeaks(step, warmUp, repeats);
    return { pass: !leaks(details), details, message: () => leaksMessage(details) };
  } finally {
    variables.restore();
  }
}

/** Refuses what can't be run repeatedly. */
export function requireRepeatable(step: unknown, where: string): asserts step is () => unknown {
  if (typeof step !== 'function') {
    throw new SubjectError(
      `${where}: received must be a function to run repeatedly, got ${describeKind(step)}.`,
      {
        argument: 'received',
        expected: 'a function',
        actual: describeKind(step),
        ...(isThenable(step) && { hint: 'hand over the function itself, not what it returned.' }),
      },
    );
  }
}

/** Refuses what is no number of runs. */
export function requireRuns(value: unknown, name: string, least: number, where: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
  throw new ArgumentError(
    `${where}: ${name} must be an integer from ${least} up, got ${describeKind(value)}.`,
    {
      argument: name,
      expected: `an integer from ${least} up`,
      actual: value,
    },
  );
}

/** Growth in a single run is a cache that filled; growth in a second one is a leak. */
function leaks({ tensors, bytes }: Pick<LeakDetails, 'tensors' | 'bytes'>): boolean {
  const grew = (counts: readonly number[]): boolean => counts.filter((count) => count > 0).length > 1;
  return grew(tensors) || grew(bytes);
}

interface Run {
  readonly tensors: number;
  readonly bytes: number;
  readonly thrown: { readonly error: unknown } | undefined;
}

/**
 * Runs a step again and again, and counts what stays; where something does, once more to see what it is.
 * @throws what `step` throws, unless it leaks on its way out
 */
export async function measureLeaks(
  step: () => unknown,
  warmUp: number,
  repeats: number,
): Promise<LeakDetails> {
  for (let i = 0; i < warmUp; i++) await runOnce(step);
  const runs: Run[] = [];
  for (let i = 0; i < repeats; i++) runs.push(await runOnce(step));
  // One run that grew may be the first of several that do so now and then: look on for as long again.
  const grew = runs.some(({ tensors, bytes }) => tensors > 0 || bytes > 0);
  for (let i = 0; grew && i < repeats; i++) runs.push(await runOnce(step));

  const tensors = runs.map((run) => run.tensors);
  const bytes = runs.map((run) => run.bytes);
  const thrown = runs.find((run) => run.thrown !== undefined)?.thrown;
  const isLeaking = leaks({ tensors, bytes });
  if (thrown !== undefined && !isLeaking) throw thrown.error;
  return {
    tensors,
    bytes,
    warmUp,
    survivors: isLeaking ? await findSurvivors(step, runs.length) : [],
    thrown: thrown && (thrown.error instanceof Error ? thrown.error.message : String(thrown.error)),
  };
}

async function runOnce(step: () => unknown): Promise<Run> {
  const before = countTensors();
  const since = nextTensorId();
  let thrown: Run['thrown'];
  try {
    disposeReturned(await step(), since ?? 0);
  } catch (error) {
    thrown = { error };
  }
  const after = countTensors();
  return {
    tensors: after.tensors - before.tensors,
    bytes: after.bytes - before.bytes,
    thrown,
  };
}

/** Runs the step once more, watched; where it leaks only now and then, until it does, for at most `attempts` runs. */
async function findSurvivors(step: () => unknown, attempts: number): Promise<Survivors[]> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const since = nextTensorId();
    const trace = new CreationTrace();
    try {
      disposeReturned(await step(), since ?? 0);
    } catch {
      // What it throws was noted before; here only what it leaves counts.
    } finally {
      trace.stop();
    }
    const alive = trace.survivors();
    if (alive.length > 0) return groupSurvivors(alive);
  }
  return [];
}
