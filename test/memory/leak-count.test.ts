import * as tf from '@tensorflow/tfjs-node';
import { afterEach, describe, expect, test } from 'vitest';
import { checkLeakCount } from '../../src/memory/leak-count.ts';
import { expectNothingLeft } from '../scope-each-test.ts';

expectNothingLeft();

const kept: tf.Tensor[] = [];
afterEach(() => {
  tf.dispose(kept.splice(0));
});
const keep = (count: number) => (): void => {
  for (let i = 0; i < count; i++) kept.push(tf.scalar(i));
};

describe('a number of tensors each time', () => {
  test.each([0, 1, 3])('%i, as stated', async (count) => {
    expect((await checkLeakCount(keep(count), count)).pass).toBe(true);
  });

  test('one more than stated', async () => {
    const { pass, message } = await checkLeakCount(keep(2), 1);
    expect(pass).toBe(false);
    expect(message().replace(/:\d+:\d+/u, ':…')).toMatchInlineSnapshot(`
      "The step should keep 1 tensor each time it runs.
        tensors     +2, +2, +2, +2, +2, +2, +2, +2 over 8 runs, after 2 runs of warm-up
        what stays  2 × float32[], made from values, at test/memory/leak-count.test.ts:…"
    `);
  });

  test('none where one is stated', async () => {
    expect((await checkLeakCount(() => tf.scalar(1), 1)).pass).toBe(false);
  });

  test('another number each time', async () => {
    let runs = 0;
    const { pass, details } = await checkLeakCount(() => { keep((runs += 1) % 2)(); }, 1); // prettier-ignore
    expect(pass).toBe(false);
    expect(new Set(details.tensors)).toEqual(new Set([0, 1]));
  });

  test('refusals', async () => {
    await expect(checkLeakCount(keep(0), -1)).rejects.toThrow('count must be an integer from 0 up');
    await expect(checkLeakCount(3 as never, 1)).rejects.toThrow('must be a function to run repeatedly');
    await expect(checkLeakCount(keep(0), 1, { repeats: 1 })).rejects.toThrow('repeats must be');
  });
});
