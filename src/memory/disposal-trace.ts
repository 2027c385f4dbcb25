import { engine, Tensor } from '@tensorflow/tfjs-core';
import { DisposedTensorError } from '../errors.ts';
import { STACK_DEPTH, userLineOf } from '../engine/user-line.ts';
import { describeTensor } from '../tensor/describe.ts';
import { isTensor } from '../tensor/subject.ts';

/** The parts of the engine that scopes end in and kernels start from. */
interface TracedEngine {
  endScope: (...parameters: unknown[]) => unknown;
  runKernel: (name: string, inputs: unknown, ...rest: unknown[]) => unknown;
  readonly state: { readonly scopeStack: readonly unknown[] };
}

/** How a tensor went. */
interface Disposal {
  readonly by: 'dispose()' | 'tf.tidy()';
  /** Its stack is put into words only when it is read. */
  readonly at: Error | undefined;
}

/** How many scopes may be open around one whose end is noted: a stack for each of the inner ones would slow every step down. */
const OUTER_SCOPES = 2;

/**
 * Remembers where tensors are disposed of while it runs, so that one which is used afterwards says so: TensorFlow.js says only that it is
 * disposed, and where a kernel gets it, that the properties of undefined can't be read.
 */
export class DisposalTrace {
  readonly #disposals = new WeakMap<Tensor, Disposal>();
  readonly #places: boolean;
  #stop: (() => void) | undefined;

  /** @param places whether it notes the line of each disposal, which makes a training step half as slow again */
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
    let scope: Disposal | undefined;
    const noteDisposal = (tensor: Tensor): void => {
      if (!tensor.isDisposed) this.#disposals.set(tensor, scope ?? { by: 'dispose()', at: new Error() });
    };
    const refuse = (tensor: Tensor): void => {
      if (tensor.isDisposed) throw this.#error(tensor);
    };
    if (places)
      host.endScope = function (this: unknown, ...parameters) {
        const outer = scope;
        const isOuter = host.state.scopeStack.length <= OUTER_SCOPES;
        scope = { by: 'tf.tidy()', at: isOuter ? new Error() : undefined };
        try {
          return endScope.apply(this, parameters);
        } finally {
          scope = outer;
        }
      };
    host.runKernel = function (this: unknown, name, inputs, ...rest) {
      for (const input of Object.values(inputs ?? {}) as unknown[]) if (isTensor(input)) refuse(input);
      return runKernel.call(this, name, inputs, ...rest);
    };
    if (places) replaceMethod('dispose', methods.dispose, noteDisposal);
    this.#places = places;
    replaceMethod('throwIfDisposed', methods.throwIfDisposed, refuse);
    const depth = Error.stackTraceLimit;
    if (places) Error.stackTraceLimit = STACK_DEPTH;
    this.#stop = () => {
      Error.stackTraceLimit = depth;
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

  /** Ends the trace; a second call does nothing. */
  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #error(tensor: Tensor): DisposedTensorError {
    const disposal = this.#disposals.get(tensor);
    const what = describeTensor(tensor);
    const line = disposal?.at && userLineOf(disposal.at.stack);
    const how = !this.#places
      ? 'before'
      : disposal === undefined
        ? 'before this test'
        : `by ${disposal.by}${line === undefined ? '' : ` at ${line}`}`;
    return new DisposedTensorError(`Tensor is disposed. The ${what} was disposed of ${how}.`, {
      argument: 'tensor',
      expected: 'a live tensor',
      actual: what,
      ...(!this.#places && { hint: 'leakGuard({ disposals: true }) says where.' }),
      ...(disposal?.by === 'tf.tidy()' && {
        hint: 'return it from the function that tf.tidy() runs, or keep it: tf.keep(tensor).',
      }),
    });
  }
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
