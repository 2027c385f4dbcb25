import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import '../../matchers/vitest.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest();

describe('toLeakNoTensors', () => {
  const weight = tf.variable(tf.ones([3]), true);
  const tidied = (): void => {
    tf.tidy(() => void weight.square().sum());
  };
  const kept: tf.Tensor[] = [];
  const careless = (): void => {
    kept.push(weight.square());
  };

  test('passes for a step that tidies up, and behind .not for one that does not', async () => {
    await expect(tidied).toLeakNoTensors();
    await expect(async () => {
      await Promise.resolve();
      tidied();
    }).toLeakNoTensors({ warmUp: 0, repeats: 3 });
    await expect(careless).not.toLeakNoTensors();
  });

  test('says how many stay, of what kind, and which line made them', async () => {
    await expect(expect(careless).toLeakNoTensors()).rejects.toThrow(
      /The step leaks 1 tensor each time it runs\.\n {2}tensors .*\+1, \+1, \+1, \+1[^]*1 × float32\[3\], computed by Square, at test\/matchers\/to-leak-no-tensors\.test\.ts:\d+/,
    );
  });

  test('says what holds that should not', async () => {
    await expect(expect(tidied).not.toLeakNoTensors()).rejects.toThrow('Expected the step to leak, but');
  });

  test('refuses what is no function, behind .not too', async () => {
    await expect(expect(5).not.toLeakNoTensors()).rejects.toThrow(
      'toLeakNoTensors: received must be a function',
    );
  });
});
