import { engine, type Tensor } from '@tensorflow/tfjs-core';
import { nextTensorId } from '../tensor/dispose-returned.ts';
import { STACK_DEPTH, userLineOf } from '../engine/user-line.ts';

/** Where a tensor comes from. */
export interface Creation {
  readonly tensor: Tensor;
  /** The kernel that computed it; `undefined` for one made from values. */
  readonly kernel: string | undefined;
  /** The user's line that asked for it, e.g. `src/train.ts:12:5`. */
  readonly line: string | undefined;
}

/** The parts of the engine through which every tensor comes into the world. */
interface TracedEngine {
  runKernel: (...parameters: unknown[]) => unknown;
  trackTensor: (tensor: Tensor, ...rest: unknown[]) => unknown;
  readonly state: { readonly scopeStack: readonly unknown[] };
}

interface Note {
  readonly tensor: Tensor;
  readonly kernel: string | undefined;
  /** Its stack is put into words only when it is read: most tensors are gone by then. */
  readonly made: Error;
}

/** Notes of tensors that are gone are thrown out when so many have come together. */
const PRUNE_AT = 4096;

/**
 * Notes for each tensor that is made while it runs which kernel computed it and which line of the user asked for it. One
 * trace runs at a time.
 */
export class CreationTrace {
  readonly #outermostScopes: number;
  #notes: Note[] = [];
  #pruneAt = PRUNE_AT;
  #stop: (() => void) | undefined;

  /**
   * @param outermostScopes only tensors made with at most so many `tf.tidy` scopes open are noted: the others are freed when
   * theirs closes, and a stack for each would slow a training step down by half
   */
  constructor(outermostScopes = Infinity) {
    this.#outermostScopes = outermostScopes;
    // Both methods and the stack of scopes are there in every 4.x engine.
    const host = engine() as unknown as TracedEngine;
    const { runKernel, trackTensor } = host;
    const isOwn = {
      runKernel: Object.hasOwn(host, 'runKernel'),
      trackTensor: Object.hasOwn(host, 'trackTensor'),
    };
    const kernels: string[] = [];
    const depth = Error.stackTraceLimit;
    host.runKernel = function (this: unknown, ...parameters) {
      kernels.push(String(parameters[0]));
      try {
        return runKernel.apply(this, parameters);
      } finally {
        kernels.pop();
      }
    };
    const since = nextTensorId() ?? 0;
    const seen = new WeakSet<Tensor>();
    const note = (tensor: Tensor): void => {
      // A variable that is assigned to is announced again; it is no new tensor, be it an old variable or one made meanwhile.
      if (tensor.id < since || seen.has(tensor)) return;
      if ('assign' in tensor) seen.add(tensor);
      if (host.state.scopeStack.length <= this.#outermostScopes) this.#note(tensor, kernels.at(-1));
    };
    host.trackTensor = function (this: unknown, tensor, ...rest) {
      note(tensor);
      return trackTensor.call(this, tensor, ...rest);
    };
    Error.stackTraceLimit = STACK_DEPTH;
    this.#stop = () => {
      Error.stackTraceLimit = depth;
      // A method that was the prototype's is uncovered again.
      if (isOwn.runKernel) host.runKernel = runKernel;
      else Reflect.deleteProperty(host, 'runKernel');
      if (isOwn.trackTensor) host.trackTensor = trackTensor;
      else Reflect.deleteProperty(host, 'trackTensor');
    };
  }

  /** Ends the trace; a second call does nothing. */
  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /** What was made and is still there. */
  survivors(): Creation[] {
    this.#prune();
    return this.#notes.map(({ tensor, kernel, made }) => ({ tensor, kernel, line: userLineOf(made.stack) }));
  }

  #note(tensor: Tensor, kernel: string | undefined): void {
    if (this.#notes.length >= this.#pruneAt) {
      this.#prune();
      this.#pruneAt = Math.max(PRUNE_AT, 2 * this.#notes.length);
    }
    this.#notes.push({ tensor, kernel, made: new Error() });
  }

  #prune(): void {
    this.#notes = this.#notes.filter(({ tensor }) => !tensor.isDisposed);
  }
}
