import type { Tensor } from '@tensorflow/tfjs-core';
import { freeAbandonedTape } from '../engine/abandoned-tape.ts';
import { disposeReturned, nextTensorId } from '../tensor/dispose-returned.ts';
import { groupSurvivors, type Survivors } from '../memory/survivors.ts';
import { outcomeOf, type Outcome } from './outcome.ts';
import { TensorOrigins } from './tensor-origins.ts';

/** How a call ended, and what it left. */
export interface WatchedCall {
  readonly outcome: Outcome;
  /** What the user's code left behind; what the call returned is not among it. */
  readonly left: readonly Survivors[];
  /** How many tensors TensorFlow.js left behind by its own doing. They have been freed. */
  readonly leftByTensorFlow: number;
}

/** How a call is watched. */
export interface WatchOptions {
  /** Looks at what was returned, before its tensors are freed. */
  readonly returned?: (value: unknown) => void;
  /** Waits for what goes on after the call has ended. */
  readonly settle?: boolean;
  /** The error whose way through the stack tells in whose hands a tensor was; the one that came out by default. */
  readonly origin?: () => unknown;
}

/** Calls a function, and sees which tensors stay. What it returns is freed, as are the tensors that nobody but TensorFlow.js could free. */
export async function watchedCall(
  run: () => unknown,
  { returned, settle = false, origin }: WatchOptions = {},
): Promise<WatchedCall> {
  const since = nextTensorId() ?? Infinity;
  const origins = new TensorOrigins();
  let outcome: Outcome;
  let own: Iterable<Tensor>;
  let left: Survivors[];
  let tape: number;
  try {
    outcome = await outcomeOf(run);
    // What runs on in the background may still free something.
    if (settle) await new Promise((resolve) => setImmediate(resolve));
    if (outcome.returned) {
      returned?.(outcome.value);
      disposeReturned(outcome.value, since);
    }
    tape = freeAbandonedTape();
    const remains = origins.remains(origin?.() ?? (outcome.returned ? undefined : outcome.error));
    left = groupSurvivors(remains.user);
    own = remains.tensorflow.map(({ tensor }) => tensor);
  } finally {
    origins.stop();
  }
  let leftByTensorFlow = tape;
  for (const tensor of own) {
    tensor.dispose();
    leftByTensorFlow += 1;
  }
  return { outcome, left, leftByTensorFlow };
}

/** How many tensors some groups hold. */
export function countLeft(left: readonly Survivors[]): number {
  return left.reduce((total, { count }) => total + count, 0);
}
