import type { LossScene, OutputScene } from '../learning/loss-scene.ts';

/** What a loss takes for a prediction. */
export type Demand =
  /** Rows of probabilities that sum to one: what a class gets, the others lose. */
  | 'distribution'
  /** Numbers from 0 to 1: it takes their logarithm. */
  | 'probabilities'
  /** Any numbers: it applies a softmax itself. */
  | 'logits'
  /** Numbers as the targets are. */
  | 'values';

/** As near as float32 sums come. */
const NEAR = 1e-4;

/**
 * Finds out what a loss takes, by what it makes of a few predictions that are put in the place of the model's own.
 * @returns `undefined` where the loss does not look at this output, or the target has another form
 */
export function demandOf(scene: LossScene, output: OutputScene): Demand | undefined {
  const { target, width, task } = output;
  if (target === undefined) return undefined;
  const lossAt = (predict: (t: number, i: number) => number): number =>
    scene.lossOf(new Map([[output, target.map(predict)]]));
  const some = lossAt((_t, i) => 0.1 + 0.2 * (i % 4));
  const others = [lossAt((_t, i) => 0.8 - 0.25 * (i % 3)), lossAt((_t, i) => (i % 5 === 0 ? 0.9 : 0.15))];
  if (others.every((each) => near(each, some))) return undefined;
  if (task === 'classes') {
    // Rows that sum to one, with another share for every class.
    const row = (i: number): number => (1 + (i % width)) / ((width * (width + 1)) / 2);
    const own = lossAt((_t, i) => row(i));
    if (
      near(
        lossAt((_t, i) => row(i) + 2),
        own,
      )
    )
      return 'logits';
    const isScaled = near(
      lossAt((_t, i) => row(i) * 0.5),
      own,
    );
    const ignoresOthers = near(
      lossAt((t, i) => (t === 1 ? row(i) : Math.min(0.9, row(i) * 1.5))),
      own,
    );
    if (isScaled || ignoresOthers) return 'distribution';
  }
  const isBinary = target.every((t) => t >= 0 && t <= 1);
  if (isBinary) {
    const wrong = lossAt((t) => (t > 0.5 ? 0 : 1));
    const lessSure = lossAt((t) => (t > 0.5 ? 0.05 : 0.95));
    // A logarithm makes a prediction that is sure and wrong cost many times what one costs that is a little less so; of a distance, both
    // cost about the same.
    if (!Number.isFinite(wrong) || wrong > LOG_LIKE * Math.abs(lessSure)) return 'probabilities';
  }
  return 'values';
}

/** The usual epsilon of 1e-7 makes it 16 / 3 = 5.4; a square at most (1 / 0.95)² or (0.5 / 0.45)². */
const LOG_LIKE = 2.5;

function near(a: number, b: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= NEAR * Math.max(Math.abs(a), Math.abs(b));
}
