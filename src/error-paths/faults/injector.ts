import { engine } from '@tensorflow/tfjs-core';
import { coverKernels } from '../../engine/cover-kernels.ts';
import { InjectedFault, type FaultKind } from '../../errors.ts';

/** Which call of a run is to fail. */
export interface FaultPlace {
  readonly kind: FaultKind;
  /** From 1, of its kind. */
  readonly call: number;
}

/** How often each kind of operation was called. */
export type CallCounts = Readonly<Record<FaultKind, number>>;

const WORDS: Readonly<Record<FaultKind, string>> = {
  kernel: 'kernel',
  memory: 'allocation',
  io: 'file operation',
};

/** Counts the operations of a run, and lets one of them fail. */
export class Injector {
  #counts: Record<FaultKind, number> = { kernel: 0, memory: 0, io: 0 };
  #place: FaultPlace | undefined;
  #isRunning = false;
  /** What was injected into the present run, once it was. */
  injected: InjectedFault | undefined;

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Begins a run, in which one call is to fail, or none. */
  begin(place?: FaultPlace): void {
    this.#counts = { kernel: 0, memory: 0, io: 0 };
    this.#place = place;
    this.injected = undefined;
    this.#isRunning = true;
  }

  /** Ends the run. */
  end(): CallCounts {
    this.#isRunning = false;
    return { ...this.#counts };
  }

  /**
   * Announces a call.
   * @returns what it is to fail with, if it is to fail
   */
  announce(kind: FaultKind, operation: string): InjectedFault | undefined {
    if (!this.#isRunning) return undefined;
    const call = (this.#counts[kind] += 1);
    if (this.#place?.kind !== kind || this.#place.call !== call || this.injected !== undefined)
      return undefined;
    this.injected = new InjectedFault(`injected fault: ${WORDS[kind]} ${call}, ${operation}, fails`, {
      kind,
      operation,
      call,
    });
    return this.injected;
  }
}

/** Lets kernels of the current backend fail, before they compute anything. */
export function faultyKernels(injector: Injector): () => void {
  return coverKernels((name, run) => {
    const fault = injector.announce('kernel', name);
    if (fault !== undefined) throw fault;
    return run();
  });
}

/** The part of a backend that takes values. */
interface WritingBackend {
  write: (values: unknown, shape: readonly number[], dtype: string) => unknown;
}

/** Lets the current backend fail to take values: those that a tensor is made from, and what its own kernels write. */
export function faultyMemory(injector: Injector): () => void {
  const backend = engine().backend as unknown as WritingBackend; // every backend has this method
  const isOwn = Object.hasOwn(backend, 'write');
  const { write } = backend;
  backend.write = function (this: unknown, values, shape, dtype) {
    const fault = injector.announce('memory', `${dtype}[${shape.join(', ')}]`);
    if (fault !== undefined) throw fault;
    return write.call(this, values, shape, dtype);
  };
  return () => {
    if (isOwn) backend.write = write;
    else Reflect.deleteProperty(backend, 'write');
  };
}
