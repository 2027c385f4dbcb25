import { engine, type Tensor, type Variable } from '@tensorflow/tfjs-core';

/** A loss whose gradient a step took, and the variables by which. */
export interface TakenGradient {
  readonly loss: () => Tensor;
  readonly variables: readonly Variable[];
}

type Gradients = (f: () => Tensor, xs: readonly Tensor[], ...others: unknown[]) => unknown;

/**
 * Runs a function, and sees every loss that it differentiates by variables, however it does so: `minimize`, `variableGrads`, `fit`.
 * Each loss is given as it is, so that it can be computed again.
 */
export async function watchingGradients<Result>(
  run: () => Result | Promise<Result>,
): Promise<{ readonly result: Result; readonly taken: readonly TakenGradient[] }> {
  const taken: TakenGradient[] = [];
  const host = engine();
  const own = Object.getOwnPropertyDescriptor(host, 'gradients');
  const original = Reflect.get(host, 'gradients') as Gradients;
  const watched: Gradients = (f, xs, ...others) => {
    // Inside another gradient there is no loss of a step.
    const isOutermost = (host as unknown as { state: { gradientDepth: number } }).state.gradientDepth === 0;
    if (isOutermost && xs.length > 0 && xs.every(isVariable)) taken.push({ loss: f, variables: xs });
    return Reflect.apply(original, host, [f, xs, ...others]);
  };
  Reflect.set(host, 'gradients', watched);
  try {
    return { result: await run(), taken };
  } finally {
    if (own === undefined) Reflect.deleteProperty(host, 'gradients');
    else Object.defineProperty(host, 'gradients', own);
  }
}

function isVariable(tensor: Tensor): tensor is Variable {
  return 'assign' in tensor;
}
