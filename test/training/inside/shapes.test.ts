import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import '../../../matchers/vitest.ts';
import { convAutoEncoder, digitClassifier } from '../../../fixtures/models/index.ts';
import { checkDeclaredShapes } from '../../../src/training/inside/shapes/declared-shapes.ts';
import { checkNoEmptyTensors } from '../../../src/training/inside/shapes/empty-tensors.ts';
import { checkOutputShape } from '../../../src/training/inside/shapes/output-shape.ts';
import { checkParameterCount } from '../../../src/training/inside/shapes/parameter-count.ts';
import { images, normal, oneHot, smallCnn, SOUND } from '../../gradients/flow/sound-programs.ts';
import { scopeEachTest } from '../../scope-each-test.ts';

scopeEachTest({ variables: true });

const dense = (units: number, extra: object = {}): tf.layers.Layer => tf.layers.dense({ units, ...extra });
const conv = (kernelSize: number, extra: object = {}): tf.layers.Layer =>
  tf.layers.conv2d({ filters: 2, kernelSize, ...extra });

/** Doubles its last axis, and may say so. */
class Doubling extends tf.layers.Layer {
  static className = 'Doubling';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    return tf.concat([x, x], -1);
  }
}
class HonestDoubling extends Doubling {
  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return [...shape.slice(0, -1), 2 * (shape.at(-1) ?? 1)];
  }
}

describe('sound programs have nothing empty and give what they declare', () => {
  test.each(SOUND)('%s', async (_, make) => {
    const { subject, data, options } = make(1);
    const isLossAlone = typeof subject === 'function' && Array.isArray(data);
    const before = tf.memory().numTensors;
    const empty = await checkNoEmptyTensors(subject, isLossAlone ? undefined : data, { loss: options?.loss });
    expect(empty).toMatchObject({ pass: true });
    if (!isLossAlone) expect(await checkDeclaredShapes(subject, data)).toMatchObject({ pass: true });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('checkNoEmptyTensors', () => {
  test('F02: a window that is larger than what is left', async () => {
    const model = tf.sequential({
      layers: [
        conv(3, { inputShape: [8, 8, 1] }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        conv(2),
        conv(3, { name: 'last' }),
        tf.layers.globalAveragePooling2d({}),
        dense(3),
      ],
    });
    const batch = { xs: images(2, 1), ys: oneHot(2, 3) };
    for (const data of [undefined, batch]) {
      const check = await checkNoEmptyTensors(model, data, { loss: 'meanSquaredError' });
      expect(check).toMatchObject({ pass: false, details: { empty: [{ part: 'last', kernel: 'Conv2D' }] } });
    }
    await expect(expect(model).toHaveNoEmptyTensors()).rejects.toThrowErrorMatchingInlineSnapshot(`
      [Error: last gives a tensor without elements, [null, 0, 0, 2].
        last  gives [null, 0, 0, 2], from [null, 2, 2, 2]
        hint: its window is larger than what it slides over; use padding 'same', a smaller window, or one pooling less before it.]
    `);
    await expect(expect(smallCnn(1)).not.toHaveNoEmptyTensors()).rejects.toThrow('no layer declares one');
  });

  test('in a function, at its line', async () => {
    const tooFar = (x: tf.Tensor4D): tf.Tensor => tf.avgPool(x, 3, 1, 'valid').sum([1, 2]);
    const check = await checkNoEmptyTensors(tooFar, [images(2, 1, 2)]);
    expect(check.details.empty[0]).toMatchObject({ kernel: 'AvgPool', shape: [2, 0, 0, 1] });
    expect(check.message()).toContain('shapes.test.ts');
    const joined = (x: tf.Tensor4D): tf.Tensor =>
      tf.concat([tf.avgPool(x, 3, 1, 'valid').reshape([2, 0]), x.reshape([2, 4])], 1);
    expect((await checkNoEmptyTensors(joined, [images(2, 1, 2)])).pass).toBe(false);
    const cut = (x: tf.Tensor2D): tf.Tensor => x.slice([0, 3], [-1, 0]).mean();
    expect((await checkNoEmptyTensors(cut, [normal([2, 3], 1)])).details.empty).toMatchObject([
      { kernel: 'Slice' },
    ]);
  });

  test.each<[string, (x: tf.Tensor2D) => tf.Tensor]>([
    ['a slice that is only put together with another', (x) => tf.concat([x.slice([0, 0], [-1, 0]), x], 1)],
    ['rows of which none is picked', (x) => tf.gather(x, tf.tensor1d([], 'int32')).sum()],
    ['a sum over nothing that is picked', (x) => tf.tidy(() => tf.gather(x, tf.zeros([0], 'int32')))],
  ])('has nothing against %s', async (_, compute) => {
    expect(await checkNoEmptyTensors(compute, [normal([2, 3], 1)])).toMatchObject({ pass: true });
  });
});

describe('checkDeclaredShapes', () => {
  test('F13: a layer without computeOutputShape that changes the shape', async () => {
    for (const after of [tf.layers.activation({ activation: 'relu' }), dense(2)]) {
      const model = tf.sequential({
        layers: [dense(4, { inputShape: [4] }), new Doubling({ name: `doubling_${after.name}` }), after],
      });
      const before = tf.memory().numTensors;
      for (const data of [undefined, normal([5, 4], 1), { xs: normal([5, 4], 1), ys: normal([5, 4], 2) }]) {
        const check = await checkDeclaredShapes(model, data);
        expect(check.details.contradictions[0]).toMatchObject({ hasOwnDeclaration: false });
        expect(check.message()).toContain('it has no computeOutputShape of its own');
      }
      expect(tf.memory().numTensors).toBe(before + 3); // what the calls above made
    }
  });

  test('a layer that says so is right, and one that says something else is wrong', async () => {
    const layers = (doubling: tf.layers.Layer): tf.Sequential =>
      tf.sequential({ layers: [dense(4, { inputShape: [4] }), doubling, dense(2)] });
    await expect(layers(new HonestDoubling({}))).toMatchItsDeclaredShapes();
    class Tripling extends Doubling {
      override computeOutputShape(shape: tf.Shape): tf.Shape {
        return [...shape.slice(0, -1), 3 * (shape.at(-1) ?? 1)];
      }
    }
    await expect(expect(layers(new Tripling({ name: 'tripling' }))).toMatchItsDeclaredShapes()).rejects
      .toThrowErrorMatchingInlineSnapshot(`
      [Error: 1 layer of the model gives another shape than it declares.
        tripling  reads [2, 4]
                  declares [2, 12]
                  gives [2, 8]]
    `);
    await expect(expect(layers(new HonestDoubling({}))).not.toMatchItsDeclaredShapes()).rejects.toThrow(
      'are as declared',
    );
  });

  test('states and several inputs', async () => {
    const input = tf.input({ shape: [5, 3] });
    const [sequence, ...states] = tf.layers
      .lstm({ units: 4, returnSequences: true, returnState: true })
      .apply(input) as tf.SymbolicTensor[];
    const model = tf.model({ inputs: input, outputs: [sequence as tf.SymbolicTensor, ...states] });
    expect(await checkDeclaredShapes(model)).toMatchObject({ pass: true });
  });

  test.each<[string, () => unknown, () => unknown, string]>([
    ['a function', () => tf.exp, () => [tf.ones([2])], 'received must declare shapes'],
    [
      'open sizes without inputs',
      () => tf.sequential({ layers: [conv(3, { inputShape: [null, null, 1] })] }),
      () => undefined,
      'batch is needed',
    ],
    ['a module without inputs', () => digitClassifier({ classes: 3 }), () => undefined, 'must hold a tensor'],
  ])('refuses %s', async (_, subject, data, message) => {
    await expect(checkDeclaredShapes(subject(), data())).rejects.toThrow(message);
  });
});

describe('checkOutputShape', () => {
  const model = (): tf.LayersModel => smallCnn(1);

  test('layers models, modules, functions, several outputs', async () => {
    await expect(model()).toHaveOutputShape('batch 3');
    await expect(model()).not.toHaveOutputShape('batch 4');
    await expect(digitClassifier({ classes: 3 }).initialize()).toHaveOutputShape('batch 3', {
      input: images(4, 1),
    });
    await expect(convAutoEncoder().initialize()).toHaveOutputShape('batch 8 8 1', { input: images(4, 1) });
    await expect((x: tf.Tensor) => x.sum(-1)).toHaveOutputShape('a b', { input: tf.ones([2, 3, 4]) });
    const input = tf.input({ shape: [4] });
    const outputs = [2, 5].map(
      (units, i) => dense(units, { name: `head_${i}` }).apply(input) as tf.SymbolicTensor,
    );
    const two = tf.model({ inputs: input, outputs });
    await expect(two).toHaveOutputShape(['batch 2', 'batch 5']);
    await expect(two).toHaveOutputShape({ head_1: 'batch 5', head_0: 'batch 2' });
    await expect(two).not.toHaveOutputShape(['batch same', 'batch same']);
  });

  test('the size of the batch is no fixed size', async () => {
    const named = tf.sequential({ layers: [dense(3, { inputShape: [4], name: 'named' })] });
    await expect(expect(named).toHaveOutputShape('2 3')).rejects.toThrowErrorMatchingInlineSnapshot(`
      [Error: The output named has another shape for a batch of 3: axis 0 is 3, expected 2.
        batch of 2  named  [2, 3]  '2 3'
        batch of 3  named  [3, 3]  '2 3'
        declared    named  [null, 3]]
    `);
    const perBatch = Object.assign((x: tf.Tensor) => x, { predict: 0 });
    await expect(perBatch).toHaveOutputShape('2 3', { input: tf.ones([2, 3]) });
  });

  test('F03, F04: no flatten, other padding', async () => {
    const noFlatten = tf.sequential({ layers: [conv(3, { inputShape: [8, 8, 1] }), dense(3)] });
    const check = await checkOutputShape(noFlatten, 'batch 3');
    expect(check.message()).toMatch(
      /^The output \S+ has another shape for a batch of 2: the tensor has 4 axes/u,
    );
    const valid = tf.sequential({ layers: [conv(3, { inputShape: [8, 8, 1] })] });
    expect((await checkOutputShape(valid, 'batch 8 8 2')).pass).toBe(false);
  });

  test('F13: what it declares and does not give', async () => {
    const lying = tf.sequential({ layers: [dense(4, { inputShape: [4] }), new Doubling({})] });
    expect((await checkOutputShape(lying, 'batch 8')).message()).toContain('it declares [null, 4]');
  });

  test('a model that reads batches of one size only', async () => {
    class Fixed extends tf.layers.Layer {
      static className = 'Fixed';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return ((Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor).reshape([2, 4]);
      }
    }
    const fixed = tf.sequential({ layers: [dense(4, { inputShape: [4] }), new Fixed({})] });
    expect((await checkOutputShape(fixed, 'batch 4')).message()).toMatch(
      /^The model can not read a batch of 3/u,
    );
  });

  test.each<[string, () => unknown, unknown, object, string]>([
    ['no spec', model, 5, {}, 'spec must be a shape'],
    ['an unreadable spec', model, 'batch ??', {}, '??'],
    ['too few specs', model, ['batch 3', 'batch 4'], {}, 'one shape for each of 1 outputs'],
    [
      'no input for a module',
      () => digitClassifier({ classes: 3 }).initialize(),
      'batch 3',
      {},
      'input is needed',
    ],
    ['misspelt options', model, 'batch 3', { inputs: 1 }, "'inputs'"],
  ])('refuses %s', async (_, subject, spec, options, message) => {
    await expect(checkOutputShape(subject(), spec as string, options)).rejects.toThrow(message);
  });
});

describe('checkParameterCount', () => {
  test('counts what is trained and what is not', async () => {
    const model = smallCnn(1);
    await expect(model).toHaveParameterCount(1299);
    for (const each of model.layers.slice(0, 3)) each.trainable = false;
    await expect(model).toHaveParameterCount(80, { trainable: false });
    await expect(model).toHaveParameterCount(1219, { trainable: true });
    await expect(digitClassifier({ classes: 3 }).initialize()).not.toHaveParameterCount(1);
  });

  test('lists them by layer', async () => {
    const model = tf.sequential({
      layers: [dense(10, { inputShape: [4], name: 'first' }), dense(2, { name: 'last' })],
    });
    await expect(expect(model).toHaveParameterCount(70)).rejects.toThrowErrorMatchingInlineSnapshot(`
      [Error: The model has 72 parameters, not 70: 2 too many.
        in all  72 trainable and 0 frozen
        first   50  kernel [4, 10], bias [10]
        last    22  kernel_1 [10, 2], bias_1 [2]]
    `);
    await expect(expect(model).not.toHaveParameterCount(72)).rejects.toThrow('Expected another number');
  });

  test.each<[string, () => unknown, unknown, object, string]>([
    ['a function', () => tf.exp, 1, {}, 'has no weights'],
    ['a count that is none', () => smallCnn(1), 1.5, {}, 'count must be a whole number'],
    ['trainable that is neither', () => smallCnn(1), 1, { trainable: 1 }, 'trainable must be true or false'],
  ])('refuses %s', async (_, subject, count, options, message) => {
    await expect(checkParameterCount(subject(), count as number, options)).rejects.toThrow(message);
  });
});
