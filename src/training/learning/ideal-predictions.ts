import type { OutputScene } from './loss-scene.ts';

/** The prediction that knows nothing of the sample: the mean target, or for classes how often each occurs. */
export function constantPrediction({ shape }: OutputScene, target: Float32Array): Float32Array {
  const samples = shape[0] ?? 1;
  const size = samples === 0 ? 0 : target.length / samples;
  const sums = new Float64Array(size);
  target.forEach((value, i) => (sums[i % size] = (sums[i % size] ?? 0) + value));
  return Float32Array.from(target, (_, i) => (sums[i % size] ?? 0) / samples);
}

/** A prediction that is certain of nothing, whatever the batch holds: the same share for each class, a half for each label. */
export function equalPrediction({ width, task }: OutputScene, target: Float32Array): Float32Array {
  return new Float32Array(target.length).fill(task === 'classes' ? 1 / width : 0.5);
}

/** Some of the way from one prediction to another. */
export function towards(from: Float32Array, to: Float32Array, share: number): Float32Array {
  return Float32Array.from(from, (value, i) => value + share * ((to[i] ?? value) - value));
}

/** Whether a target is of shares: of classes, of labels, or of one bit; zeros and ones that are numbers to the user are not. */
export function isOfShares({ task, isStated }: OutputScene, target: Float32Array): boolean {
  if (isStated && task === 'regression') return false;
  return (isStated && (task === 'classes' || task === 'multi-label')) || isBinary(target);
}

/** Whether all targets are 0 or 1: classes, labels, or one bit. */
export function isBinary(target: Float32Array): boolean {
  return target.every((value) => value === 0 || value === 1);
}
