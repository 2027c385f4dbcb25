import type { Variable } from '@tensorflow/tfjs-core';
import type { Environment } from '../tensor/shape-spec/index.ts';

/** By what the gradients of variables are looked at. */
export type GradientLook = 'gradient check' | 'flow check' | 'sanity run';

/** A contract that was put round a function. */
export interface MadeContract {
  /** The function, as messages call it; empty where it has no name. */
  readonly name: string;
  /** What the user wrote; of an object, as JSON. */
  readonly signature: string;
  /** Every name of an axis or a run of axes that it binds. */
  readonly axes: readonly string[];
  /** The library's function that was called; its caller made the contract. */
  readonly boundary: (...args: never[]) => unknown;
}

/** Watches the calls of one contract. */
export interface ContractWatch {
  /** @param environment what the shapes of a call bound */
  kept(environment: Environment): void;
  refused(): void;
}

/** What the parts of the library tell whoever listens to a run of tests. Each kind of coverage that is collected adds its own. */
export interface RunListeners {
  /** @returns who watches its calls */
  contractMade: (made: MadeContract) => ContractWatch;
  gradientsSeen: (by: GradientLook, variables: readonly Variable[]) => void;
  /** A gradient is compared with differences. @returns told when that has ended */
  gradcheckBegins: () => () => void;
}

/** Under one name for all copies of the library: a worker may hold the plugin's, the tests' and the CommonJS one. */
const LISTENERS = Symbol.for('tensorproof.run-listeners');

/**
 * Who listens to this run. Nobody does unless coverage is collected, and then asking is all that it costs.
 * @returns `undefined` where nobody listens
 */
export function runListeners(): Readonly<Partial<RunListeners>> | undefined {
  // Nothing but listenToRun writes there.
  return Reflect.get(globalThis, LISTENERS) as Partial<RunListeners> | undefined;
}

/**
 * Listens to this run, in addition to what listens already.
 * @returns ends it
 */
export function listenToRun(listeners: Partial<RunListeners>): () => void {
  const before = runListeners();
  Reflect.set(globalThis, LISTENERS, { ...before, ...listeners });
  return () => {
    if (before === undefined) Reflect.deleteProperty(globalThis, LISTENERS);
    else Reflect.set(globalThis, LISTENERS, before);
  };
}
