import { engine, type NamedAttrMap, type Tensor } from '@tensorflow/tfjs-core';
import { followParts, type PartWork } from './follow-parts.ts';
import { STACK_DEPTH, userLineOf } from './user-line.ts';

/** Where a kernel ran. */
export interface KernelPlace {
  /** As it is registered, e.g. `Softmax`; of an operation with a gradient of its own the name of the op, or `customGrad`. */
  readonly kernel: string;
  /** The layer or module that was at work; on the way back, the one whose gradient it is. */
  readonly part: string | undefined;
  /** The user's line, e.g. `src/loss.ts:12:5`. */
  readonly line: string | undefined;
}

/** An operation on the tape, whose gradient is being computed. */
export interface ForwardOperation extends KernelPlace {
  readonly inputs: readonly Tensor['dataId'][];
}

/** One run of a kernel. Its tensors are alive only while the watcher looks at them. */
export interface KernelRun extends KernelPlace {
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly outputs: readonly Tensor[];
  readonly attributes: NamedAttrMap;
  /** Whether another kernel runs it, as part of its own work. */
  readonly nested: boolean;
  /** Whether it belongs to the way back of a gradient. */
  readonly backward: boolean;
  /** Whose gradient it is part of; sums of gradients are part of none. */
  readonly of: ForwardOperation | undefined;
}

/** How kernels are watched. */
export interface KernelWatchOptions {
  /** Whose layers or modules are named at work. */
  readonly watched?: unknown;
  /** Looks at a kernel that has run; what it runs itself isn't watched. */
  readonly seen?: (run: KernelRun) => void;
  /** Looks at a layer or module that has done its work. */
  readonly worked?: (work: PartWork) => void;
  /**
   * May change what a kernel is given, before it runs. What it computes the change with stands on the tape.
   * @returns the inputs to run it with, or `undefined` to leave them
   */
  readonly before?: (
    kernel: string,
    inputs: Readonly<Record<string, Tensor>>,
  ) => Readonly<Record<string, Tensor>> | undefined;
}

type Inputs = Readonly<Record<string, Tensor | null | undefined>>;

interface KernelParameters {
  readonly kernelName?: string;
  readonly inputs: Inputs;
  readonly attrs?: NamedAttrMap;
}

type Gradients = Readonly<Record<string, (() => Tensor) | undefined>>;

interface TapeNode {
  readonly inputs: Inputs;
  gradient?: ((dys: unknown) => Gradients) | undefined;
}

/** The parts of the engine through which all kernels and the tape go. */
interface WatchedEngine {
  runKernelFunc: (parameters: KernelParameters) => Tensor | Tensor[];
  addTapeNode: (kernel: string, inputs: unknown, outputs: unknown, own: unknown, ...rest: unknown[]) => void;
  readonly state: { readonly gradientDepth: number; readonly activeTape: readonly TapeNode[] | null };
}

/**
 * Runs a function and shows every kernel that it runs, forward and on the way back of a gradient, with the layer or module at work
 * and the user's line. It looks where the engine runs kernels, so it works with every backend. Everything is put back as it was,
 * also on a throw.
 */
export function withKernelWatch<Result>(options: KernelWatchOptions, run: () => Result): Result {
  const body = (part: () => string | undefined): Result => {
    // These methods and the state are there in every 4.x engine.
    const host = engine() as unknown as WatchedEngine;
    const { runKernelFunc, addTapeNode } = host;
    const names = ['runKernelFunc', 'addTapeNode'] as const;
    const own = names.filter((name) => Object.hasOwn(host, name));
    const stackDepth = Error.stackTraceLimit;
    Error.stackTraceLimit = STACK_DEPTH;
    const start = new Error();
    Error.stackTraceLimit = stackDepth;
    let looking = false;
    let depth = 0;
    let sawTape = false;
    let gradientOf: ForwardOperation | undefined;

    const aside = <Value>(look: () => Value): Value => {
      looking = true;
      try {
        return look();
      } finally {
        looking = false;
      }
    };
    host.runKernelFunc = (parameters) => {
      const { kernelName } = parameters;
      if (looking || kernelName === undefined) return runKernelFunc.call(host, parameters);
      let inputs = present(parameters.inputs);
      const changed =
        options.before === undefined || depth > 0
          ? undefined
          : aside(() => options.before?.(kernelName, inputs));
      if (changed !== undefined) inputs = changed;
      sawTape ||= host.state.gradientDepth > 0;
      depth += 1;
      let given: Tensor | Tensor[];
      try {
        given = runKernelFunc.call(
          host,
          changed === undefined ? parameters : { ...parameters, inputs: changed },
        );
      } finally {
        depth -= 1;
      }
      const made = new Error();
      aside(() =>
        options.seen?.({
          kernel: kernelName,
          part: part() ?? gradientOf?.part,
          // A stack is put into words only where a message needs it.
          get line() {
            return lineOf(made, start);
          },
          inputs,
          outputs: Array.isArray(given) ? given : [given],
          attributes: parameters.attrs ?? {},
          nested: depth > 0,
          backward: gradientOf !== undefined || (sawTape && host.state.gradientDepth === 0),
          of: gradientOf,
        }),
      );
      return given;
    };
    const within = <Value>(operation: ForwardOperation, compute: () => Value): Value => {
      const before = gradientOf;
      gradientOf = operation;
      try {
        return compute();
      } finally {
        gradientOf = before;
      }
    };
    host.addTapeNode = (kernel, inputs, outputs, ownGradient, ...rest) => {
      addTapeNode.call(host, kernel, inputs, outputs, ownGradient, ...rest);
      const node = host.state.activeTape?.at(-1);
      const gradient = node?.gradient;
      if (node === undefined || gradient === undefined) return;
      const made = new Error();
      const operation: ForwardOperation = {
        kernel: operationName(kernel, ownGradient),
        part: part(),
        get line() {
          return lineOf(made, start);
        },
        inputs: Object.values(present(node.inputs)).map(({ dataId }) => dataId),
      };
      node.gradient = (dys) =>
        Object.fromEntries(
          Object.entries(within(operation, () => gradient(dys))).map(([name, compute]) => [
            name,
            compute && ((): Tensor => within(operation, compute)),
          ]),
        );
    };
    Error.stackTraceLimit = STACK_DEPTH;
    try {
      return run();
    } finally {
      Error.stackTraceLimit = stackDepth;
      Object.assign(host, { runKernelFunc, addTapeNode });
      // A method that was the prototype's is uncovered again.
      for (const name of names) if (!own.includes(name)) Reflect.deleteProperty(host, name);
    }
  };
  return followParts(options.watched, body, options.worked);
}

function present(inputs: Inputs): Readonly<Record<string, Tensor>> {
  return Object.fromEntries(
    Object.entries(inputs).filter((entry): entry is [string, Tensor] => Boolean(entry[1])),
  );
}

/** The user's line of a kernel; who called the check is left out, since that line runs no kernel. */
function lineOf({ stack }: Error, start: Error): string | undefined {
  const lines = (stack ?? '').split('\n');
  const callers = (start.stack ?? '').split('\n');
  let shared = 0;
  while (shared < lines.length && lines.at(-1 - shared) === callers.at(-1 - shared)) shared += 1;
  return userLineOf(lines.slice(0, lines.length - shared).join('\n'));
}

const OP_SUFFIX = '__op';

/** An operation that brings its own gradient stands on the tape under the scope it ran in: that of its op, where it has one. */
function operationName(kernel: string, ownGradient: unknown): string {
  if (typeof ownGradient !== 'function') return kernel;
  return kernel.endsWith(OP_SUFFIX) ? kernel.slice(0, -OP_SUFFIX.length) : 'customGrad';
}
