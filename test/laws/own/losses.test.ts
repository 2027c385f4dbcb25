import * as tf from '@tensorflow/tfjs-node';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import '../../../matchers/vitest.ts';
import { loss, tensor, type LossName } from '../../../src/arbitraries/index.ts';
import { resolveLoss } from '../../../src/subject/loss.ts';
import { scopeEachTest } from '../../scope-each-test.ts';

scopeEachTest({ variables: true });

const NAMES: readonly LossName[] = [
  'meanSquaredError',
  'meanAbsoluteError',
  'binaryCrossentropy',
  'categoricalCrossentropy',
  'sparseCategoricalCrossentropy',
  'hinge',
];

/** Clipping inside of the crossentropies leaves as much. */
const ZERO = 2e-6;

/** The predictions that say just what the labels are. */
function perfect(name: LossName, labels: tf.Tensor, predictions: tf.Tensor): tf.Tensor {
  if (name !== 'sparseCategoricalCrossentropy') return labels;
  return tf.oneHot(tf.cast(tf.reshape(labels, [-1]), 'int32'), predictions.shape.at(-1) ?? 1).toFloat();
}

describe.each(NAMES)('%s', (name) => {
  const cases = loss({ names: [name] });

  test('is nowhere below 0, and 0 where the predictions are the labels', async () => {
    const compute = await resolveLoss(name, undefined, 'test');
    fc.assert(
      fc.property(cases, ({ labels, predictions }) => {
        expect(compute(labels, predictions).dataSync()[0]).toBeGreaterThanOrEqual(-ZERO);
        expect(
          Math.abs(compute(labels, perfect(name, labels, predictions)).dataSync()[0] ?? NaN),
        ).toBeLessThan(ZERO);
      }),
    );
  });

  test('does not depend on the order of the batch', async () => {
    const compute = await resolveLoss(name, undefined, 'test');
    await expect(compute).toBeInvariantTo('batch permutation', {
      inputs: cases.map(({ labels, predictions }) => [labels, predictions]),
    });
  });
});

describe('losses of distances', () => {
  test.each(['meanSquaredError', 'meanAbsoluteError', 'logcosh'])(
    '%s are symmetric and stay at 0 or above',
    async (name) => {
      const compute = await resolveLoss(name, undefined, 'test');
      const swapped = (y: tf.Tensor, p: tf.Tensor): tf.Tensor => compute(p, y);
      await expect(compute).toAgreeWith(swapped, { inputs: 'b n, b n' });
      await expect(compute).toStayInRange(0, Infinity, { inputs: 'b n, b n', atol: ZERO });
    },
  );

  test('kullbackLeiblerDivergence of a distribution and itself is 0', async () => {
    const compute = await resolveLoss('kullbackLeiblerDivergence', undefined, 'test');
    fc.assert(
      fc.property(tensor('b n', { elements: { min: 0.125, max: 1 } }), (x) => {
        const p = tf.div(x, tf.sum(x, -1, true));
        expect(Math.abs(compute(p, p).dataSync()[0] ?? NaN)).toBeLessThan(ZERO);
      }),
    );
  });
});
