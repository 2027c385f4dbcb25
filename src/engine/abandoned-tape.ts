import { engine, type Tensor } from '@tensorflow/tfjs-core';

/** The part of the engine's state that a gradient which throws leaves behind. */
interface TapeState {
  gradientDepth: number;
  activeTape:
    | readonly { readonly saved?: readonly Tensor[]; readonly outputs?: readonly Tensor[] }[]
    | null
    | undefined;
}

/**
 * Runs a gradient, and frees what TensorFlow.js keeps when it throws: the tensors saved on the tape, which are disposed only at the
 * end of a gradient that succeeds, and the result. Nothing else can reach them. Tapes of an enclosing gradient are left alone.
 */
export function freeingTape<Result>(run: () => Result): Result {
  const isOutermost = stateOfTape().gradientDepth === 0;
  try {
    return run();
  } catch (error) {
    if (isOutermost) freeAbandonedTape();
    throw error;
  }
}

/**
 * Frees what a gradient that threw has left on the tape. While a gradient is under way it does nothing.
 * @returns how many tensors there were
 */
export function freeAbandonedTape(): number {
  const state = stateOfTape();
  if (state.gradientDepth !== 0) return 0;
  const { numTensors } = engine().state;
  for (const { saved, outputs } of state.activeTape ?? []) {
    for (const tensor of saved ?? []) tensor.dispose();
    // Of all that was computed only the result is still there, and outside of every scope nobody will ever see it.
    for (const tensor of outputs ?? []) if (!tensor.kept && !tensor.isDisposed) tensor.dispose();
  }
  state.activeTape = null;
  return numTensors - engine().state.numTensors;
}

function stateOfTape(): TapeState {
  // The state is there in every 4.x engine; a field that is missing makes this a plain call.
  return (engine() as unknown as { readonly state: TapeState }).state;
}
