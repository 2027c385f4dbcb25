import { engine, zeros, type Tensor } from '@tensorflow/tfjs-core';
import { STACK_DEPTH, userLineOf } from '../../engine/user-line.ts';
import { describeTensor } from '../../tensor/describe.ts';
import { truncates } from './kernels.ts';
import { joined, measure, NOTHING, type Magnitude } from './magnitude.ts';
import { unitActivity, type UnitActivity } from './unit-activity.ts';

/** A tensor that goes into an operation or comes out of it. */
export interface Strand {
  /** Its place among the inputs: `x`, `filter`, or `0`, `1`, … */
  readonly name: string;
  readonly id: number;
  readonly data: object;
  readonly size: number;
}

/** An operation that the loss was computed with, and what became of the gradient there. */
export interface TapeStep {
  /** The kernel, or the op where it brings its own gradient; `customGrad` for one of the user's. */
  readonly kernel: string;
  readonly inputs: readonly Strand[];
  readonly outputs: readonly Strand[];
  /** The layer or module that was at work. */
  readonly part: string | undefined;
  /** The user's line, e.g. `src/loss.ts:12:5`. */
  readonly line: string | undefined;
  /** Whether it cuts off fractions; the gradient that TensorFlow.js gives it anyway is put to zero. */
  readonly truncates: boolean;
  /** What came in from the loss; `undefined` where nothing did. */
  readonly incoming: Magnitude | undefined;
  /** What was passed on, by input. */
  readonly outgoing: ReadonlyMap<string, Magnitude>;
  /** Why it has no gradient, by input. */
  readonly failures: ReadonlyMap<string, string>;
  /** What its units did, where it is a rectifier. */
  readonly units: UnitActivity | undefined;
  /** Whether everything that came out of it is finite; `undefined` unless that was asked for. */
  readonly finite: boolean | undefined;
}

/** Values that were copied to the host while the loss was computed. */
export interface Readout {
  readonly data: object;
  readonly line: string | undefined;
}

type GradientMap = Readonly<Record<string, (() => Tensor) | undefined>>;

interface TapeNode {
  readonly inputs: Readonly<Record<string, Tensor | null | undefined>>;
  readonly outputs: readonly Tensor[];
  readonly saved?: readonly Tensor[];
  gradient?: ((dys: (Tensor | null)[]) => GradientMap) | undefined;
}

/** The parts of the engine that keep the tape. */
interface TapeEngine {
  addTapeNode: (kernel: string, inputs: unknown, outputs: unknown, own: unknown, ...rest: unknown[]) => void;
  readSync: (data: object) => unknown;
  read: (data: object) => unknown;
  readonly state: { readonly gradientDepth: number; readonly activeTape: readonly TapeNode[] | null };
}

/** How a tape is watched. */
export interface TapeWatchOptions {
  /** Names the layer or module at work. */
  readonly part: () => string | undefined;
  /** Whether a cast to integers passes no gradient on, as in truth, instead of one that isn't there. */
  readonly honest: boolean;
  /** Whether what comes out of every operation is looked at. */
  readonly values: boolean;
}

/** A step while it is filled in. */
class Step implements TapeStep {
  incoming: Magnitude | undefined;
  units: UnitActivity | undefined;
  finite: boolean | undefined;
  readonly outgoing = new Map<string, Magnitude>();
  readonly failures = new Map<string, string>();
  readonly kernel: string;
  readonly inputs: readonly Strand[];
  readonly outputs: readonly Strand[];
  readonly part: string | undefined;
  readonly truncates: boolean;
  readonly #made: Error;

  constructor(kernel: string, node: TapeNode, part: string | undefined) {
    this.kernel = kernel;
    this.inputs = Object.entries(node.inputs).flatMap(([name, tensor]) =>
      tensor ? [strand(name, tensor)] : [],
    );
    this.outputs = node.outputs.map((tensor, i) => strand(String(i), tensor));
    this.part = part;
    const from = Object.values(node.inputs).find((tensor) => tensor)?.dtype ?? '';
    this.truncates = truncates(kernel, from, node.outputs[0]?.dtype ?? '');
    this.#made = new Error();
  }

  // A stack is put into words only where a message needs it.
  get line(): string | undefined {
    return userLineOf(this.#made.stack);
  }
}

function strand(name: string, tensor: Tensor): Strand {
  return { name, id: tensor.id, data: tensor.dataId, size: tensor.size };
}

/**
 * Watches the tape of the gradients that are computed while it runs: every operation, the gradient that comes into it and the one that
 * it passes on. An operation without a gradient passes zeros on and is noted, instead of ending it all. One watch runs at a time.
 */
export class TapeWatch {
  readonly #steps: Step[] = [];
  readonly #saved = new Set<number>();
  readonly #readouts: { readonly data: object; readonly made: Error }[] = [];
  readonly #options: TapeWatchOptions;
  /** While the watch itself reads values. */
  #looking = false;
  #stop: (() => void) | undefined;

  constructor(options: TapeWatchOptions) {
    this.#options = options;
    // These methods and the state are there in every 4.x engine.
    const host = engine() as unknown as TapeEngine;
    const { addTapeNode, readSync, read } = host;
    const names = ['addTapeNode', 'readSync', 'read'] as const;
    const own = names.filter((name) => Object.hasOwn(host, name));
    const depth = Error.stackTraceLimit;
    host.addTapeNode = (kernel, inputs, outputs, ownGradient, ...rest): void => {
      addTapeNode.call(host, kernel, inputs, outputs, ownGradient, ...rest);
      const node = host.state.activeTape?.at(-1);
      if (node !== undefined) this.#watch(host, node, nameOf(kernel, ownGradient));
    };
    host.readSync = (data): unknown => {
      this.#noteRead(host, data);
      return readSync.call(host, data);
    };
    host.read = (data): unknown => {
      this.#noteRead(host, data);
      return read.call(host, data);
    };
    Error.stackTraceLimit = STACK_DEPTH;
    this.#stop = () => {
      Error.stackTraceLimit = depth;
      Object.assign(host, { addTapeNode, readSync, read });
      // A method that was the prototype's is uncovered again.
      for (const name of names) if (!own.includes(name)) Reflect.deleteProperty(host, name);
    };
  }

  /** Ends the watch; a second call does nothing. */
  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /** The operations, in the order in which they ran. */
  get steps(): readonly TapeStep[] {
    // What TensorFlow.js saves for the way back is cloned, on the tape: no step of the user's.
    return this.#steps.filter(({ outputs }) => !outputs.some(({ id }) => this.#saved.has(id)));
  }

  /** What was read while the loss was computed. */
  get readouts(): readonly Readout[] {
    return this.#readouts.map(({ data, made }) => ({ data, line: userLineOf(made.stack) }));
  }

  #noteRead({ state }: TapeEngine, data: object): void {
    if (!this.#looking && state.gradientDepth > 0) this.#readouts.push({ data, made: new Error() });
  }

  #look<Result>(run: () => Result): Result {
    const before = this.#looking;
    this.#looking = true;
    try {
      return run();
    } finally {
      this.#looking = before;
    }
  }

  #watch({ state }: TapeEngine, node: TapeNode, kernel: string): void {
    const step = new Step(kernel, node, this.#options.part());
    this.#steps.push(step);
    for (const { id } of node.saved ?? []) this.#saved.add(id);
    this.#look(() => {
      const input = node.inputs['x'];
      if (input && kernel === 'Relu') step.units = unitActivity(input, 0, Infinity);
      if (input && kernel === 'Relu6') step.units = unitActivity(input, 0, 6);
      if (this.#options.values) step.finite = node.outputs.every((output) => measure(output).finite);
    });
    const { gradient } = node;
    node.gradient = (dys): GradientMap => {
      // A gradient inside the loss (a gradient penalty) is part of the way forward.
      if (state.gradientDepth > 0) {
        if (gradient === undefined)
          throw new Error(`Cannot compute gradient: gradient function not found for ${kernel}.`);
        return gradient(dys);
      }
      step.incoming = this.#look(() => joined(dys.map((dy) => (dy ? measure(dy) : NOTHING))));
      let given: GradientMap = {};
      let failure = gradient === undefined ? 'it has no gradient' : undefined;
      try {
        if (gradient !== undefined) given = gradient(dys);
      } catch (error) {
        failure = messageOf(error);
      }
      return Object.fromEntries(
        Object.entries(node.inputs).flatMap(([name, input]) =>
          input ? [[name, (): Tensor => this.#passOn(step, name, input, failure ?? given[name])]] : [],
        ),
      );
    };
  }

  /**
   * Computes the gradient to one input, notes how large it is, and puts zeros where there is none.
   * @param compute what computes it, or why nothing does
   */
  #passOn(step: Step, name: string, input: Tensor, compute: (() => Tensor) | string | undefined): Tensor {
    const nothing = (failure?: string): Tensor => {
      if (failure !== undefined) step.failures.set(name, failure);
      step.outgoing.set(name, NOTHING);
      return zeros(input.shape);
    };
    if (typeof compute === 'string') return nothing(compute);
    if (compute === undefined) return nothing(`it has no gradient for its input '${name}'`);
    if (step.truncates && this.#options.honest) return nothing();
    try {
      const gradient = compute();
      if (gradient.dtype !== 'float32' || gradient.shape.join() !== input.shape.join()) {
        return nothing(
          `its gradient is ${describeTensor(gradient)} for an input of ${describeTensor(input)}`,
        );
      }
      step.outgoing.set(
        name,
        this.#look(() => measure(gradient)),
      );
      return gradient;
    } catch (error) {
      return nothing(messageOf(error));
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const OP_SUFFIX = '__op';

/** An operation that brings its own gradient is noted under the scope it ran in: that of its op, where it has one. */
function nameOf(kernel: string, ownGradient: unknown): string {
  if (typeof ownGradient !== 'function') return kernel;
  return kernel.endsWith(OP_SUFFIX) ? kernel.slice(0, -OP_SUFFIX.length) : 'customGrad';
}
