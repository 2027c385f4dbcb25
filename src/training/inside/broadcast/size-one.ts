import type { ForwardGraph, GraphTensor } from './forward-graph.ts';

/** How an axis came to have size 1: on purpose, as a reduction or a reshape makes it; or by itself. */
export type SizeOneOrigin = 'purpose' | 'native';

const REDUCTIONS = new Set([
  'Sum',
  'Mean',
  'Max',
  'Min',
  'Prod',
  'All',
  'Any',
  'ArgMax',
  'ArgMin',
  'Norm',
  'Bincount',
]);
const RESHAPES = new Set(['Reshape', 'ExpandDims', 'Squeeze']);
/** They pick, or pool: an axis of size 1 is what was asked for, unless it had that size before. */
const PICKING = /^(?:Slice|StridedSlice|Gather|SplitV|Unpack|TopK|Pack|Tile|Concat)|Pool/u;
/** They make their last axis anew, as large as there are filters. */
const WEIGHTED = /MatMul|Conv/u;

/**
 * Follows an axis of size 1 back to where it got that size.
 * @param fromRight which axis, counted from the last one, 0
 */
export function originOfSizeOne(graph: ForwardGraph, tensor: GraphTensor, fromRight: number): SizeOneOrigin {
  const seen = new Set<number>();
  const visit = ({ id, shape: own }: GraphTensor): SizeOneOrigin => {
    if (seen.has(id)) return 'native';
    seen.add(id);
    const maker = graph.makerOf(id);
    if (maker === undefined) {
      const { input, target, held } = graph.descentOf(id);
      return input || target || held ? 'native' : 'purpose';
    }
    const { kernel, inputs } = maker;
    if (REDUCTIONS.has(kernel)) return 'purpose';
    const hadIt = inputs.filter(({ shape }) => shape.length > fromRight && shape.at(-1 - fromRight) === 1);
    if (RESHAPES.has(kernel)) {
      // A dense layer on sequences reshapes round its product: the last axis stays.
      const [only] = hadIt;
      return only !== undefined && fromRight === 0 ? visit(only) : 'purpose';
    }
    if (WEIGHTED.test(kernel) && fromRight === 0) return 'native';
    const [first] = inputs;
    const before = WEIGHTED.test(kernel)
      ? hadIt.filter((each) => each === first)
      : hadIt.filter(({ id: each, shape }) => {
          // Statistics and the like are applied to it, and are not what it was.
          if (shape.length !== own.length) return false;
          const { input, target, held } = graph.descentOf(each);
          return input || target || held;
        });
    if (before.length === 0) return PICKING.test(kernel) || !WEIGHTED.test(kernel) ? 'purpose' : 'native';
    return before.some((each) => visit(each) === 'purpose') ? 'purpose' : 'native';
  };
  return visit(tensor);
}

/** The tensor of which another one is a view. */
export function rootOf(graph: ForwardGraph, { id }: GraphTensor): number {
  const maker = graph.makerOf(id);
  const [only, ...others] = maker?.inputs ?? [];
  const isView =
    maker !== undefined &&
    (RESHAPES.has(maker.kernel) || ['Identity', 'Cast', 'Transpose'].includes(maker.kernel));
  return isView && only !== undefined && others.length === 0 ? rootOf(graph, only) : id;
}

export function isReduction(kernel: string): boolean {
  return REDUCTIONS.has(kernel);
}
