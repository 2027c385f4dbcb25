import { tidy, type Tensor } from '@tensorflow/tfjs-core';
import { withKernelWatch, type KernelRun } from '../../../engine/kernel-watch.ts';
import { undisturbed } from '../../../engine/undisturbed.ts';
import type { Seed } from '../../../random/generator.ts';
import { copiesOf, type Program } from '../program.ts';
import { taped } from '../taped.ts';

/** A tensor that goes into a kernel or comes out. */
export interface GraphTensor {
  readonly id: number;
  readonly shape: readonly number[];
}

/** A kernel that ran on the way forward. */
export interface GraphNode {
  readonly index: number;
  readonly kernel: string;
  readonly part: string | undefined;
  readonly line: () => string | undefined;
  readonly inputs: readonly GraphTensor[];
  readonly outputs: readonly GraphTensor[];
  /** Whether an input holds nothing but zeros and what masks: as many as there are inputs. */
  readonly masks: readonly boolean[];
}

/** What a tensor was computed from. */
export interface Descent {
  /** From the inputs of the program. */
  readonly input: boolean;
  /** From its targets. */
  readonly target: boolean;
  /** From a tensor that the program holds on to, which may be data or a constant. */
  readonly held: boolean;
}

const CONSTANT: Descent = { input: false, target: false, held: false };

/** The kernels of one forward way, and what every tensor descends from. */
export class ForwardGraph {
  readonly nodes: GraphNode[] = [];
  readonly #makers = new Map<number, GraphNode>();
  readonly #descents = new Map<number, Descent>();
  readonly #weights: ReadonlySet<number>;
  readonly #holds: boolean;

  /** @param holds whether tensors from outside may be data, as in a function without arguments */
  constructor(weights: ReadonlySet<number>, holds: boolean) {
    this.#weights = weights;
    this.#holds = holds;
  }

  /** Names a source. */
  start({ id }: Tensor, side: 'input' | 'target'): void {
    this.#descents.set(id, { ...CONSTANT, [side]: true });
  }

  add(run: KernelRun): void {
    if (run.nested || run.backward) return;
    const inputs = Object.values(run.inputs);
    const isMerge = inputs.length === 2 && inputs[0]?.shape.join() !== inputs[1]?.shape.join();
    const node: GraphNode = {
      index: this.nodes.length,
      kernel: run.kernel,
      part: run.part,
      line: () => run.line,
      inputs: inputs.map(({ id, shape }) => ({ id, shape: [...shape] })),
      outputs: run.outputs.map(({ id, shape }) => ({ id, shape: [...shape] })),
      masks: inputs.map((each) => isMerge && isMask(each)),
    };
    const descent = inputs.map(({ id }) => this.descentOf(id)).reduce(together, CONSTANT);
    for (const { id } of node.outputs) {
      this.#makers.set(id, node);
      this.#descents.set(id, descent);
    }
    this.nodes.push(node);
  }

  makerOf(id: number): GraphNode | undefined {
    return this.#makers.get(id);
  }

  isWeight(id: number): boolean {
    return this.#weights.has(id);
  }

  descentOf(id: number): Descent {
    const known = this.#descents.get(id);
    if (known !== undefined) return known;
    return { ...CONSTANT, held: this.#holds && !this.#weights.has(id) };
  }
}

function together(one: Descent, other: Descent): Descent {
  return {
    input: one.input || other.input,
    target: one.target || other.target,
    held: one.held || other.held,
  };
}

/** Nothing but zeros and numbers so far below that a softmax takes them away. */
function isMask(tensor: Tensor): boolean {
  return (
    tensor.dtype === 'float32' &&
    tensor.size > 1 &&
    tensor.dataSync().every((value) => value === 0 || value <= -1e3)
  );
}

/** The graph of a run, and the error that ended it. */
export interface GraphRun {
  readonly graph: ForwardGraph;
  readonly error: unknown;
}

/** Runs the loss of a program forward, or what it predicts where there is none. */
export async function graphOf(program: Program, given: readonly Tensor[], seed: Seed): Promise<GraphRun> {
  const weights = new Set(program.weights.map(({ variable }) => variable.id));
  const graph = new ForwardGraph(weights, program.inputs.length === 0);
  let error: unknown;
  await undisturbed(seed, () => {
    try {
      tidy(() => {
        const copies = copiesOf(given);
        for (const [i, copy] of copies.entries()) graph.start(copy, program.inputs[i]?.side ?? 'input');
        withKernelWatch(
          {
            watched: program.watched,
            seen: (run) => {
              graph.add(run);
            },
          },
          () => {
            taped(() => {
              if (program.loss !== undefined) program.loss(copies, true);
              else program.forward?.(copies, true);
            });
          },
        );
      });
    } catch (thrown) {
      error = thrown;
    }
  });
  return { graph, error };
}
