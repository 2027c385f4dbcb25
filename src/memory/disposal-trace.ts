import { engine, Tensor } from '@tensorflow/tfjs-core';
import { DisposedTensorError } from '../errors.ts';
import { userLineOf } from '../engine/user-line.ts';
import { describeTensor } from '../tensor/describe.ts';
import { isTensor } from '../tensor/subject.ts';
import { kindOf, LineMemory } from './line-memory.ts';
import { StackSampler } from './stack-sampler.ts';

/** The parts of the engine that scopes end in and kernels start from. */
interface TracedEngine {
  endScope: (result: unknown) => unknown;
  runKernel: (name: string, inputs: Readonly<Record<string, unknown>>, attributes: unknown) => unknown;
  readonly state: { readonly scopeStack: readonly unknown[] };
}

/** How a tensor went. */
interface Disposal {
  readonly by: 'dispose()' | 'tf.tidy()';
  readonly at: Error | undefined;
}

/** How many scopes may be open around one whose end is noted: there are many more of the inner ones. */
const OUTER_SCOPES = 2;
/** Of inner scopes, which have no line, only the first so many tensors are noted: after that it is cheaper not to know. */
const NOTED_WITHOUT_LINE = 2000;

/**
 * Remembers where tensors are disposed of while it runs, so that one which is used afterwards says so: TensorFlow.js says only that it is
 * disposed, and where a kernel gets it, that the properties of undefined can't be read.
 */
export class DisposalTrace {
  static #running = 0;
  readonly #disposals = new WeakMap<Tensor, Disposal>();
  readonly #others = new LineMemory();
  readonly #places: boolean;
  #stop: (() => void) | undefined;

  /** @param places whether it notes the lines of disposals: of each at first, later now and then */
  constructor({ places }: { readonly places: boolean }) {
    // The methods and the stack of scopes are there in every 4.x engine.
    const host = engine() as unknown as TracedEngine;
    const { endScope, runKernel } = host;
    const isOwn = { endScope: Object.hasOwn(host, 'endScope'), runKernel: Object.hasOwn(host, 'runKernel') };
    const { prototype } = Tensor;
    const methods = {
      dispose: Object.getOwnPropertyDescriptor(prototype, 'dispose'),
      throwIfDisposed: Object.getOwnPropertyDescriptor(prototype, 'throwIfDisposed'),
    };
    const [byHand, byScope] = [new StackSampler(false), new StackSampler(false)];
    let isEnding = false;
    let scopeEnd: Error | undefined;
    let withoutLine = 0;
    const noteDisposal = (tensor: Tensor): void => {
      if (tensor.isDisposed) return;
      if (isEnding) {
        if (scopeEnd !== undefined || withoutLine++ < NOTED_WITHOUT_LINE)
          this.#disposals.set(tensor, { by: 'tf.tidy()', at: scopeEnd });
        return;
      }
      const at = byHand.take();
      if (at === undefined) return;
      this.#disposals.set(tensor, { by: 'dispose()', at });
      this.#others.add(kindOf(tensor), at);
    };
    const refuse = (tensor: Tensor): void => {
      if (tensor.isDisposed) throw this.#error(tensor);
    };
    if (places) {
      host.endScope = function (this: unknown, result) {
        const [wasEnding, outerEnd] = [isEnding, scopeEnd];
        isEnding = true;
        scopeEnd = host.state.scopeStack.length <= OUTER_SCOPES ? byScope.take() : undefined;
        try {
          return endScope.call(this, result);
        } finally {
          isEnding = wasEnding;
          scopeEnd = outerEnd;
        }
      };
      replaceMethod('dispose', methods.dispose, noteDisposal);
    }
    host.runKernel = function (this: unknown, name, inputs, attributes) {
      for (const key in inputs) {
        const input = inputs[key];
        // Nearly all are alive: that is asked first, since it costs least.
        if (isMarkedDisposed(input) && isTensor(input)) refuse(input);
      }
      return runKernel.call(this, name, inputs, attributes);
    };
    replaceMethod('throwIfDisposed', methods.throwIfDisposed, refuse);
    this.#places = places;
    DisposalTrace.#running += 1;
    this.#stop = () => {
      DisposalTrace.#running -= 1;
      // A method that was the prototype's is uncovered again.
      if (isOwn.endScope) host.endScope = endScope;
      else Reflect.deleteProperty(host, 'endScope');
      if (isOwn.runKernel) host.runKernel = runKernel;
      else Reflect.deleteProperty(host, 'runKernel');
      for (const [name, descriptor] of Object.entries(methods)) {
        if (descriptor !== undefined) Object.defineProperty(prototype, name, descriptor);
      }
    };
  }

  /** Whether there is one that was not stopped. */
  static get isRunning(): boolean {
    return DisposalTrace.#running > 0;
  }

  /** Ends the trace; a second call does nothing. */
  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #error(tensor: Tensor): DisposedTensorError {
    const disposal = this.#disposals.get(tensor);
    const what = describeTensor(tensor);
    return new DisposedTensorError(`Tensor is disposed. The ${what} was disposed of ${this.#how(tensor, disposal)}.`, {
      argument: 'tensor',
      expected: 'a live tensor',
      actual: what,
      ...(!this.#places && { hint: 'leakGuard({ disposals: true }) says where.' }),
      ...(disposal?.by === 'tf.tidy()' && {
        hint: 'return it from the function that tf.tidy() runs, or keep it: tf.keep(tensor).',
      }),
    });
  } // prettier-ignore

  #how(tensor: Tensor, disposal: Disposal | undefined): string {
    if (!this.#places) return 'before';
    if (disposal !== undefined) {
      const line = disposal.at && userLineOf(disposal.at.stack);
      return `by ${disposal.by}${line === undefined ? '' : ` at ${line}`}`;
    }
    const likely = this.#others.linesOf(kindOf(tensor));
    return likely === undefined ? 'before' : `before, as others like it by dispose() at ${likely}`;
  }
}

function isMarkedDisposed(value: unknown): boolean {
  // Whatever it is, it can be asked for a property.
  return (value as { readonly isDisposed?: unknown } | null | undefined)?.isDisposed === true;
}

/** Lets something happen before a method of every tensor. */
function replaceMethod(
  name: 'dispose' | 'throwIfDisposed',
  descriptor: PropertyDescriptor | undefined,
  before: (tensor: Tensor) => void,
): void {
  // What stands there is a method without parameters.
  const original = descriptor?.value as ((this: Tensor) => void) | undefined;
  if (descriptor === undefined || original === undefined) return;
  Object.defineProperty(Tensor.prototype, name, {
    ...descriptor,
    value: function (this: Tensor): void {
      before(this);
      original.call(this);
    },
  });
}
