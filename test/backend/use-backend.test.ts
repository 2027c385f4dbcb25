import * as tf from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import { afterEach, describe, expect, test } from 'vitest';
import { useBackend } from '../../src/backend/use-backend.ts';
import type { BackendChoice, ChosenBackend } from '../../src/backend/use-backend.ts';
import { ArgumentError, BackendError } from '../../src/errors.ts';

afterEach(async () => {
  await useBackend('native');
});

describe('useBackend', () => {
  test('native is really TensorFlow, and computes', async () => {
    const chosen = await useBackend('native');
    expect(chosen).toEqual({ name: 'native', backend: 'tensorflow', reason: 'native was asked for' });
    const { binding } = tf.backend() as unknown as { binding: { TF_Version: string } };
    expect(binding.TF_Version).toMatch(/^2\.\d+\.\d+$/u);
    const product = tf.tidy(() => tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.eye(2)).dataSync());
    expect([...product]).toEqual([1, 2, 3, 4]);
  });

  test('native rounds integers to themselves, as often as it is set up', async () => {
    await useBackend('native');
    await useBackend('native');
    const round = (values: number[], dtype: 'int32' | 'float32'): readonly number[] => [
      ...tf.tidy(() => tf.round(tf.tensor1d(values, dtype)).dataSync()),
    ];
    const before = tf.memory().numTensors;
    expect(round([-12345678, 0, 7], 'int32')).toEqual([-12345678, 0, 7]);
    expect(round([-1.6, 0.4, 2.5], 'float32')).toEqual([-2, 0, 2]);
    expect(tf.memory().numTensors).toBe(before);
    const owned = tf.tensor1d([3], 'int32');
    const rounded = tf.round(owned);
    owned.dispose();
    expect([...rounded.dataSync()]).toEqual([3]);
    rounded.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('auto takes native where it is installed, and says nothing', async () => {
    const lines: string[] = [];
    const chosen = await useBackend('auto', { report: (line) => lines.push(line) });
    expect(chosen.name).toBe('native');
    expect(lines).toEqual([]);
  });

  test.each<['cpu' | 'wasm']>([['cpu'], ['wasm']])(
    '%s by name computes, gradients included',
    async (name) => {
      const chosen = await useBackend(name);
      expect(chosen).toMatchObject({ name, backend: name });
      expect(tf.getBackend()).toBe(name);
      const gradient = tf.tidy(() =>
        tf
          .grad((x: tf.Tensor) => tf.sum(tf.square(x)))(tf.tensor1d([3]))
          .dataSync(),
      );
      expect([...gradient]).toEqual([6]);
    },
  );

  const notInstalled = (name: ChosenBackend['name']): void => {
    if (name === 'native') {
      throw Object.assign(new Error("Cannot find package '@tensorflow/tfjs-node'"), {
        code: 'ERR_MODULE_NOT_FOUND',
      });
    }
    createRequire(import.meta.url)('@tensorflow/tfjs-backend-cpu');
  };

  test('auto takes cpu where native does not load, and prints one line why', async () => {
    const lines: string[] = [];
    const chosen = await useBackend('auto', { load: notInstalled, report: (line) => lines.push(line) });
    expect(chosen).toMatchObject({
      name: 'cpu',
      reason: 'native is not installed',
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('\n');
    expect(lines[0]).toContain('npx tensorproof backend install');
  });

  test('native that does not load throws, and says how to install it', async () => {
    const error: unknown = await useBackend('native', { load: notInstalled }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(BackendError);
    expect(error).toMatchObject({ code: 'TP_BACKEND', problem: 'not-installed' });
    expect(String(error)).toContain('npx tensorproof backend install');
  });

  test('a library that is there and does not load is another problem', async () => {
    const load = (): void => {
      throw new Error('libtensorflow_cc.so.2: file too short');
    };
    await expect(useBackend('native', { load })).rejects.toMatchObject({
      problem: 'load-failed',
      details: ['libtensorflow_cc.so.2: file too short'],
    });
  });

  test('a choice that does not exist is refused', async () => {
    await expect(useBackend('gpu' as BackendChoice)).rejects.toThrow(ArgumentError);
  });
});
