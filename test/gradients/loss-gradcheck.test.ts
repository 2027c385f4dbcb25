import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import { checkLossGradients } from '../../src/gradients/loss-gradcheck.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest({ variables: true });

/** Squares, with a gradient that lacks its factor of 2. */
const halfSquare = tf.customGrad((x) => {
  if (!(x instanceof tf.Tensor)) throw new Error('the first argument is a tensor');
  return { value: x.square(), gradFunc: (dy: tf.Tensor) => dy.mul(x) };
});

describe('the gradient of a loss by variables', () => {
  test.each([0, 1, 2, 3, 4])('right, seed %i', (seed) => {
    const w = tf.variable(tf.randomNormal([4, 3], 0, 1, 'float32', seed));
    const b = tf.variable(tf.zeros([3]));
    const x = tf.randomNormal([8, 4], 0, 1, 'float32', seed + 1);
    const loss = (): tf.Scalar => tf.relu(x.matMul(w).add(b)).square().mean();
    expect(checkLossGradients(loss, [w, b], { seed }).pass).toBe(true);
    expect(loss).toPassGradcheck([w, b], { seed });
  });

  test('wrong by a factor', () => {
    const w = tf.variable(tf.tensor1d([1, 2, 3]));
    const { pass, details } = checkLossGradients(() => halfSquare(w).sum(), [w]);
    expect(pass).toBe(false);
    expect(details.inputs[0]?.verdict.kind).toBe('wrong');
    expect(() => {
      expect(() => halfSquare(w).sum()).toPassGradcheck([w]);
    }).toThrow(/variable 0 \[3\] is wrong: it is 0\.5 times/u);
  });

  test('second order, right and wrong', () => {
    const w = tf.variable(tf.tensor1d([0.5, -1, 2]));
    const detached = tf.customGrad((x) => {
      if (!(x instanceof tf.Tensor)) throw new Error('the first argument is a tensor');
      const values = x.dataSync().map((value) => 2 * value);
      return { value: x.square(), gradFunc: (dy: tf.Tensor) => dy.mul(tf.tensor(values)) };
    });
    const tensors = tf.memory().numTensors;
    expect(checkLossGradients(() => w.square().mul(w).sum(), [w], { order: 2 }).pass).toBe(true);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(checkLossGradients(() => detached(w).sum(), [w]).pass).toBe(true);
    const second = checkLossGradients(() => detached(w).sum(), [w], { order: 2 });
    expect(second.pass).toBe(false);
    expect(second.message()).toContain('second-order gradient');
  });

  test('what else the loss moves is put back', () => {
    const [w, calls] = [tf.variable(tf.ones([3])), tf.variable(tf.scalar(0))];
    const loss = (): tf.Scalar => {
      calls.assign(calls.add(1));
      return w.square().sum();
    };
    const tensors = tf.memory().numTensors;
    expect(checkLossGradients(loss, [w]).pass).toBe(true);
    expect(calls.arraySync()).toBe(0);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  const refused = (loss: (w: tf.Variable) => unknown) => () => {
    const w = tf.variable(tf.tensor1d([1, 2, 3]));
    return checkLossGradients(() => loss(w) as tf.Scalar, [w]);
  };

  test('an error of a variable that is read comes before one of a variable that is not', () => {
    const [w, other] = [tf.variable(tf.tensor1d([1, 2, 3])), tf.variable(tf.ones([2]))];
    const { pass, details } = checkLossGradients(() => halfSquare(w).sum(), [w, other]);
    expect(pass).toBe(false);
    expect(details.inputs.map(({ verdict }) => verdict.kind)).toEqual(['wrong', 'right']);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['no function', () => checkLossGradients(tf.scalar(1) as never, []), /must be a loss \(\) => scalar/u],
    ['no variables', () => checkLossGradients(() => tf.scalar(1), []), /a list of one or more variables/u],
    [
      'a loss that is a vector',
      refused((w) => w.square()),
      /must give a float32 scalar, got a tensor float32\[3\]/u,
    ],
    [
      'an asynchronous loss',
      refused((w) => Promise.resolve(w.sum())),
      /must give a float32 scalar, got a promise.*\n.*can not be async/u,
    ],
    ['a loss that is a number', refused(() => 3), /must give a float32 scalar, got the number 3/u],
    ['an integer loss', refused((w) => w.toInt().sum()), /must give a float32 scalar, got/u],
    ['a loss that gives nothing', refused(() => undefined), /must give a float32 scalar, got undefined/u],
    ['a loss that reads something else', refused(() => tf.scalar(3)), /does not depend on variable 0/u],
    [
      'a loss that disposes of its variable',
      refused((w) => {
        const sum = w.sum();
        w.dispose();
        return sum;
      }),
      /leaves its variables alone; variable 0 has been disposed/u,
    ],
    ['tensors', () => checkLossGradients(() => tf.scalar(1), [tf.ones([2]) as never]), /variables must be/u],
  ])('refuses %s', (_, run, message) => {
    expect(run).toThrow(message);
  });
});
