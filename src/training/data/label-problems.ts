import type { Tensor } from '@tensorflow/tfjs-core';
import { countInfinite, type JudgedProblem } from './input-problems.ts';
import type { LabelProblem } from './sane-details.ts';

/** What is known of the output that a target belongs to. */
export interface OutputHint {
  /** Numbers in a row of the prediction. */
  readonly width: number;
  /** Whether each row is meant to be of one class: `undefined` where that can't be told. */
  readonly isClasses: boolean | undefined;
  /** Whether numbers are to be hit, so that the loss is zero where they are. */
  readonly isRegression: boolean;
}

/** As close as float32 gets a sum of probabilities to one. */
const SUM_TOLERANCE = 1e-3;
const MANY_SAMPLES = 8;

/**
 * What stands out in one target.
 * @param target of shape `batch ...`
 * @param hint `undefined` where there is no model to ask
 */
export function labelProblems(target: Tensor, hint: OutputHint | undefined): JudgedProblem<LabelProblem>[] {
  const values = target.dataSync();
  const infinite = countInfinite(values);
  if (infinite > 0) return [[{ kind: 'not finite', count: infinite }, true]];
  const [first = NaN] = values;
  const [samples = 1] = target.shape;
  if (hint?.isRegression === true && samples >= MANY_SAMPLES && values.every((value) => value === first)) {
    return [[{ kind: 'constant target', value: first }, true]];
  }
  const width = target.rank < 2 ? 1 : (target.shape.at(-1) ?? 1);
  return width >= 2 ? rowProblems(values, width, hint) : numberProblems(values, hint);
}

/** Labels as rows: one number for each class. */
function rowProblems(
  values: ArrayLike<number>,
  width: number,
  hint: OutputHint | undefined,
): JudgedProblem<LabelProblem>[] {
  const sums: number[] = [];
  for (let row = 0; row < values.length; row += width) {
    let sum = 0;
    for (let i = row; i < row + width; i++) {
      const value = values[i] ?? NaN;
      if (value < 0 || value > 1) return []; // these are no shares of classes
      sum += value;
    }
    sums.push(sum);
  }
  const off = sums.flatMap((sum, row) => (Math.abs(sum - 1) > SUM_TOLERANCE ? [row] : []));
  const [first] = off;
  if (first !== undefined) {
    // Rows with several labels, or any share of them, are labels that don't exclude each other.
    const mayBeClasses = sums.every(
      (sum) => Math.abs(sum - Math.round(sum)) <= SUM_TOLERANCE && sum <= 1 + SUM_TOLERANCE,
    );
    const isClasses = hint?.isClasses ?? (hint === undefined && mayBeClasses ? undefined : false);
    if (isClasses === false) return [];
    return [
      [
        { kind: 'row sums', rows: off.length, of: sums.length, first, sum: sums[first] ?? NaN },
        isClasses === true,
      ],
    ];
  }
  const classes = new Set(sums.map((_, row) => largestPlace(values, row * width, width)));
  return classes.size === 1 && sums.length >= MANY_SAMPLES
    ? [[{ kind: 'one class', samples: sums.length }, false]]
    : [];
}

function largestPlace(values: ArrayLike<number>, from: number, width: number): number {
  let place = 0;
  for (let i = 1; i < width; i++) if ((values[from + i] ?? 0) > (values[from + place] ?? 0)) place = i;
  return place;
}

/** Labels as class numbers, where the output has several classes. */
function numberProblems(
  values: ArrayLike<number>,
  hint: OutputHint | undefined,
): JudgedProblem<LabelProblem>[] {
  const classes = hint?.width ?? 1;
  const all = Array.from(values);
  if (classes < 2 || hint?.isClasses !== true || !all.every(Number.isInteger)) return [];
  const off = all.filter((value) => value < 0 || value >= classes);
  const [first] = off;
  if (first !== undefined)
    return [[{ kind: 'out of range', value: first, classes, count: off.length }, true]];
  return new Set(all).size === 1 && all.length >= MANY_SAMPLES
    ? [[{ kind: 'one class', samples: all.length }, false]]
    : [];
}
