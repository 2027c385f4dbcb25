import { engine, type Tensor } from '@tensorflow/tfjs-core';
import { nextTensorId } from '../tensor/dispose-returned.ts';
import { userLineOf } from '../engine/user-line.ts';
import { kindOf, LineMemory } from './line-memory.ts';
import { StackSampler } from './stack-sampler.ts';

/** Where a tensor comes from. */
export interface Creation {
  readonly tensor: Tensor;
  /** The kernel that computed it; `undefined` for one made from values. */
  readonly kernel: string | undefined;
  /** The user's line that asked for it, e.g. `src/train.ts:12:5`. */
  readonly line: string | undefined;
  /** Whether the line is that of others of its kind, since none was noted for this one; it may name several. */
  readonly isLikely: boolean;
}

/** What is traced, and how closely. */
export interface CreationTraceOptions {
  /**
   * Only tensors made with at most so many `tf.tidy` scopes open are noted: the others are freed when theirs closes.
   * @defaultValue all of them
   */
  readonly outermostScopes?: number;
  /**
   * Whether each tensor's line is noted. Else, once a kernel has run often, that of one now and then.
   * @defaultValue true
   */
  readonly isExact?: boolean;
}

/** The parts of the engine through which every tensor comes into the world. */
interface TracedEngine {
  runKernel: (name: string, inputs: unknown, attributes: unknown) => unknown;
  trackTensor: (tensor: Tensor, backend: unknown) => unknown;
  readonly state: { readonly scopeStack: readonly unknown[] };
}

interface Note {
  readonly tensor: Tensor;
  readonly kernel: string | undefined;
  readonly made: Error | undefined;
}

/** Notes of tensors that are gone are thrown out when so many have come together. */
const PRUNE_AT = 256;

/**
 * Notes for each tensor that is made while it runs which kernel computed it and which line of the user asked for it. One
 * trace runs at a time.
 */
export class CreationTrace {
  readonly #isExact: boolean;
  readonly #samplers = new Map<string | undefined, StackSampler>();
  readonly #gone = new LineMemory();
  #notes: Note[] = [];
  #pruneAt = PRUNE_AT;
  #stop: (() => void) | undefined;

  constructor({ outermostScopes = Infinity, isExact = true }: CreationTraceOptions = {}) {
    this.#isExact = isExact;
    // Both methods and the stack of scopes are there in every 4.x engine.
    const host = engine() as unknown as TracedEngine;
    const { runKernel, trackTensor } = host;
    const isOwn = {
      runKernel: Object.hasOwn(host, 'runKernel'),
      trackTensor: Object.hasOwn(host, 'trackTensor'),
    };
    let kernel: string | undefined;
    host.runKernel = function (this: unknown, name, inputs, attributes) {
      const outer = kernel;
      kernel = name;
      try {
        return runKernel.call(this, name, inputs, attributes);
      } finally {
        kernel = outer;
      }
    };
    const since = nextTensorId() ?? 0;
    const seen = new WeakSet<Tensor>();
    const note = (tensor: Tensor): void => {
      // A variable that is assigned to is announced again; it is no new tensor, be it an old variable or one made meanwhile.
      if (tensor.id < since) return;
      if ('assign' in tensor) {
        if (seen.has(tensor)) return;
        seen.add(tensor);
      }
      if (host.state.scopeStack.length <= outermostScopes) this.#note(tensor, kernel);
    };
    host.trackTensor = function (this: unknown, tensor, backend) {
      note(tensor);
      return trackTensor.call(this, tensor, backend);
    };
    this.#stop = () => {
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
    const alive = new LineMemory();
    for (const { tensor, kernel, made } of this.#notes) {
      if (made !== undefined) alive.add(kindOf(tensor, kernel), made);
    }
    return this.#notes.map(({ tensor, kernel, made }) => {
      if (made !== undefined) return { tensor, kernel, line: userLineOf(made.stack), isLikely: false };
      // Of those that stay, where some were noted; else of those that are gone.
      const kind = kindOf(tensor, kernel);
      const line = alive.linesOf(kind) ?? this.#gone.linesOf(kind);
      return { tensor, kernel, line, isLikely: line !== undefined };
    });
  }

  #note(tensor: Tensor, kernel: string | undefined): void {
    if (this.#notes.length >= this.#pruneAt) {
      this.#prune();
      this.#pruneAt = Math.max(PRUNE_AT, 2 * this.#notes.length);
    }
    let sampler = this.#samplers.get(kernel);
    if (sampler === undefined) {
      sampler = new StackSampler(this.#isExact);
      this.#samplers.set(kernel, sampler);
    }
    this.#notes.push({ tensor, kernel, made: sampler.take() });
  }

  #prune(): void {
    const kept: Note[] = [];
    for (const note of this.#notes) {
      if (!note.tensor.isDisposed) kept.push(note);
      else if (note.made !== undefined && !this.#isExact)
        this.#gone.add(kindOf(note.tensor, note.kernel), note.made);
    }
    this.#notes = kept;
  }
}
