import type { Task } from '../../subject/task.ts';
import type { HostTensor } from './host-tensor.ts';

/** What an output's values look like, whatever made them. */
export type Head =
  /** Rows of the last axis sum to one. */
  | 'softmax'
  /** Everything lies between 0 and 1. */
  | 'unit'
  /** Any numbers. */
  | 'linear';

/** As close as float32 gets a sum of probabilities to one. */
const SUM_TOLERANCE = 1e-3;

/** @param width elements of a row */
export function headOf(values: ArrayLike<number>, width: number): Head {
  let isUnit = values.length > 0;
  let sumsToOne = width >= 2;
  for (let row = 0; row < values.length; row += width) {
    let sum = 0;
    for (let i = row; i < row + width; i++) {
      const value = values[i] ?? NaN;
      sum += value;
      if (!(value >= 0 && value <= 1)) isUnit = false;
    }
    if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) sumsToOne = false;
  }
  if (!isUnit) return 'linear';
  return sumsToOne ? 'softmax' : 'unit';
}

/**
 * A target as a prediction that hits it: of the same shape, or one-hot where it holds class numbers.
 * @param shape of the prediction
 * @param task what the user says: only classes have numbers
 */
export function targetInShape(
  target: HostTensor | undefined,
  shape: readonly number[],
  task: Task | undefined,
): Float32Array | undefined {
  if (target === undefined) return undefined;
  const size = shape.reduce((product, each) => product * each, 1);
  const squeezed = (of: readonly number[]): string => of.filter((each) => each !== 1).join();
  if (target.values.length === size && squeezed(target.shape) === squeezed(shape)) {
    return Float32Array.from(target.values);
  }
  const classes = shape.at(-1) ?? 1;
  const isNumbers =
    (task === undefined || task === 'classes') &&
    classes >= 2 &&
    target.values.length * classes === size &&
    squeezed(target.shape) === squeezed(shape.slice(0, -1)) &&
    target.values.every((each) => Number.isInteger(each) && each >= 0 && each < classes);
  if (!isNumbers) return undefined;
  const oneHot = new Float32Array(size);
  target.values.forEach((each, row) => (oneHot[row * classes + each] = 1));
  return oneHot;
}
