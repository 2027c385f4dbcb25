import { requireCount } from '../../checks/require-count.ts';
import { SubjectError } from '../../errors.ts';
import { freeingTape } from '../../engine/abandoned-tape.ts';
import type { Seed } from '../../random/generator.ts';
import { disposeReturned, nextTensorId } from '../../tensor/dispose-returned.ts';
import { describeKind, isThenable } from '../../tensor/subject.ts';
import type { TraineeWeight } from '../../subject/trainee.ts';
import { undisturbed } from '../../engine/undisturbed.ts';

/** How far a variable moved, as data. */
export interface Movement {
  readonly name: string;
  /** The layer or module that owns it, or empty. */
  readonly owner: string;
  readonly shape: readonly number[];
  /** How many elements have other bits than before. */
  readonly moved: number;
  /** ‖Δw‖/‖w‖ in a step; `undefined` for a variable that was all zeros. */
  readonly ratio: number | undefined;
  /** Whether all values are finite afterwards. */
  readonly isFinite: boolean;
}

/** Movements, in the order of the weights, and how often an optimizer applied gradients. */
export interface Run {
  readonly movements: readonly Movement[];
  readonly applied: number;
}

/** Refuses what is no training step. */
export function requireStep(step: unknown, where: string): () => unknown {
  if (typeof step === 'function') return step as () => unknown; // it is called without arguments
  throw new SubjectError(`${where}: received must be a training step, got ${describeKind(step)}.`, {
    argument: 'received',
    expected: 'a function that takes one training step',
    actual: describeKind(step),
    ...(isThenable(step) && { hint: 'hand over the function itself, not what it returned.' }),
  });
}

/** Refuses what is no number of steps. */
export function requireSteps(steps: unknown, where: string): number {
  return requireCount(steps, where, 'steps', 1);
}

/** Takes some steps, looks at what they moved, and undoes them. */
export async function movementsOf(
  step: () => unknown,
  weights: readonly TraineeWeight[],
  steps: number,
  seed: Seed,
): Promise<Run> {
  return undisturbed(seed, async (optimizers) => {
    const starts = weights.map(({ variable }) => variable.dataSync().slice());
    for (let i = 0; i < steps; i++) await takeStep(step);
    const movements = weights.map((weight, i) => movementOf(weight, starts[i] ?? [], steps));
    return { movements, applied: optimizers.applied };
  });
}

/** Takes a step, and disposes of what it returns. */
export async function takeStep(step: () => unknown): Promise<void> {
  const since = nextTensorId() ?? 0;
  // What a step returns is its caller's.
  disposeReturned(await freeingTape(step), since);
}

function movementOf(
  { name, owner, variable }: TraineeWeight,
  start: ArrayLike<number>,
  steps: number,
): Movement {
  const end = variable.dataSync();
  let [moved, moves, norm, isFinite] = [0, 0, 0, true];
  for (let i = 0; i < end.length; i++) {
    const [from, to] = [start[i] ?? NaN, end[i] ?? NaN];
    if (!Object.is(from, to)) moved += 1;
    if (!Number.isFinite(to)) isFinite = false;
    moves += (to - from) ** 2;
    norm += from ** 2;
  }
  const ratio = norm === 0 ? undefined : Math.sqrt(moves / norm) / steps;
  return { name, owner, shape: variable.shape, moved, ratio, isFinite };
}
