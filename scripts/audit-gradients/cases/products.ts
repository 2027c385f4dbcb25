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
          gradientCase('BatchMatMul', at, [a, b], (x, y) => tf.matMul(x as tf.Tensor, y as tf.Tensor, ta, tb)),
          gradientCase('BatchMatMul', at, [a, b], (x, y) => tf.matMul(x as tf.Tensor, y as tf.Tensor, ta, tb), 2),
          gradientCase('customGrad fused.matMul', at, [a, b, input([4])], (x, y, bias) => tf.fused.matMul({ a: x as tf.Tensor, b: y as tf.Tensor, transposeA: ta, transposeB: tb, bias: bias as tf.Tensor })),
        ];
      }),
    ),
  ),
  ...([1, 2] as const).flatMap((order) => [
    gradientCase('customGrad softmaxCrossEntropy', '[2, 3], labels not normalised', [input([2, 3], 0.1, 1), input([2, 3], -2, 2)], (y, x) => tf.losses.softmaxCrossEntropy(y as tf.Tensor, x as tf.Tensor), order),
    gradientCase('customGrad softmaxCrossEntropy', '[2, 3] smoothed, labels not normalised', [input([2, 3], 0.1, 1), input([2, 3], -2, 2)], (y, x) => tf.losses.softmaxCrossEntropy(y as tf.Tensor, x as tf.Tensor, undefined, 0.1), order),
    gradientCase('customGrad softmaxCrossEntropy', '[2, 3], by the logits of a distribution', [input([2, 3], -2, 2)], (x) => tf.losses.softmaxCrossEntropy(tf.tensor2d([1, 0, 0, 0.2, 0.3, 0.5], [2, 3]), x as tf.Tensor), order),
    gradientCase('customGrad softmaxCrossEntropy', '[2, 3], by labels that sum to one', [input([2, 3])], (y) => tf.losses.softmaxCrossEntropy(tf.softmax(y as tf.Tensor), tf.tensor2d([1, 0, -1, 0.2, 0.3, 0.5], [2, 3])), order),
  ]),
]; // prettier-ignore
