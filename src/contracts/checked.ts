import { requireOptions } from '../checks/options.ts';
import { ArgumentError } from '../errors.ts';
import { runListeners } from '../engine/run-listeners.ts';
import { Environment } from '../tensor/shape-spec/index.ts';
import { describeKind } from '../tensor/subject.ts';
import { breachError } from './breach-error.ts';
import { callSiteOf } from './call-site.ts';
import { axesOf, readContract } from './contract.ts';
import { disposeReturned, nextTensorId } from '../tensor/dispose-returned.ts';
import { gather, verify } from './verify.ts';
import type { ContractWatch } from '../engine/run-listeners.ts';
import type { ContractError } from '../errors.ts';
import type { Contract, ContractShapes } from './contract.ts';
import type { Breach, FoundTensor } from './verify.ts';

/** Options of `checked`. */
export interface CheckedOptions {
  /**
   * How messages call the function.
   * @defaultValue the function's own name
   */
  readonly name?: string;
}

/** One call of a checked function, as far as a failure needs it. */
interface Call {
  readonly contract: Contract;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly environment: Environment;
  /** There only where coverage is collected. */
  readonly watch: ContractWatch | undefined;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function' // looked at, not called
  );
}

/** Whether calling it can only give a promise, so that a breach must reject and not throw. */
function isAsync(fn: object): boolean {
  return Object.prototype.toString.call(fn) === '[object AsyncFunction]';
}

type Boundary = Parameters<typeof callSiteOf>[0];

function errorOf(breach: Breach, call: Call, boundary: Boundary, returned?: unknown): ContractError {
  const found: FoundTensor[] = [];
  call.contract.inputs.forEach((node, index) => gather(node, call.args[index], found));
  if (call.contract.output !== undefined && returned !== undefined) {
    gather(call.contract.output, returned, found);
  }
  return breachError(breach, found, { contract: call.name, callSite: callSiteOf(boundary) });
}

function verifyReturned(returned: unknown, since: number | undefined, call: Call, boundary: Boundary): void {
  const { output, isPlain } = call.contract;
  const breach = output && verify([output], [returned], call.environment, isPlain);
  if (breach === undefined) {
    call.watch?.kept(call.environment);
    return;
  }
  call.watch?.refused();
  const error = errorOf(breach, call, boundary, returned);
  if (since !== undefined) disposeReturned(returned, since);
  throw error;
}

/** An async function, so that V8 can say who awaits it. */
async function verifyResolved(
  promise: PromiseLike<unknown>,
  since: number | undefined,
  call: Call,
): Promise<unknown> {
  const returned = await promise;
  verifyReturned(returned, since, call, verifyResolved);
  return returned;
}

/**
 * Wraps a function so that every call checks the shapes of its tensors, going in and coming out. A name stands for the same
 * size throughout a call, so what comes out must agree with what went in. The contract is read once, here; a call that keeps it costs
 * a microsecond or two.
 *
 * What the function returned and the contract refuses, the caller never sees: tensors in it that were made during the call are
 * disposed, unless they are kept (`tf.keep`) or variables. Arguments are never disposed.
 * @param contract a signature, e.g. `'images: batch height width 3, batch 4 -> batch classes'`, or `{ args, returns }` for nested values.
 * Arguments beyond those it lists pass unchecked. Several outputs come as an array, or as an object where each has a name
 * @param fn a function, sync or async
 * @param options `name`: how messages call the function
 * @returns a function of the same type that throws a ContractError where the contract is broken; an `async` function rejects with it
 * @throws ShapeSpecError when a spec does not parse; ArgumentError when `fn` is no function or `contract` no contract
 * @example
 * const attend = checked('query: b n depth, key: b m depth -> b n m', (query: tf.Tensor3D, key: tf.Tensor3D) =>
 *   tf.matMul(query, key, false, true),
 * );
 * attend(tf.zeros([2, 3, 4]), tf.zeros([2, 5, 4])).shape // [2, 3, 5]
 * // With a key of [2, 5, 6] it throws a ContractError: key: axis 2 (depth) is 6, but query axis 2 bound depth = 4
 */
export function checked<F extends (...args: never[]) => unknown>(
  contract: string | ContractShapes,
  fn: F,
  options?: CheckedOptions,
): F {
  const given: unknown = fn; // callers without types hand over anything
  if (typeof given !== 'function') {
    throw new ArgumentError(`checked: fn must be a function, got ${describeKind(given)}.`, {
      argument: 'fn',
      expected: 'a function',
      actual: describeKind(given),
    });
  }
  const { name = given.name } = requireOptions(options, ['name'], 'checked');
  if (typeof name !== 'string') {
    throw new ArgumentError(`checked: name must be a string, got ${describeKind(name)}.`, {
      argument: 'name',
      expected: 'a string',
      actual: describeKind(name),
    });
  }
  const called: string = name; // narrowed here, not in the closure
  const read = readContract(contract);
  const rejects = isAsync(fn);
  const watch = runListeners()?.contractMade?.({
    name: called,
    signature: typeof contract === 'string' ? contract : JSON.stringify(contract),
    axes: axesOf(read),
    boundary: checked,
  });
  function wrapped(this: unknown, ...args: unknown[]): unknown {
    const call: Call = { contract: read, name: called, args, environment: new Environment(), watch };
    const breach = verify(read.inputs, args, call.environment, read.isPlain);
    if (breach !== undefined) {
      watch?.refused();
      const error = errorOf(breach, call, wrapped);
      if (rejects) return Promise.reject(error);
      throw error;
    }
    const since = nextTensorId();
    const returned: unknown = Reflect.apply(fn, this, args);
    if (isPromise(returned)) return verifyResolved(returned, since, call);
    verifyReturned(returned, since, call, wrapped);
    return returned;
  }
  Object.defineProperty(wrapped, 'name', { value: given.name, configurable: true });
  Object.defineProperty(wrapped, 'length', { value: given.length, configurable: true });
  // It takes what fn takes and returns what fn returns, or throws.
  return wrapped as unknown as F;
}
