import { engine, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { undisturbed } from '../../engine/undisturbed.ts';
import type { Seed } from '../../random/generator.ts';
import { isVariable } from '../../subject/weight-selection.ts';
import { takeStep } from './movement.ts';

/** A variable that a step moves elsewhere than against its gradient, as data. */
export interface Climbing {
  readonly name: string;
  /** Of the angle between its move and the way down: 1 along it, below 0 uphill. */
  readonly cosine: number;
  /** The variable whose gradient it follows instead. */
  readonly follows: string | undefined;
}

/** A move of which the cosine is below this goes uphill. */
const UPHILL = -0.3;
/** Of a move that follows another gradient, and of one that does not follow its own. */
const [LIKE, UNLIKE] = [0.95, 0.5];
/** So many steps must agree, each with its own gradient. */
const STEPS = 2;
/** How optimizers of TensorFlow.js name what they remember of a variable. */
const SLOTS = ['m', 'v', 'momentum', 'velocity', 'accumulator', 'accum_grad', 'accum_var', 'rms', 'mg'];

/**
 * Finds variables that a step moves up their gradient, or along that of another one. Each is looked at by itself, since the loss may
 * fall all the same. Variables whose optimizer remembers earlier steps are left out, and so are those of several losses.
 */
export async function climbingOf(step: () => unknown, seed: Seed): Promise<Climbing[]> {
  return undisturbed(seed, async () => {
    const runs: Climbing[][] = [];
    for (let i = 0; i < STEPS; i++) {
      const gradients = new Map<Variable, Float32Array | undefined>();
      const before = new Map<Variable, Float32Array>();
      await seeingGradients(step, (variable, gradient) => {
        const isSecond = before.has(variable);
        before.set(variable, Float32Array.from(variable.dataSync()));
        gradients.set(variable, isSecond || (i === 0 && isWarm(variable)) ? undefined : gradient);
      });
      runs.push(movedElsewhere(gradients, before));
    }
    const [first = [], ...others] = runs;
    return first.filter(({ name }) => others.every((run) => run.some((each) => each.name === name)));
  });
}

function movedElsewhere(
  gradients: ReadonlyMap<Variable, Float32Array | undefined>,
  before: ReadonlyMap<Variable, Float32Array>,
): Climbing[] {
  const known = [...gradients].flatMap(([variable, gradient]) =>
    gradient === undefined || variable.isDisposed ? [] : [{ variable, gradient }],
  );
  return known.flatMap(({ variable, gradient }) => {
    const now = variable.dataSync();
    const move = Float32Array.from(before.get(variable) ?? [], (each, i) => each - (now[i] ?? NaN));
    const own = cosineOf(move, gradient);
    if (!Number.isFinite(own)) return [];
    const isLike = (other: Float32Array): boolean =>
      cosineOf(move, other) > LIKE || cosineOf(move, other.map(Math.sign)) > LIKE;
    const followed =
      own < UNLIKE && move.length > 1
        ? known.find(
            (other) =>
              other.variable !== variable && other.gradient.length === move.length && isLike(other.gradient),
          )
        : undefined;
    return own < UPHILL || followed !== undefined
      ? [{ name: variable.name, cosine: own, follows: followed?.variable.name }]
      : [];
  });
}

/** Whether an optimizer remembers earlier steps of a variable, so that it may roll uphill for a while. */
function isWarm({ name }: Variable): boolean {
  return SLOTS.some((slot) => Object.hasOwn(engine().registeredVariables, `${name}/${slot}`));
}

/** NaN where one of the two is zero. */
function cosineOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, ofA, ofB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0];
    dot += x * y;
    ofA += x * x;
    ofB += y * y;
  }
  return dot / Math.sqrt(ofA * ofB);
}

type Gradients = (
  f: () => Tensor,
  xs: readonly Tensor[],
  ...others: unknown[]
) => { readonly grads: readonly (Tensor | null | undefined)[] };

/** Takes a step, and sees each gradient that it takes by a variable, as it is at that moment. */
async function seeingGradients(
  step: () => unknown,
  seen: (variable: Variable, gradient: Float32Array) => void,
): Promise<void> {
  const host = engine();
  const own = Object.getOwnPropertyDescriptor(host, 'gradients');
  // Where gradients are not demanded, the engine gives none for what the loss does not read.
  const original = Reflect.get(host, 'gradients') as unknown as Gradients;
  const watched: Gradients = (f, xs, ...others) => {
    // Inside another gradient there is no loss of a step.
    const isOutermost = (host as unknown as { state: { gradientDepth: number } }).state.gradientDepth === 0;
    const result = Reflect.apply(original, host, [f, xs, ...others]);
    if (isOutermost) {
      for (const [i, x] of xs.entries()) {
        const gradient = result.grads[i];
        if (gradient === null || gradient === undefined || !isVariable(x)) continue;
        seen(x, Float32Array.from(gradient.dataSync()));
      }
    }
    return result;
  };
  Reflect.set(host, 'gradients', watched);
  try {
    await takeStep(step);
  } finally {
    if (own === undefined) Reflect.deleteProperty(host, 'gradients');
    else Object.defineProperty(host, 'gradients', own);
  }
}
