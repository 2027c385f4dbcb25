import * as tf from '@tensorflow/tfjs-node';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, test } from 'vitest';
import '../../../matchers/vitest.ts';
import { checkAcrossBackends } from '../../../src/training/behaviour/across-backends.ts';
import { normal } from '../../gradients/flow/sound-programs.ts';
import { scopeEachTest } from '../../scope-each-test.ts';
import { dense, mlp, SOUND_PREDICTORS } from './programs.ts';

scopeEachTest({ variables: true });

const backends = ['tensorflow', 'cpu'];

/** Makes a kernel of the cpu backend give what is slightly wrong. */
async function withWrongKernel<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
  const config = tf.getKernel(name, 'cpu');
  const { kernelFunc } = config;
  const wrong: tf.KernelFunc = (parameters) => {
    const given = kernelFunc(parameters) as tf.TensorInfo;
    const { data } = tf.engine().backend as unknown as {
      data: { get(id: object): { values: Float32Array } };
    };
    const entry = data.get(given.dataId);
    entry.values = entry.values.map((value) => value * 1.01);
    return given;
  };
  const swap = (to: tf.KernelFunc): void => {
    tf.unregisterKernel(name, 'cpu');
    tf.registerKernel({ ...config, kernelFunc: to });
  };
  swap(wrong);
  try {
    return await run();
  } finally {
    swap(kernelFunc);
  }
}

test('wasm is spared what breaks its memory: a tensor without elements', async () => {
  const shrunk = tf.sequential();
  shrunk.add(tf.layers.conv2d({ inputShape: [2, 2, 1], filters: 3, kernelSize: 3 }));
  shrunk.add(tf.layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }));
  shrunk.add(tf.layers.dense({ units: 2 }));
  const { details } = await checkAcrossBackends(shrunk, { xs: tf.ones([4, 2, 2, 1]) }, { backends: ['tensorflow', 'cpu', 'wasm'] });
  expect(details.compared).toEqual(['cpu']);
  expect(details.notJudged).toEqual([
    { backend: 'wasm', reason: 'writes beside its memory where a tensor has no elements' },
  ]);
  shrunk.dispose();
}); // prettier-ignore

const model = (): tf.Sequential =>
  mlp(
    dense(6, { inputShape: [4], activation: 'tanh', name: 'first' }),
    dense(2, { activation: 'sigmoid', name: 'second' }),
  );

/** Where the data of tensors is, and their bits. */
const stateOf = (tensors: readonly tf.Tensor[]): unknown => ({
  backend: tf.getBackend(),
  numTensors: tf.memory().numTensors,
  homes: tensors.map(({ dataId }) => {
    const { state } = tf.engine() as unknown as {
      state: { tensorInfo: WeakMap<object, { backend: unknown }> };
    };
    return state.tensorInfo.get(dataId)?.backend === tf.engine().findBackend('tensorflow');
  }),
  bits: tensors.map((each) => [...new Uint32Array((each.dataSync().slice() as Float32Array).buffer)]),
});

describe.each(SOUND_PREDICTORS)('%s', (_name, make) => {
  test.each([1, 2, 3, 4, 5])('agrees on native and cpu, seed %i', async (seed) => {
    const { subject, xs } = make(seed);
    const before = tf.memory().numTensors;
    const check = await checkAcrossBackends(subject, { xs }, { seed, backends });
    expect(check.pass, check.message()).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });
});

test.each([
  ['Tanh', 'first'],
  ['Sigmoid', 'second'],
])('a wrong kernel %s is named, and all is as it was', async (kernel, part) => {
  const [subject, xs] = [model(), normal([8, 4], 1)];
  const held = [xs, ...subject.getWeights()];
  const before = stateOf(held);
  const check = await withWrongKernel(kernel, () => checkAcrossBackends(subject, { xs }, { backends }));
  expect(check.details.partings).toMatchObject([{ backend: 'cpu', origin: { kernel, part } }]);
  expect(check.message()).toContain(`first at  ${kernel} in ${part}`);
  expect(stateOf(held)).toEqual(before);
});

test('takes the backends that there are', async () => {
  const relu = await checkAcrossBackends(tf.relu, [normal([4], 1)]);
  expect(relu.details).toMatchObject({ compared: ['cpu', 'wasm'], partings: [], notJudged: [] });
  const check = await checkAcrossBackends(model(), { xs: normal([8, 4], 1) });
  expect(check.details.reference).toBe('tensorflow');
  expect([...check.details.compared, ...check.details.notJudged.map(({ backend }) => backend)]).toContain(
    'cpu',
  );
  await expect(model()).toAgreeAcrossBackends({ xs: normal([8, 4], 1) });
});

test('a kernel that a backend has not is named, and all is as it was', async () => {
  const xs = normal([4], 1);
  const before = stateOf([xs]);
  const config = tf.getKernel('Tanh', 'cpu');
  tf.unregisterKernel('Tanh', 'cpu');
  try {
    const check = checkAcrossBackends((x: tf.Tensor) => x.neg().tanh(), [xs], { backends });
    await expect(check).rejects.toThrow('cpu: has no kernel Tanh');
  } finally {
    tf.registerKernel(config);
  }
  expect(stateOf([xs])).toEqual(before);
});

test('a difference of rounding is none, unless it is asked for', async () => {
  const tell = (x: tf.Tensor): tf.Tensor => (tf.getBackend() === 'cpu' ? x.mul(1 + 5e-5) : x.mul(1));
  await expect(tell).toAgreeAcrossBackends([tf.ones([4])], { backends });
  await expect(tell).not.toAgreeAcrossBackends([tf.ones([4])], { backends, rtol: 1e-6 });
});

test('a choice between equals that rounding turns is none, a wrong choice is', async () => {
  const near = (x: tf.Tensor): tf.Tensor =>
    tf.argMax(x.mul(tf.getBackend() === 'cpu' ? tf.tensor1d([1, 1 + 1e-6]) : tf.tensor1d([1 + 1e-6, 1])), 1);
  await expect(near).toAgreeAcrossBackends([tf.ones([1, 2])], { backends });
  const other = (x: tf.Tensor): tf.Tensor =>
    tf.getBackend() === 'cpu' ? tf.argMin(x.mul(1), 1) : tf.argMax(x.mul(1), 1);
  await expect(other).not.toAgreeAcrossBackends([normal([8, 4], 1)], { backends });
});

test('says so', async () => {
  const tell = (x: tf.Tensor): tf.Tensor => (tf.getBackend() === 'cpu' ? x.mul(2) : x.mul(1));
  const check = await checkAcrossBackends(tell, [tf.ones([2, 2])], { backends });
  expect(check.message().replace(/:\d+:\d+/g, ':l:c')).toMatchInlineSnapshot(`
    "cpu and tensorflow give different outputs.
      cpu       the output: 4 of 4 elements differ; at [0, 0] 2 on cpu, 1 on tensorflow
      first at  Multiply, at test/training/behaviour/across-backends.test.ts:l:c
      there     4 of 4 elements differ; at [0, 0] 2 on cpu, 1 on tensorflow"
  `);
});

test.each<[string, unknown, string]>([
  ['one backend', ['cpu'], 'two backends'],
  ['a backend that there is not', ['cpu', 'gpu'], 'gpu: is not registered'],
  ['no list', 'cpu', 'list of names'],
])('refuses %s', async (_name, given, words) => {
  const check = checkAcrossBackends(tf.neg, [tf.ones([2])], { backends: given as string[] });
  await expect(check).rejects.toThrow(words);
});
