import { getKernel, tensor, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { createGenerator, type Generator } from './generator.ts';

/** The part of a backend that a kernel reads its inputs with. */
interface HostReadable {
  readSync(dataId: TensorInfo['dataId']): Float32Array | Int32Array;
}

interface MultinomialAttributes {
  readonly numSamples: number;
  readonly seed: number;
  readonly normalized: boolean;
}

/**
 * Makes `tf.multinomial` repeatable on the native backend, by sampling on the host. The native kernel can't be: it cuts
 * TensorFlow.js's own draw, which is below 1, to a seed of 0, which stands for "any", and an explicit seed is carried on
 * from call to call.
 * @param currentGenerator the generator of the running code, `undefined` where none was seeded
 * @returns puts the native kernel back; `undefined` where the native backend is not loaded
 */
export function seedMultinomial(currentGenerator: () => Generator | undefined): (() => void) | undefined {
  // The declared type forgets that a backend may not be there.
  const kernel = getKernel('Multinomial', 'tensorflow') as KernelConfig | undefined;
  if (kernel === undefined) return undefined;
  const native = kernel.kernelFunc;
  kernel.kernelFunc = (call) => {
    // The registry is untyped: these are what `tf.multinomial` hands over, and every backend can be read.
    const attributes = call.attrs as unknown as MultinomialAttributes;
    const backend = call.backend as HostReadable;
    const { logits } = call.inputs;
    // Normalised logits are refused by the native kernel; let it say so.
    if (currentGenerator() === undefined || attributes.normalized || logits === undefined)
      return native(call);
    return sample(logits, backend.readSync(logits.dataId), attributes);
  };
  return () => {
    kernel.kernelFunc = native;
  };
}

/**
 * Draws from a categorical distribution by inverting its cumulative sum.
 * @param logits 'batch classes', unnormalised log-probabilities
 * @returns 'batch numSamples', int32
 */
function sample(
  logits: TensorInfo,
  values: ArrayLike<number>,
  { numSamples, seed }: MultinomialAttributes,
): TensorInfo {
  const [batch = 0, classes = 0] = logits.shape;
  const next = createGenerator(seed);
  const drawn = new Int32Array(batch * numSamples);
  for (let row = 0; row < batch; row++) {
    const cumulative = cumulativeWeights(values, row * classes, classes);
    const total = cumulative.at(-1) ?? 0;
    for (let i = 0; i < numSamples; i++) {
      const threshold = next() * total;
      const found = cumulative.findIndex((weight) => weight > threshold);
      drawn[row * numSamples + i] = found === -1 ? classes - 1 : found;
    }
  }
  return tensor(drawn, [batch, numSamples], 'int32');
}

/** Sums of exp(logit), relative to the largest so that none overflows. */
function cumulativeWeights(values: ArrayLike<number>, start: number, classes: number): Float64Array {
  let largest = -Infinity;
  for (let i = start; i < start + classes; i++) largest = Math.max(largest, values[i] ?? -Infinity);
  const cumulative = new Float64Array(classes);
  let sum = 0;
  for (let i = 0; i < classes; i++) {
    sum += Math.exp((values[start + i] ?? -Infinity) - largest);
    cumulative[i] = sum;
  }
  return cumulative;
}
