import * as tf from '@tensorflow/tfjs';
import { gradientCase, input, type GradientCase } from '../gradient-case.ts';

const BATCHES: readonly (readonly [number[], number[]])[] = [[[], []], [[2], [2]], [[2], [1]], [[1], [2]], [[], [2]], [[2, 1], [2, 2]], [[1, 2], [2, 1]]]; // prettier-ignore

/** Products of matrices, fused ones, and losses that define their own gradient. */
export const products: readonly GradientCase[] = [
  ...BATCHES.flatMap(([before, after]) =>
    [false, true].flatMap((ta) =>
      [false, true].flatMap((tb) => {
        const a = input([...before, ...(ta ? [3, 2] : [2, 3])]);
        const b = input([...after, ...(tb ? [4, 3] : [3, 4])]);
        const at = `[${a.shape.join(', ')}] by [${b.shape.join(', ')}]${ta ? ' transposeA' : ''}${tb ? ' transposeB' : ''}`;
        return [
          gradientCase('BatchMatMul', at, [a, b], (x, y) => tf.matMul(x, y, ta, tb)),
          gradientCase('BatchMatMul', at, [a, b], (x, y) => tf.matMul(x, y, ta, tb), 2),
          gradientCase('customGrad fused.matMul', at, [a, b, input([4])], (x, y, bias) => tf.fused.matMul({ a: x, b: y, transposeA: ta, transposeB: tb, bias: bias })),
        ];
      }),
    ),
  ),
  ...([1, 2] as const).flatMap((order) => [
    gradientCase('customGrad softmaxCrossEntropy', '[2, 3], labels not normalised', [input([2, 3], 0.1, 1), input([2, 3], -2, 2)], (y, x) => tf.losses.softmaxCrossEntropy(y, x), order),
    gradientCase('customGrad softmaxCrossEntropy', '[2, 3] smoothed, labels not normalised', [input([2, 3], 0.1, 1), input([2, 3], -2, 2)], (y, x) => tf.losses.softmaxCrossEntropy(y, x, undefined, 0.1), order),
    gradientCase('customGrad softmaxCrossEntropy', '[2, 3], by the logits of a distribution', [input([2, 3], -2, 2)], (x) => tf.losses.softmaxCrossEntropy(tf.tensor2d([1, 0, 0, 0.2, 0.3, 0.5], [2, 3]), x), order),
    gradientCase('customGrad softmaxCrossEntropy', '[2, 3], by labels that sum to one', [input([2, 3])], (y) => tf.losses.softmaxCrossEntropy(tf.softmax(y), tf.tensor2d([1, 0, -1, 0.2, 0.3, 0.5], [2, 3])), order),
  ]),
]; // prettier-ignore
