import type { Trace, TracedKernel, TracedTensor } from './trace.ts';

/** The smallest and the largest value that a tensor can hold. */
export type Interval = readonly [min: number, max: number];

const EVERYTHING: Interval = [-Infinity, Infinity];

/** What a kernel gives, whatever it is given. */
const RANGES: Readonly<Record<string, Interval>> = {
  Abs: [0, Infinity],
  Cos: [-1, 1],
  Elu: [-1, Infinity],
  Erf: [-1, 1],
  Exp: [0, Infinity],
  Relu: [0, Infinity],
  Relu6: [0, 6],
  Selu: [-1.758_099_4, Infinity],
  Sigmoid: [0, 1],
  Sin: [-1, 1],
  Softmax: [0, 1],
  Softplus: [0, Infinity],
  Sqrt: [0, Infinity],
  Square: [0, Infinity],
  Tanh: [-1, 1],
};

const FUSED: Readonly<Record<string, Interval>> = {
  elu: [-1, Infinity],
  relu: [0, Infinity],
  relu6: [0, 6],
  sigmoid: [0, 1],
};

/** Kernels that only move elements. */
const MOVES = new Set([
  'Identity',
  'Reshape',
  'Transpose',
  'ExpandDims',
  'Slice',
  'StridedSlice',
  'Cast',
  'GatherV2',
  'Reverse',
  'Tile',
  'MaxPool',
  'AvgPool',
  'Max',
  'Min',
  'Mean',
  'ResizeBilinear',
  'ResizeNearestNeighbor',
]);

/** What a traced output can attain, and the kernel that bounds it. */
export interface AttainableRange {
  readonly range: Interval;
  /** The activation that ends the program, e.g. `Sigmoid`; `undefined` where nothing bounds the output. */
  readonly by: TracedKernel | undefined;
}

/**
 * Reads off the kernels what an output can attain: the range of the last activation, through what only moves elements and through sums
 * and products with constants. Where that can't be known, everything.
 * @param output which tensor of the trace, by its values: outputs are copied when they are read
 */
export function attainableRange({ kernels, outputs }: Trace, output: number): AttainableRange {
  const target = outputs[output];
  const last = kernels.findLast((kernel) =>
    kernel.outputs.some(
      (each) =>
        each.shape.join() === target?.shape.join() &&
        each.values?.every((value, i) => Object.is(value, target.values[i])) === true,
    ),
  );
  if (last === undefined) return { range: EVERYTHING, by: undefined };
  const makers = new Map(
    kernels.flatMap((kernel) => kernel.outputs.map((each) => [each.id, kernel] as const)),
  );
  const range = rangeOf(last, makers);
  const isBounded = Number.isFinite(range[0]) || Number.isFinite(range[1]);
  return { range, by: isBounded ? bounding(last, makers) : undefined };
}

type Makers = ReadonlyMap<number, TracedKernel>;

function rangeOf(kernel: TracedKernel, makers: Makers): Interval {
  const { kernel: name, attributes, inputs } = kernel;
  const fixed = Object.hasOwn(RANGES, name) ? RANGES[name] : undefined;
  if (fixed !== undefined) return fixed;
  if (name.startsWith('_Fused')) {
    const { activation } = attributes;
    return (typeof activation === 'string' ? FUSED[activation] : undefined) ?? EVERYTHING;
  }
  if (name === 'ClipByValue') return [Number(attributes['clipValueMin']), Number(attributes['clipValueMax'])];
  const [x, a, b] = [inputs['x'], inputs['a'], inputs['b']];
  if (MOVES.has(name) && x !== undefined) return rangeOfInput(x, makers);
  if (name === 'Neg' && x !== undefined) {
    const [min, max] = rangeOfInput(x, makers);
    return [-max, -min];
  }
  if (a === undefined || b === undefined) return EVERYTHING;
  return combined(name, rangeOfInput(a, makers), rangeOfInput(b, makers));
}

function rangeOfInput(tensor: TracedTensor, makers: Makers): Interval {
  const maker = makers.get(tensor.id);
  if (maker !== undefined) return rangeOf(maker, makers);
  // No kernel made it: a constant of the program. Only of a scalar is it sure that it isn't an input or a weight of many elements.
  const [value] = tensor.values ?? [];
  return tensor.values?.length === 1 && value !== undefined ? [value, value] : EVERYTHING;
}

function combined(name: string, a: Interval, b: Interval): Interval {
  switch (name) {
    case 'Add':
      return [a[0] + b[0], a[1] + b[1]];
    case 'Sub':
      return [a[0] - b[1], a[1] - b[0]];
    case 'Multiply':
      return hull([product(a[0], b[0]), product(a[0], b[1]), product(a[1], b[0]), product(a[1], b[1])]);
    case 'RealDiv':
      return b[0] === b[1] && b[0] !== 0 ? hull([a[0] / b[0], a[1] / b[0]]) : EVERYTHING;
    case 'Maximum':
      return [Math.max(a[0], b[0]), Math.max(a[1], b[1])];
    case 'Minimum':
      return [Math.min(a[0], b[0]), Math.min(a[1], b[1])];
    default:
      return EVERYTHING;
  }
}

function product(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

function hull(ends: readonly number[]): Interval {
  return ends.some(Number.isNaN) ? EVERYTHING : [Math.min(...ends), Math.max(...ends)];
}

/** The innermost kernel to which the bound goes back. */
function bounding(kernel: TracedKernel, makers: Makers): TracedKernel {
  if (Object.hasOwn(RANGES, kernel.kernel) || kernel.kernel.startsWith('_Fused')) return kernel;
  for (const input of Object.values(kernel.inputs)) {
    const maker = makers.get(input.id);
    if (maker === undefined) continue;
    const [min, max] = rangeOf(maker, makers);
    if (Number.isFinite(min) || Number.isFinite(max)) return bounding(maker, makers);
  }
  return kernel;
}
