import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import { checkLossGradients } from '../../src/gradients/loss-gradcheck.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest({ variables: true });

type Change = (dy: tf.Tensor) => tf.Tensor;

/** A loss that is as low as training brings it, and where something cancels, so that differences are noisy; its gradient can be tampered with. */
interface Trained {
  readonly loss: () => tf.Scalar;
  readonly weights: tf.Variable[];
  tamper(change: Change): void;
}

function trained(seed: number, form: 'classes' | 'regression', steps: number): Trained {
  const normal = (shape: number[], place: number, scale = 1): tf.Tensor =>
    tf.randomNormal(shape, 0, scale, 'float32', 100 * seed + place);
  let change: Change = (dy) => dy.clone();
  const identity = tf.customGrad((x) => ({
    value: (x as tf.Tensor).clone(),
    gradFunc: (dy: tf.Tensor) => change(dy),
  }));
  const xs = normal([24, 6], 1);
  const targets = xs.slice([0, 0], [24, 3]);
  const ys = form === 'classes' ? tf.oneHot(targets.argMax<tf.Tensor1D>(1), 3) : targets.tanh();
  const [w, b] = [tf.variable(normal([6, 16], 2, 0.4)), tf.variable(tf.zeros([16]))];
  const [v, c] = [tf.variable(normal([16, 3], 3, 0.3)), tf.variable(tf.zeros([3]))];
  const loss = (): tf.Scalar => {
    const hidden = tf.relu(xs.matMul(identity(w)).add(b));
    const scores = hidden.matMul<tf.Tensor2D>(v).add<tf.Tensor2D>(c);
    if (form === 'regression') return scores.sub(ys).square().mean<tf.Scalar>();
    return ys.mul(tf.softmax(scores).log()).sum(1).mean<tf.Scalar>().neg();
  };
  const optimizer = tf.train.adam(0.05);
  for (let step = 0; step < steps; step++) optimizer.minimize(loss);
  optimizer.dispose();
  return { loss, weights: [w, b, v, c], tamper: (next) => (change = next) };
}

const kindsOf = ({ loss, weights }: Trained, seed = 0): (string | undefined)[] =>
  checkLossGradients(loss, weights, { seed }).details.inputs.map(({ verdict }) => verdict.kind);

describe('near a minimum', () => {
  test.each(
    [0, 1, 2].flatMap((seed) => [['classes', 250, seed] as const, ['regression', 150, seed] as const]),
  )('a right gradient is not called wrong: %s, after %i steps, seed %i', (form, steps, seed) => {
    expect(kindsOf(trained(seed, form, steps), seed)).not.toContain('wrong');
  });

  test.each<[string, Change]>([
    ['zero', (dy) => tf.zerosLike(dy)],
    ['doubled', (dy) => dy.mul(2)],
    ['of the wrong sign', (dy) => dy.neg()],
    ['of rows that are swapped', (dy) => dy.reverse(0)],
  ])('a gradient that is %s is still found', (_, change) => {
    const program = trained(1, 'classes', 100);
    expect(kindsOf(program)).toEqual(['right', 'right', 'right', 'right']);
    program.tamper(change);
    expect(kindsOf(program)).toEqual(['wrong', 'right', 'right', 'right']);
  });
});

describe('where noise hides the gradient', () => {
  /** The mean of x², behind a sum so large that nothing is left of its digits. */
  const drowned =
    (w: tf.Variable, slope: number): (() => tf.Scalar) =>
    () =>
      tf.customGrad((x) => ({
        value: tf
          .scalar(1000)
          .add((x as tf.Tensor).square().sum())
          .sub(1000),
        gradFunc: (dy: tf.Tensor) => dy.mul(slope).mul(x as tf.Tensor),
      }))(w) as tf.Scalar;

  test.each([
    ['right', 2],
    ['zero', 0.001],
  ])('one that is %s is inconclusive, and does not pass', (_, slope) => {
    const w = tf.variable(tf.randomNormal([20], 0, 0.025, 'float32', 1));
    const { pass, details, message } = checkLossGradients(drowned(w, slope), [w]);
    expect(pass).toBe(false);
    expect(details.inputs[0]?.verdict).toMatchObject({ kind: 'inconclusive', cause: 'noise' });
    expect(message()).toContain('rounding inside the function hides up to');
    expect(message()).toContain('{ atol }');
  });

  test('what the user allows for passes', () => {
    const w = tf.variable(tf.randomNormal([20], 0, 0.025, 'float32', 1));
    expect(checkLossGradients(drowned(w, 2), [w], { atol: 0.01 }).pass).toBe(true);
  });
});
