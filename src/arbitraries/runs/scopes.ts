import { engine, type Tensor } from '@tensorflow/tfjs-core';
import type { Belongings } from './belongings.ts';

/** The parts of the engine that say which tidy frees a tensor, and through which each tensor comes. */
interface ScopedEngine {
  trackTensor: (tensor: Tensor, ...rest: unknown[]) => unknown;
  readonly state: { scopeStack: unknown[]; activeScope: { readonly track: Tensor[] } | null | undefined };
  startScope(name?: string): void;
}

/**
 * Runs something outside of every `tf.tidy` that is open, and hands over the tensors that it leaves. So a hook that
 * closes a scope between the draw of a value and the run doesn't free the value.
 * @param leave takes each of them
 */
export function apart<Result>(run: () => Result, leave: (tensor: Tensor) => void): Result {
  // Both fields are there in every 4.x engine.
  const host = engine() as unknown as ScopedEngine;
  const { scopeStack, activeScope } = host.state;
  host.state.scopeStack = [];
  host.state.activeScope = undefined;
  host.startScope('a run of a property');
  const own = host.state.activeScope as { readonly track: Tensor[] } | undefined; // startScope has just set it
  try {
    return run();
  } finally {
    host.state.scopeStack = scopeStack;
    host.state.activeScope = activeScope;
    for (const tensor of own?.track ?? []) leave(tensor);
  }
}

type Track = ScopedEngine['trackTensor'];

let watching = 0;
let tap: Track | undefined;
let uncover: (() => void) | undefined;

/**
 * Says to whom each new tensor belongs while asynchronous runs are under way: scopes are no help across an `await`.
 * @param owner whose flow is running; `undefined` for a tensor of someone else
 * @returns ends it
 */
export function watchTensors(owner: () => Belongings | undefined): () => void {
  const host = engine() as unknown as ScopedEngine; // trackTensor is a method of every 4.x engine
  // Another that taps the engine may have taken this tap away along with its own.
  if (host.trackTensor !== tap) uncover = cover(host, owner);
  watching += 1;
  return () => {
    watching -= 1;
    if (watching > 0) return;
    uncover?.();
    tap = uncover = undefined;
  };
}

function cover(host: ScopedEngine, owner: () => Belongings | undefined): () => void {
  const { trackTensor } = host;
  const isOwn = Object.hasOwn(host, 'trackTensor');
  const own: Track = function (this: unknown, tensor, ...rest) {
    // A variable is announced when it is assigned to, and lives until its owner disposes of it.
    if (!('assign' in tensor)) owner()?.add(tensor);
    return trackTensor.call(this, tensor, ...rest);
  };
  host.trackTensor = tap = own;
  return () => {
    // Someone else's tap may lie over this one by now; then it stays below, and finds no owner.
    if (host.trackTensor !== own) return;
    if (isOwn) host.trackTensor = trackTensor;
    else Reflect.deleteProperty(host, 'trackTensor');
  };
}
