/**
 * What kernels do to a gradient, as far as it follows from the kernel alone. Operations that bring their own gradient stand
 * on the tape under the name of the op, e.g. `fusedMatMul`.
 */

/** Their gradient is zero everywhere, whatever comes in. */
const FLAT = new Set([
  ...['ArgMax', 'ArgMin', 'Ceil', 'Floor', 'GreaterEqual', 'IsFinite', 'IsInf', 'IsNan', 'OneHot'],
  ...['OnesLike', 'Round', 'Sign', 'Step', 'ZerosLike'],
]);

/** Products, by the names of their two factors: where one is zero, nothing reaches the other. */
const FACTORS: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['Multiply', ['a', 'b']],
  ['BatchMatMul', ['a', 'b']],
  ['Conv2D', ['x', 'filter']],
  ['Conv2DBackpropInput', ['dy', 'filter']],
  ['Conv3D', ['x', 'filter']],
  ['DepthwiseConv2dNative', ['x', 'filter']],
  ['FusedBatchNorm', ['x', 'scale']],
  ['Prelu', ['x', 'alpha']],
  ['fusedMatMul', ['0', '1']],
  ['fusedConv2d', ['0', '1']],
  ['fusedDepthwiseConv2d', ['0', '1']],
]);

/** Layers by weights: what the depth of a network is counted in. A table of embeddings is one, too. */
const WEIGHTED = new Set([...FACTORS.keys(), 'GatherV2'].filter((name) => name !== 'FusedBatchNorm'));

/** Sums, by the input that is spread over the output and whose gradient may cancel: a bias before batch norm. */
const SPREAD: ReadonlyMap<string, readonly string[]> = new Map([
  ['Add', ['a', 'b']],
  ['Sub', ['a', 'b']],
  ['BiasAdd', ['bias']],
  ['FusedBatchNorm', ['offset']],
  ['fusedMatMul', ['2']],
  ['fusedConv2d', ['2']],
  ['fusedDepthwiseConv2d', ['2']],
]);

/** They put elements elsewhere, and compute nothing. */
const VIEWS = new Set(['Cast', 'ExpandDims', 'Identity', 'Reshape', 'Squeeze', 'Transpose', 'clone']);

/** Linear in their inputs, beside products: what stands between a layer's weights and its activation. */
const AFFINE = new Set([
  ...SPREAD.keys(),
  ...FACTORS.keys(),
  ...VIEWS,
  'AddN',
  'RealDiv',
  'Concat',
  'Unpack',
]);

/** Whether the gradient to that input is zero everywhere. */
export function isFlat(kernel: string, input: string): boolean {
  return FLAT.has(kernel) || (kernel === 'Select' && input === 'condition');
}

/**
 * Whether a kernel cuts fractions off, while TensorFlow.js gives it a gradient that would be right if it didn't.
 * @param from dtype that comes in
 * @param to dtype that goes out
 */
export function truncates(kernel: string, from: string, to: string): boolean {
  return (
    kernel === 'FloorDiv' || (kernel === 'Cast' && from === 'float32' && (to === 'int32' || to === 'bool'))
  );
}

/** The other factor of a product; `undefined` where the kernel is none or the input no factor. */
export function otherFactor(kernel: string, input: string): string | undefined {
  const factors = FACTORS.get(kernel);
  if (factors === undefined) return undefined;
  const [first, second] = factors;
  return input === first ? second : input === second ? first : undefined;
}

export function isProduct(kernel: string): boolean {
  return FACTORS.has(kernel);
}

export function isWeighted(kernel: string): boolean {
  return WEIGHTED.has(kernel);
}

export function isSpread(kernel: string, input: string): boolean {
  return SPREAD.get(kernel)?.includes(input) === true;
}

export function isView(kernel: string): boolean {
  return VIEWS.has(kernel);
}

export function isAffine(kernel: string): boolean {
  return AFFINE.has(kernel);
}
