import { explains, type Pattern } from './evidence.ts';

/** One of the two is the softmax of the other along the last axis: logits where probabilities were meant, or the reverse. */
export const softmaxApplied: Pattern = {
  name: 'softmax',
  find(evidence) {
    const classes = evidence.shape.at(-1) ?? 0;
    if (classes < 2) return undefined;
    const probabilities = softmax(evidence.expected, classes);
    if (explains(evidence, probabilities)) {
      return 'actual is the softmax of expected along the last axis.';
    }
    const reverse = { ...evidence, actual: evidence.expected, expected: evidence.actual };
    if (explains(reverse, softmax(evidence.actual, classes))) {
      return 'expected is the softmax of actual along the last axis: are these logits?';
    }
    return undefined;
  },
};

/** The softmax along rows, computed a row at a time as it is asked for in order. */
function softmax(logits: ArrayLike<number>, classes: number): (position: number) => number {
  let row = -1;
  let [largest, sum] = [0, 0];
  return (position) => {
    const start = position - (position % classes);
    if (start !== row) {
      row = start;
      [largest, sum] = [-Infinity, 0];
      for (let i = start; i < start + classes; i++) largest = Math.max(largest, logits[i] ?? NaN);
      for (let i = start; i < start + classes; i++) sum += Math.exp((logits[i] ?? NaN) - largest);
    }
    return Math.exp((logits[position] ?? NaN) - largest) / sum;
  };
}
