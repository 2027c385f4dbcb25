import { engine, Optimizer, type Tensor } from '@tensorflow/tfjs-core';
import { nextTensorId } from '../tensor/dispose-returned.ts';
import { userLineOf } from '../engine/user-line.ts';
import { entriesOf, framesOf, goesThrough, type Entry } from './stack-frames.ts';
import type { Creation } from '../memory/creation-trace.ts';

/** The parts of the engine through which every tensor comes into the world. */
interface TracedEngine {
  runKernel: (...parameters: unknown[]) => unknown;
  trackTensor: (tensor: Tensor, ...rest: unknown[]) => unknown;
}

/** Deep enough that the outermost line of a training loop is still on the stack. */
const DEPTH = 200;

/** Functions of TensorFlow.js that hand over what they make, or free it when they throw: ops, also as methods of a tensor. */
const HANDS_OVER =
  /__op$|^(?:getGlobalTensorClass|Tensor|Variable)\.|(?:^|\.)(?:tensor\d?d?|scalar|zeros|ones|fill|variable|tidy)(?:\$\d+)?$/;

/** Functions of the engine that keep what a gradient will need, those of an op and of a `customGrad`. */
const SAVING = /(?:^|\.)(?:saveTensorsForBackwardMode|saveFunc(?:_\d+)?)$/;

interface Note {
  readonly tensor: Tensor;
  readonly kernel: string | undefined;
  readonly made: Error;
  /** Which call of `minimize` it was made in. */
  readonly step: number | undefined;
}

/** What is left after a call, by whose doing. */
export interface Remains {
  /** Tensors that the user's code had in its hands and did not free. */
  readonly user: readonly Creation[];
  /** Tensors that only TensorFlow.js could have freed. */
  readonly tensorflow: readonly Creation[];
}

/**
 * Notes where the tensors come from that are made while it runs. What an error leaves behind is then told apart: TensorFlow.js frees
 * nothing of what `minimize`, `fit` or a gradient were busy with when something in them threw, and no program could.
 */
export class TensorOrigins {
  #notes: Note[] = [];
  readonly #finished = new Set<number>();
  readonly #undo: (() => void)[] = [];

  constructor() {
    // Both methods are there in every 4.x engine.
    const host = engine() as unknown as TracedEngine;
    const since = nextTensorId() ?? 0;
    const kernels: string[] = [];
    const { runKernel, trackTensor } = host;
    this.#cover(host, 'runKernel', function (this: unknown, ...parameters: unknown[]) {
      kernels.push(String(parameters[0]));
      try {
        return runKernel.apply(this, parameters);
      } finally {
        kernels.pop();
      }
    });
    const steps: number[] = [];
    const seen = new WeakSet<Tensor>();
    const note = (tensor: Tensor): void => {
      if (tensor.id < since || seen.has(tensor)) return;
      seen.add(tensor);
      this.#notes.push({ tensor, kernel: kernels.at(-1), made: new Error(), step: steps.at(-1) });
      if (this.#notes.length % 4096 === 0)
        this.#notes = this.#notes.filter((each) => !each.tensor.isDisposed);
    };
    this.#cover(host, 'trackTensor', function (this: unknown, tensor: Tensor, ...rest: unknown[]) {
      note(tensor);
      return trackTensor.call(this, tensor, ...rest);
    });
    this.#followSteps(steps);
    const depth = Error.stackTraceLimit;
    Error.stackTraceLimit = DEPTH;
    this.#undo.push(() => (Error.stackTraceLimit = depth));
  }

  /** Ends it; what was noted can still be read. */
  stop(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }

  /**
   * What was made and is still there. Slots of optimizers are left out: they are part of their state.
   * @param thrown what ended the call; `undefined` where nothing did
   */
  remains(thrown: unknown): Remains {
    const stack = thrown instanceof Error ? entriesOf(framesOf(thrown.stack)) : [];
    const user: Creation[] = [];
    const tensorflow: Creation[] = [];
    for (const { tensor, kernel, made, step } of this.#notes) {
      if (tensor.isDisposed) continue;
      const frames = framesOf(made.stack);
      if ('assign' in tensor && frames.some(({ name }) => name.endsWith('applyGradients'))) continue;
      const isTheirs =
        // A gradient that never came to be, of which only the first inputs were saved.
        frames.some(({ name }) => SAVING.test(name)) ||
        isHeld(entriesOf(frames), stack, tensor, step !== undefined && this.#finished.has(step)) ||
        // Its loss ran in a tidy, so that only minimize can have had it.
        (step !== undefined && !this.#finished.has(step) && !tensor.kept);
      (isTheirs ? tensorflow : user).push({ tensor, kernel, line: userLineOf(made.stack), isLikely: false });
    }
    return { user, tensorflow };
  }

  /** Tells the calls of `minimize` apart: a line in a loop is the same line each time round. */
  #followSteps(steps: number[]): void {
    const minimize: unknown = Reflect.get(Optimizer.prototype, 'minimize');
    if (typeof minimize !== 'function') return;
    let count = 0;
    const finished = this.#finished;
    this.#cover(Optimizer.prototype, 'minimize', function (this: unknown, ...parameters: unknown[]): unknown {
      const step = (count += 1);
      steps.push(step);
      try {
        const result: unknown = Reflect.apply(minimize, this, parameters);
        finished.add(step);
        return result;
      } finally {
        steps.pop();
      }
    });
  }

  /** Covers a method; one that was the prototype's is uncovered again. */
  #cover(host: object, name: string, method: unknown): void {
    const descriptor = Object.getOwnPropertyDescriptor(host, name);
    Object.defineProperty(host, name, { configurable: true, writable: true, value: method });
    this.#undo.push(() => {
      if (descriptor === undefined) Reflect.deleteProperty(host, name);
      else Object.defineProperty(host, name, descriptor);
    });
  }
}

/**
 * Whether TensorFlow.js had a tensor in its hands when something threw.
 * @param made the functions that were under way when it was made, from the innermost out
 * @param stack those that were under way when something threw
 * @param finished whether the call of `minimize` that it was made in has returned since
 */
function isHeld(
  made: readonly Entry[],
  stack: readonly Entry[],
  { kept }: Tensor,
  finished: boolean,
): boolean {
  for (const [i, entry] of made.entries()) {
    // Who keeps a tensor in a callback wants to have it afterwards.
    if (i > 0 && kept) return false;
    // Its stack ends at the last await.
    if (i > 0 && entry.isPipeline && stack.length > 0) return true;
    if (i > 0 && !entry.takesOver) return false;
    if (HANDS_OVER.test(entry.name)) continue;
    if (goesThrough(stack, entry)) return !(finished && entry.name.endsWith('minimize'));
  }
  return false;
}
