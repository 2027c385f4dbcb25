import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import '../../matchers/vitest.ts';
import { messageOf } from './message-of.ts';

beforeEach(() => {
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

function freed(tensor: tf.Tensor): tf.Tensor {
  tensor.dispose();
  return tensor;
}

describe('toBeDisposed', () => {
  test('names what is still alive', () => {
    const outputs = { boxes: tf.zeros([2, 4]), scores: freed(tf.zeros([2])), features: [tf.zeros([1, 8])] };
    expect(
      messageOf(() => {
        expect(outputs).toBeDisposed();
      }),
    ).toMatchInlineSnapshot(`
      "Expected all 3 tensors to be disposed, but 2 are alive.
        alive  boxes float32[2, 4], features[0] float32[1, 8]"
    `);
    expect(
      messageOf(() => {
        expect(outputs.boxes).toBeDisposed();
      }),
    ).toMatchInlineSnapshot(`"Expected float32[2, 4] to be disposed, but it is alive."`);
  });

  test('says why a variable is', () => {
    const variable = tf.variable(tf.zeros([3]));
    expect(
      messageOf(() => {
        expect(variable).toBeDisposed();
      }),
    ).toMatchInlineSnapshot(`
      "Expected float32[3] (variable) to be disposed, but it is alive.
        hint: tf.tidy does not free variables; call dispose() on it."
    `);
    variable.dispose();
    expect(variable).toBeDisposed();
  });

  test('asks behind .not that every one is alive', () => {
    const outputs = { boxes: tf.zeros([2, 4]), scores: freed(tf.zeros([2])) };
    expect(
      messageOf(() => {
        expect(outputs).not.toBeDisposed();
      }),
    ).toMatchInlineSnapshot(`
      "Expected all 2 tensors to be alive, but 1 is disposed.
        disposed  scores float32[2]
        hint: dispose() or the end of a tf.tidy() freed it; return from the tidy what must outlive it, or wrap it in tf.keep()."
    `);
    expect(
      messageOf(() => {
        expect(outputs.scores).not.toBeDisposed();
      }),
    ).toMatchInlineSnapshot(`
      "Expected float32[2] to be alive, but it is disposed.
        hint: dispose() or the end of a tf.tidy() freed it; return from the tidy what must outlive it, or wrap it in tf.keep()."
    `);
    expect([outputs.boxes]).not.toBeDisposed();
  });

  test('looks into a model', () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2], name: 'scores' })] });
    expect(model).not.toBeDisposed();
    model.dispose();
    expect(model).toBeDisposed();
  });

  test('refuses what holds no tensor', () => {
    expect(
      messageOf(() => {
        expect({ boxes: [] }).toBeDisposed();
      }),
    ).toMatchInlineSnapshot(`"toBeDisposed: received must be or hold tensors, got an object without any."`);
    expect(
      messageOf(() => {
        expect({ boxes: [] }).not.toBeDisposed();
      }),
    ).toMatchInlineSnapshot(`"toBeDisposed: received must be or hold tensors, got an object without any."`);
  });
});
