import type { ForwardGraph, GraphNode, GraphRun, GraphTensor } from './forward-graph.ts';
import { isReduction, originOfSizeOne, rootOf } from './size-one.ts';

/** Why a broadcast can hardly be meant. */
export type BroadcastReason =
  /** Each sample meets every other one: the batch is on two axes of what comes out. */
  | 'every-pair'
  /** It fits only while the batch happens to be as large as another axis. */
  | 'by-chance'
  /** Predictions and targets differ in an axis that neither made on purpose. */
  | 'target'
  /** Two branches that differ in an axis that neither made on purpose. */
  | 'merge';

/** A kernel in which two shapes met, and why it looks like a mistake. */
export interface Suspect {
  readonly node: GraphNode;
  readonly reason: BroadcastReason;
}

const ADDITIVE = new Set(['Add', 'Sub', 'Maximum', 'Minimum', 'SquaredDifference']);
const SCALING = new Set(['Multiply', 'RealDiv', 'DivNoNan', 'Pow', 'FloorDiv', 'Mod']);

function isArithmetic(kernel: string): boolean {
  return ADDITIVE.has(kernel) || SCALING.has(kernel);
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/**
 * The broadcasts of a run that can hardly be meant.
 * @param other the same at another size of the batch, which shows where the batch goes; `undefined` where there is no batch
 * @param singleTarget whether there is one target only, which then is no mask
 */
export function suspects({ graph }: GraphRun, other: GraphRun | undefined, singleTarget: boolean): Suspect[] {
  const sizes = batchAxes(graph, other);
  const isPairwise = graph.nodes.some(
    ({ kernel, index }) => kernel.includes('MatMul') && (sizes(index)?.filter(Boolean).length ?? 0) > 1,
  );
  return graph.nodes.flatMap((node): Suspect[] => {
    const [a, b] = node.inputs;
    if (a === undefined || b === undefined || !isArithmetic(node.kernel) || !meets(graph, a, b)) return [];
    const reason = judge(graph, node, a, b, { sizes, isPairwise, singleTarget, other });
    return reason === undefined ? [] : [{ node, reason }];
  });
}

/** Two shapes, of which both hold data. */
function meets(graph: ForwardGraph, a: GraphTensor, b: GraphTensor): boolean {
  const isData = ({ id }: GraphTensor): boolean => {
    const { input, target, held } = graph.descentOf(id);
    return input || target || held;
  };
  return (
    a.shape.join() !== b.shape.join() && sizeOf(a.shape) > 1 && sizeOf(b.shape) > 1 && isData(a) && isData(b)
  );
}

/** Which axes of what a kernel gives hold the batch; `undefined` where that is not known. */
type BatchAxes = (index: number) => readonly boolean[] | undefined;

interface Circumstances {
  readonly sizes: BatchAxes;
  readonly isPairwise: boolean;
  readonly singleTarget: boolean;
  readonly other: GraphRun | undefined;
}

function judge(
  graph: ForwardGraph,
  node: GraphNode,
  a: GraphTensor,
  b: GraphTensor,
  { sizes, isPairwise, singleTarget, other }: Circumstances,
): BroadcastReason | undefined {
  const rank = Math.max(a.shape.length, b.shape.length);
  const at = (shape: readonly number[], axis: number): number => shape[axis - (rank - shape.length)] ?? 1;
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const widens = (one: GraphTensor, two: GraphTensor): boolean =>
    axes.some((axis) => at(one.shape, axis) === 1 && at(two.shape, axis) > 1);
  const [widensA, widensB] = [widens(a, b), widens(b, a)];
  if (a.shape.length !== b.shape.length) {
    if (other?.error !== undefined && other.graph.nodes.length === node.index) return 'by-chance';
    if (!widensA || !widensB || isPairwise || rootOf(graph, a) === rootOf(graph, b)) return undefined;
    const [low, high] = a.shape.length < b.shape.length ? [a, b] : [b, a];
    const known = sizes(node.index);
    if (known !== undefined) return known.filter(Boolean).length > 1 ? 'every-pair' : undefined;
    // Nothing shows where the batch is: [n] and [n, 1].
    const isColumn = low.shape.length === 1 && high.shape.length === 2 && high.shape[1] === 1;
    return isColumn && low.shape[0] === high.shape[0] && originOfSizeOne(graph, high, 0) === 'native'
      ? 'every-pair'
      : undefined;
  }
  // Where both widen, the axes were put there for it.
  if (widensA && widensB) return undefined;
  const [small, big] = widensA ? [a, b] : [b, a];
  if (small.shape[0] !== big.shape[0] || node.masks[node.inputs.indexOf(small)] === true) return undefined;
  const widened = axes.filter((axis) => at(small.shape, axis) === 1 && at(big.shape, axis) > 1);
  const isTarget = ({ id }: GraphTensor): boolean => {
    const { input, target } = graph.descentOf(id);
    return target && !input;
  };
  const meetsTarget = isTarget(small) !== isTarget(big);
  if (SCALING.has(node.kernel) && !(meetsTarget && singleTarget)) return undefined;
  if (widened.some((axis) => originOfSizeOne(graph, small, rank - 1 - axis) === 'purpose')) return undefined;
  if (meetsTarget) {
    return ADDITIVE.has(node.kernel) && comparesColumns(graph, node, big) ? undefined : 'target';
  }
  // In a loop of the user's own, targets are tensors that it holds on to.
  if (graph.descentOf(small.id).held && comparesColumns(graph, node, big)) return undefined;
  return isCentred(graph, big) ? undefined : 'merge';
}

/**
 * Whether what comes out is weighed column by column later, by something of its own: quantiles, the parts of a mixture. Then one
 * target for all columns is meant.
 */
function comparesColumns(graph: ForwardGraph, node: GraphNode, { shape }: GraphTensor): boolean {
  const columns = shape.at(-1);
  const derived = new Set(node.outputs.map(({ id }) => id));
  for (const { kernel, inputs, outputs, index } of graph.nodes) {
    if (index <= node.index || !inputs.some(({ id }) => derived.has(id))) continue;
    const isWeighed = inputs.some(
      (each) => !derived.has(each.id) && sizeOf(each.shape) > 1 && each.shape.at(-1) === columns,
    );
    if (isArithmetic(kernel) && isWeighed) return true;
    for (const { id } of outputs) derived.add(id);
  }
  return false;
}

/** Whether the mean or the like is taken off over the axes: a value for all, and advantages that sum to zero. */
function isCentred(graph: ForwardGraph, big: GraphTensor): boolean {
  const maker = graph.makerOf(big.id);
  const ids = new Set([big.id, ...(maker?.kernel === 'Sub' ? maker.inputs.map(({ id }) => id) : [])]);
  return graph.nodes.some(
    ({ kernel, inputs, outputs }) =>
      isReduction(kernel) &&
      inputs.some(({ id }) => ids.has(id)) &&
      outputs.some(({ shape }) => shape.length === big.shape.length && shape.at(-1) === 1),
  );
}

/** An axis holds the batch when it follows the batch's size. */
function batchAxes(graph: ForwardGraph, other: GraphRun | undefined): BatchAxes {
  const twins = other?.graph.nodes ?? [];
  const isSame =
    other?.error === undefined &&
    twins.length === graph.nodes.length &&
    graph.nodes.every(({ kernel }, i) => twins[i]?.kernel === kernel);
  if (!isSame || twins.length === 0) return () => undefined;
  return (index) => {
    const shape = graph.nodes[index]?.outputs[0]?.shape ?? [];
    const twin = twins[index]?.outputs[0]?.shape ?? [];
    return shape.map((size, axis) => size !== twin[axis]);
  };
}
