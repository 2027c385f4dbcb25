import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import '../../matchers/vitest.ts';
import { expectNothingLeft } from '../scope-each-test.ts';

expectNothingLeft();

/** The message with which an expectation fails. */
async function messageOf(assertion: Promise<void>): Promise<string> {
  try {
    await assertion;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the expectation holds, so it has no message');
}

/** A weight that learns, one behind a rounding, and one whose values are copied. */
function program(): { loss: () => tf.Tensor; weights: Record<string, tf.Variable> } {
  const x = tf.randomNormal<tf.Rank.R2>([8, 4], 0, 1, 'float32', 1);
  const make = (seed: number): tf.Variable<tf.Rank.R2> =>
    tf.variable(tf.randomNormal<tf.Rank.R2>([4, 4], 0, 1, 'float32', seed));
  const weights = { sound: make(2), rounded: make(3), copied: make(4) };
  const loss = (): tf.Tensor => {
    const copied = tf.tensor(tf.matMul(x, weights.copied).arraySync());
    return tf
      .addN([tf.matMul(x, weights.sound), tf.round(tf.matMul(x, weights.rounded)), copied])
      .square()
      .mean();
  };
  return { loss, weights };
}

describe('toHaveGradientFlow', () => {
  test('passes for a sound model, and behind .not for a faulty one', async () => {
    const { loss, weights } = program();
    await expect(loss).toHaveGradientFlow({ sound: weights['sound'] });
    await expect(loss).not.toHaveGradientFlow(weights);
    await expect(loss).toHaveGradientFlow(weights, { except: ['rounded', /^cop/] });
    await expect(Promise.resolve(loss)).resolves.not.toHaveGradientFlow(weights);
  });

  test('names the weights, the operations and the lines', async () => {
    const { loss, weights } = program();
    const message = await messageOf(expect(loss).toHaveGradientFlow(weights));
    expect(message.replaceAll(/:\d+:\d+/g, ':line')).toMatchInlineSnapshot(`
      "The gradient does not reach 2 of 3 trainable weights as it should.
        blocked       rounded
                      by Round at test/matchers/to-have-gradient-flow.test.ts:line: its gradient is zero everywhere
        disconnected  copied
                      the trail ends at BatchMatMul at test/matchers/to-have-gradient-flow.test.ts:line, whose result does not become part of the loss
                      values on it were read out at test/matchers/to-have-gradient-flow.test.ts:line: what is made of them is no longer connected
        loss          8.012"
    `);
  });

  test('says what holds that should not', async () => {
    const { loss, weights } = program();
    const message = await messageOf(expect(loss).not.toHaveGradientFlow({ sound: weights['sound'] }));
    expect(message).toMatch(
      /^Expected the gradient not to flow, but it reaches 1 trainable weight \(the smallest norm is .*\)\.$/,
    );
  });

  test('refuses what is no model, behind .not too', async () => {
    await expect(expect(5).not.toHaveGradientFlow()).rejects.toThrow('toHaveGradientFlow: received must be');
  });
});

describe('toHaveNoGradientTo', () => {
  test('passes for a stop, and behind .not where there is none', async () => {
    const { loss, weights } = program();
    await expect(loss).toHaveNoGradientTo([weights['copied'] as tf.Variable]);
    await expect(loss).not.toHaveNoGradientTo([weights['sound'] as tf.Variable]);
  });

  test('says what arrives, and whence', async () => {
    const { loss, weights } = program();
    const message = await messageOf(expect(loss).toHaveNoGradientTo([weights['sound'] as tf.Variable]));
    expect(message.replaceAll(/:\d+:\d+/g, ':line').replaceAll(/variable_\d+|\b\d+\b(?= {2})/g, 'w'))
      .toMatchInlineSnapshot(`
      "A gradient reaches 1 of 1 weight that should get none.
        w  a gradient of norm 3.679, back from BatchMatMul at test/matchers/to-have-gradient-flow.test.ts:line"
    `);
  });
});
