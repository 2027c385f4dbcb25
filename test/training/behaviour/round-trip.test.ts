import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import { digitClassifier } from '../../../fixtures/models/index.ts';
import '../../../matchers/vitest.ts';
import { checkRoundTrip } from '../../../src/training/behaviour/round-trip.ts';
import { isLayersModel } from '../../../src/subject/layers-model.ts';
import { images, normal, smallCnn } from '../../gradients/flow/sound-programs.ts';
import { scopeEachTest } from '../../scope-each-test.ts';
import { dense, mlp, SOUND_PREDICTORS } from './programs.ts';

scopeEachTest({ variables: true });

describe.each(SOUND_PREDICTORS)('%s', (_name, make) => {
  test.each([1, 2])('comes back, seed %i', async (seed) => {
    const { subject, xs } = make(seed);
    if (typeof subject === 'function') return;
    const before = tf.memory().numTensors;
    const weights = isLayersModel(subject) ? subject.weights.map((each) => each.read().arraySync()) : [];
    const check = await checkRoundTrip(subject, { xs }, { seed });
    expect(check.pass, check.message()).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
    if (isLayersModel(subject))
      expect(subject.weights.map((each) => each.read().arraySync())).toEqual(weights);
  });
});

interface ScaleOptions {
  readonly factor?: number;
  readonly whole?: boolean;
  readonly inputShape?: number[];
}

class Scale extends tf.layers.Layer {
  static className = 'Scale';
  readonly factor: number;
  readonly #whole: boolean;
  constructor({ factor = 1, whole = false, ...rest }: ScaleOptions = {}) {
    super(rest);
    this.factor = factor;
    this.#whole = whole;
  }
  override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return (Array.isArray(x) ? (x[0] as tf.Tensor) : x).mul(this.factor);
  }
  override getConfig(): tf.serialization.ConfigDict {
    return this.#whole ? { ...super.getConfig(), factor: this.factor } : super.getConfig();
  }
}
tf.serialization.registerClass(Scale);

class Rate extends tf.layers.Layer {
  static className = 'Rate';
  readonly rate: number;
  constructor(rate = 0.1) {
    super({});
    this.rate = rate;
  }
  override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return Array.isArray(x) ? (x[0] as tf.Tensor) : x;
  }
  static override fromConfig<T extends tf.serialization.Serializable>(
    Cls: tf.serialization.SerializableConstructor<T>,
  ): T {
    return new (Cls as unknown as new () => T)();
  }
}
tf.serialization.registerClass(Rate);

class Stranger extends Scale {
  static override className = 'Stranger';
}

const xs = (): tf.Tensor => normal([4, 4], 1);

test('F62: a custom layer without its whole config', async () => {
  const model = mlp(new Scale({ factor: 5, inputShape: [4] }), dense(2));
  const before = tf.memory().numTensors;
  const { pass, details } = await checkRoundTrip(model, { xs: xs() });
  expect(pass).toBe(false);
  expect(details.config).toMatchObject([{ className: 'Scale', field: 'factor', before: '5', after: '1' }]);
  expect(details.origin?.kernel).toBe('Multiply');
  expect(tf.memory().numTensors).toBe(before + 1); // xs
  await expect(mlp(new Scale({ factor: 5, whole: true, inputShape: [4] }), dense(2))).toRoundTrip({
    xs: xs(),
  });
});

test('what is lost though no output shows it', async () => {
  const model = mlp(dense(4, { inputShape: [4] }), new Rate(0.7));
  const { details } = await checkRoundTrip(model, { xs: xs() });
  expect(details).toMatchObject({
    outputs: [],
    config: [{ className: 'Rate', field: 'rate', before: '0.7' }],
  });
});

test('a class that is not registered', async () => {
  const check = await checkRoundTrip(mlp(new Stranger({ inputShape: [4] })), { xs: xs() });
  expect(check.message()).toContain('tf.serialization.registerClass(Stranger)');
});

test('regularizers and frozen layers come back', async () => {
  const model = smallCnn(1);
  for (const each of model.layers.slice(0, 2)) each.trainable = false;
  model.add(tf.layers.dense({ units: 2, kernelRegularizer: tf.regularizers.l2({ l2: 0.1 }) }));
  await expect(model).toRoundTrip({ xs: images(4, 1) });
});

test('a module comes back in another one', async () => {
  const make = (): unknown => digitClassifier({ classes: 3 });
  await expect(make()).toRoundTrip({ xs: images(4, 1) }, { make });
  const other = await checkRoundTrip(
    make(),
    { xs: images(4, 1) },
    { make: () => digitClassifier({ classes: 4 }) },
  );
  expect(other.details.failure?.step).toBe('load');
});

test('says so', async () => {
  const model = mlp(new Scale({ factor: 5, inputShape: [4] }));
  const check = await checkRoundTrip(model, { xs: tf.ones([1, 4]) });
  expect(
    check
      .message()
      .replace(/scale_Scale\d+|scale_\d+/gi, 'scale')
      .replace(/:\d+:\d+/g, ':l:c'),
  ).toMatchInlineSnapshot(`
    "The model gives something else once it is saved and loaded.
      output        4 of 4 elements differ, by up to 4 (expected: not one bit)
      first at      Multiply in scale, at test/training/behaviour/round-trip.test.ts:l:c
      scale  Scale.factor is 5, and 1 once loaded
      hint: a layer's getConfig must return what its constructor takes: { ...super.getConfig(), factor: this.factor }."
  `);
  await expect(model).not.toRoundTrip({ xs: xs() });
});

test.each<[string, unknown, object | undefined, string]>([
  ['a function', tf.neg, undefined, 'a layers model or a module'],
  ['a make that is none', tf.neg, { make: 1 }, 'make must be'],
])('refuses %s', async (_name, subject, options, text) => {
  await expect(checkRoundTrip(subject, { xs: xs() }, options)).rejects.toThrow(text);
});
