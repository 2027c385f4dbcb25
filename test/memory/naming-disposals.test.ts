import * as tf from '@tensorflow/tfjs-node';
import { afterEach, expect, test, vi } from 'vitest';
import { DisposalTrace } from '../../src/memory/disposal-trace.ts';
import { namingDisposals } from '../../src/memory/naming-disposals.ts';
import { expectNothingLeft } from '../scope-each-test.ts';

expectNothingLeft();
afterEach(() => {
  vi.restoreAllMocks();
});

/** Uses a tensor after it is gone. */
const late = async (): Promise<tf.Tensor> => {
  const tensor = tf.ones([2]);
  tensor.dispose();
  return Promise.resolve(tensor.add(1));
};

test('a tensor that is gone says where that was, and nothing more is watched afterwards', async () => {
  // The suite is watched itself.
  vi.spyOn(DisposalTrace, 'isRunning', 'get').mockReturnValue(false);
  const stop = vi.spyOn(DisposalTrace.prototype, 'stop');
  await expect(namingDisposals(late)).rejects.toThrow(
    /by dispose\(\) at test\/memory\/naming-disposals\.test\.ts/u,
  );
  expect(stop).toHaveBeenCalledOnce();
});

test('a trace that runs already is the one that says so, and runs on', async () => {
  const wasRunning = DisposalTrace.isRunning;
  const trace = new DisposalTrace({ places: true });
  const stop = vi.spyOn(trace, 'stop');
  const gone = tf.ones([3]);
  gone.dispose();
  await expect(namingDisposals(() => Promise.resolve().then(() => gone.add(1)))).rejects.toThrow(
    /by dispose\(\) at/u,
  );
  expect(stop).not.toHaveBeenCalled();
  expect(DisposalTrace.isRunning).toBe(true);
  trace.stop();
  trace.stop();
  expect(DisposalTrace.isRunning).toBe(wasRunning);
});

test('what is given and what is thrown otherwise is handed on', async () => {
  expect(await namingDisposals(() => Promise.resolve(3))).toBe(3);
  await expect(namingDisposals(() => Promise.reject(new Error('no data')))).rejects.toThrow('no data');
});
