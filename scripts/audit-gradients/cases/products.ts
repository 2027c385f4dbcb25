import * as tf from '@tensorflow/tfjs';
import {
  both,
  composed,
  first,
  input,
  own,
  registered,
  second,
  shown,
  type GradientCase,
} from '../gradient-case.ts';

const BATCHES: readonly (readonly [number[], number[]])[] = [
  [[], []], [[2], [2]], [[2], [1]], [[1], [2]], [[], [2]], [[2], []], [[1], [1]], [[2, 1], [2, 2]], [[1, 2], [2, 1]], [[2], [2, 2]], [[2, 2], [2, 2]],
  [[1, 2, 1], [1, 2, 1]], [[1, 2, 1, 2], [1, 2, 1, 2]],
]; // prettier-ignore

const product = registered('BatchMatMul', 'tf.matMul');
const fused = own('tf.fused.matMul', '_FusedMatMul');
const entropy = own('tf.losses.softmaxCrossEntropy');
const shares = (): tf.Tensor2D => tf.tensor2d([1, 0, 0, 0.2, 0.3, 0.5], [2, 3]);
const logits = (): tf.Tensor2D => tf.tensor2d([1, 0, -1, 0.2, 0.3, 0.5], [2, 3]);

const losses: GradientCase[] = [
  ...both(entropy, '[2, 3] by logits', [input([2, 3], -2, 2)], (x) => tf.losses.softmaxCrossEntropy(shares(), x)),
  ...both(entropy, '[1, 3] by logits', [input([1, 3], -2, 2)], (x) => tf.losses.softmaxCrossEntropy([[0, 1, 0]], x)),
  ...both(entropy, '[2, 3] smoothed, by logits', [input([2, 3], -2, 2)], (x) => tf.losses.softmaxCrossEntropy(shares(), x, undefined, 0.1)),
  first(entropy, '[2, 3] weighted, by logits and weights', [input([2, 3], -2, 2), input([2], 0.5, 1)], (x, w) => tf.losses.softmaxCrossEntropy(shares(), x, w)),
  first(entropy, '[2, 3] by logits, no reduction', [input([2, 3], -2, 2)], (x) => tf.losses.softmaxCrossEntropy(shares(), x, undefined, 0, tf.Reduction.NONE)),
  first(entropy, '[2, 3] by large logits', [input([2, 3], 80, 84)], (x) => tf.losses.softmaxCrossEntropy(shares(), x)),
  first(entropy, '[2, 3] by logits, labels that sum to 2', [input([2, 3], -2, 2)], (x) => tf.losses.softmaxCrossEntropy(shares().mul(2), x)),
  ...both(entropy, '[2, 3] by labels', [input([2, 3], 0.1, 1)], (y) => tf.losses.softmaxCrossEntropy(y, logits())),
  ...both(entropy, '[2, 3] by labels that sum to one', [input([2, 3])], (y) => tf.losses.softmaxCrossEntropy(tf.softmax(y), logits())),
  first(composed('tf.losses.sigmoidCrossEntropy'), '[2, 3] by logits', [input([2, 3], -2, 2)], (x) => tf.losses.sigmoidCrossEntropy(shares(), x)),
  first(composed('tf.losses.sigmoidCrossEntropy'), '[2, 3] by labels', [input([2, 3], 0, 1)], (y) => tf.losses.sigmoidCrossEntropy(y, shares())),
  first(composed('tf.losses.meanSquaredError'), '[2, 3]', [input([2, 3]), input([2, 3])], (y, x) => tf.losses.meanSquaredError(y, x)),
  first(composed('tf.losses.absoluteDifference'), '[2, 3]', [input([2, 3]), input([2, 3])], (y, x) => tf.losses.absoluteDifference(y, x)),
  first(composed('tf.losses.huberLoss'), '[2, 3]', [input([2, 3], -3, 3), input([2, 3], -3, 3)], (y, x) => tf.losses.huberLoss(y, x)),
  first(composed('tf.losses.logLoss'), '[2, 3]', [input([2, 3], 0.1, 0.9), input([2, 3], 0.1, 0.9)], (y, x) => tf.losses.logLoss(y, x)),
  first(composed('tf.losses.hingeLoss'), '[2, 3]', [input([2, 3])], (x) => tf.losses.hingeLoss(tf.tensor2d([1, 0, 0, 0, 1, 1], [2, 3]), x)),
  first(composed('tf.losses.cosineDistance'), '[2, 3] axis 1', [input([2, 3]), input([2, 3])], (y, x) => tf.losses.cosineDistance(y, x, 1)),
]; // prettier-ignore

/** Products of matrices, fused ones, and losses. */
export const products: readonly GradientCase[] = [
  ...BATCHES.flatMap(([before, after]) =>
    [false, true].flatMap((ta) =>
      [false, true].flatMap((tb) => {
        const a = input([...before, ...(ta ? [3, 2] : [2, 3])]);
        const b = input([...after, ...(tb ? [4, 3] : [3, 4])]);
        const at = `${shown(a.shape)} by ${shown(b.shape)}${ta ? ' transposeA' : ''}${tb ? ' transposeB' : ''}`;
        const multiply: GradientCase['run'] = (x, y) => tf.matMul(x, y, ta, tb);
        return [
          first(product, at, [a, b], multiply),
          ...(before.length < 2 ? [second(product, at, [a, b], multiply)] : []),
          first(fused, `${at}, bias [4]`, [a, b, input([4])], (x, y, bias) => tf.fused.matMul({ a: x, b: y, transposeA: ta, transposeB: tb, bias })),
        ];
      }),
    ),
  ),
  first(product, '[0, 3] by [3, 4]', [input([0, 3]), input([3, 4])], (x, y) => tf.matMul(x, y)),
  first(product, '[2, 0] by [0, 4]', [input([2, 0]), input([0, 4])], (x, y) => tf.matMul(x, y)),
  first(product, '[1, 1] by [1, 1]', [input([1, 1]), input([1, 1])], (x, y) => tf.matMul(x, y)),
  first(product, '[3, 3] by [3, 3] transposeA transposeB', [input([3, 3]), input([3, 3])], (x, y) => tf.matMul(x, y, true, true)),
  ...both(fused, '[2, 3] by [3, 4], no bias', [input([2, 3]), input([3, 4])], (x, y) => tf.fused.matMul({ a: x, b: y })),
  second(fused, '[2, 3] by [3, 4], bias [4]', [input([2, 3]), input([3, 4]), input([4])], (x, y, bias) => tf.fused.matMul({ a: x, b: y, bias })),
  ...[[1], [], [2, 4], [2, 1], [1, 4]].map((shape) => first(fused, `[2, 3] by [3, 4], bias ${shown(shape)}`, [input([2, 3]), input([3, 4]), input(shape)], (x, y, bias) => tf.fused.matMul({ a: x, b: y, bias }))),
  ...(['relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'] as const).map((activation) => first(fused, `[2, 3] by [3, 4], bias [4], ${activation}`, [input([2, 3]), input([3, 4]), input([4])], (x, y, bias) => tf.fused.matMul({ a: x, b: y, bias, activation }))),
  first(fused, '[2, 3] by [3, 4], prelu [4]', [input([2, 3]), input([3, 4]), input([4], 0.1, 0.5)], (x, y, alpha) => tf.fused.matMul({ a: x, b: y, activation: 'prelu', preluActivationWeights: alpha })),
  first(composed('tf.dot'), '[3] by [3, 2]', [input([3]), input([3, 2])], (x, y) => tf.dot(x, y)),
  first(composed('tf.outerProduct'), '[3] by [2]', [input([3]), input([2])], (x, y) => tf.outerProduct(x as tf.Tensor1D, y as tf.Tensor1D)), // as their shapes say
  ...losses,
]; // prettier-ignore
