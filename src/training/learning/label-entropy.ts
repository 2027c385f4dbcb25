import type { TensorGroup } from '../../subject/tensor-group.ts';
import { entriesOf } from '../../subject/tensor-group.ts';
import type { OutputScene } from './loss-scene.ts';

/**
 * What share of a constant prediction's loss is left to a model that knows its inputs by heart: samples that are alike, bit for bit, and
 * have other targets, can't be told apart.
 * @returns from 0, for inputs that tell all targets apart, to 1, for inputs that are all alike
 */
export function inseparableShare(
  xs: TensorGroup,
  samples: number,
  { target, task, width }: OutputScene,
): number {
  if (target === undefined || samples === 0) return 0;
  const keys = Array.from({ length: samples }, () => '');
  for (const [, tensor] of entriesOf(xs, 'inseparableShare', 'xs')) {
    const values = tensor.dataSync();
    const size = values.length / samples;
    keys.forEach((key, row) => (keys[row] = `${key}|${values.slice(row * size, (row + 1) * size).join()}`));
  }
  const groups = new Map<string, number[]>();
  for (const [row, key] of keys.entries()) groups.set(key, [...(groups.get(key) ?? []), row]);
  if (groups.size === samples) return 0;
  const spreadOf = (rows: readonly number[]): number =>
    rows.length * (task === 'classes' ? entropy(rows, target, samples) : variance(rows, target, samples));
  const all =
    task === 'classes'
      ? samples * Math.log(width) * rowsPerSample(target, samples, width)
      : spreadOf([...keys.keys()]);
  const within = [...groups.values()].reduce((sum, rows) => sum + spreadOf(rows), 0);
  return all === 0 ? 0 : within / all;
}

function rowsPerSample(target: Float32Array, samples: number, width: number): number {
  return target.length / samples / width;
}

/** The entropy of one-hot targets over samples, in nats, summed over the places of a sample. */
function entropy(rows: readonly number[], target: Float32Array, samples: number): number {
  return sumOverElements(rows, target, samples, (values) => {
    const share = values.reduce((sum, value) => sum + value, 0) / values.length;
    return share <= 0 ? 0 : -share * Math.log(share);
  });
}

function variance(rows: readonly number[], target: Float32Array, samples: number): number {
  return sumOverElements(rows, target, samples, (values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  });
}

function sumOverElements(
  rows: readonly number[],
  target: Float32Array,
  samples: number,
  of: (values: readonly number[]) => number,
): number {
  const size = target.length / samples;
  let sum = 0;
  for (let i = 0; i < size; i++) sum += of(rows.map((row) => target[row * size + i] ?? 0));
  return sum;
}
