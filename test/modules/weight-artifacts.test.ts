import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { io } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import { ConvBackbone, digitClassifier, variationalAutoEncoder } from '../../fixtures/models/index.ts';
import { Module, oneInitializer, zeroInitializer } from '../../src/index.ts';

/** A store in memory that a test can look into and damage. */
class Memory implements io.IOHandler {
  artifacts: io.ModelArtifacts = {};
  save(artifacts: io.ModelArtifacts): Promise<io.SaveResult> {
    this.artifacts = artifacts;
    return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
  }
  load(): Promise<io.ModelArtifacts> {
    return Promise.resolve(this.artifacts);
  }
}

const images = tf.randomUniform<tf.Rank.R4>([3, 8, 8, 1], 0, 1, 'float32', 7);

async function inTemporaryFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tensorproof-weights-'));
  try {
    await run(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The bytes of everything a classifier is judged by: its outputs and its weights. */
function valuesOf(model: ReturnType<typeof digitClassifier>): string {
  const outputs = model.predict(images);
  const hash = createHash('sha256');
  for (const tensor of [outputs, ...model.variables]) hash.update(tensor.dataSync());
  outputs.dispose();
  return hash.digest('hex');
}

describe('save and load keep the outputs bit for bit', () => {
  test('in memory', async () => {
    const [saved, other] = [digitClassifier(), digitClassifier()];
    const store = new Memory();
    const { numTensors } = tf.memory();
    await saved.save(store);
    expect(valuesOf(other)).not.toEqual(valuesOf(saved));
    expect(await other.load(store)).toBe(other);
    expect(valuesOf(other)).toEqual(valuesOf(saved));
    expect(tf.memory().numTensors).toBe(numTensors);
    saved.dispose();
    other.dispose();
  });

  test('in files', async () => {
    await inTemporaryFolder(async (folder) => {
      const [saved, other] = [digitClassifier(), digitClassifier()];
      const { numTensors } = tf.memory();
      await saved.save(`file://${folder}`);
      await other.load(`file://${folder}/model.json`);
      expect(valuesOf(other)).toEqual(valuesOf(saved));
      expect(tf.memory().numTensors).toBe(numTensors);
      saved.dispose();
      other.dispose();
    });
  });

  test('what no optimizer moves is saved too', async () => {
    class Counter extends Module {
      count!: tf.Variable;
      protected override build(): void {
        this.count = this.addWeight('count', [], zeroInitializer, { trainable: false });
      }
      protected override forward(x: tf.Tensor): tf.Tensor {
        return tf.add(x, this.count);
      }
    }
    const [saved, other] = [new Counter().initialize(), new Counter()];
    tf.tidy(() => {
      saved.count.assign(tf.scalar(1e-42)); // a denormal, which a detour through text would lose
    });
    const store = new Memory();
    await saved.save(store);
    await other.load(store);
    expect(other.count.dataSync()).toEqual(saved.count.dataSync());
    expect(other.count.dataSync()[0]).not.toBe(0);
    saved.dispose();
    other.dispose();
  });

  test('one moment is saved, whatever is trained meanwhile', async () => {
    const model = digitClassifier();
    const before = valuesOf(model);
    const store = new Memory();
    const saving = model.save(store);
    tf.tidy(() => {
      for (const variable of model.variables) variable.assign(tf.zeros(variable.shape));
    });
    await saving;
    await model.load(store);
    expect(valuesOf(model)).toEqual(before);
    model.dispose();
  });

  test('weights of another tool are loaded by their names, without a checksum', async () => {
    const [saved, other] = [digitClassifier(), digitClassifier()];
    const store = new Memory();
    await saved.save(store);
    delete store.artifacts.userDefinedMetadata;
    const data = store.artifacts.weightData as ArrayBuffer;
    store.artifacts.weightData = [data.slice(0, 1000), data.slice(1000)]; // in shards
    await other.load(store);
    expect(valuesOf(other)).toEqual(valuesOf(saved));
    saved.dispose();
    other.dispose();
  });
});

describe('what can not be loaded changes nothing', () => {
  /** The message of a load that fails, after which the model is as it was. */
  async function refusal(store: unknown): Promise<string> {
    const model = digitClassifier();
    const before = valuesOf(model);
    const { numTensors } = tf.memory();
    const error: unknown = await model.load(store as io.IOHandler).catch((thrown: unknown) => thrown);
    expect(error).toHaveProperty('code', 'TP_ARGUMENT');
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(valuesOf(model)).toEqual(before);
    model.dispose();
    return (error as Error).message;
  }

  async function stored(model: Module<never, unknown>): Promise<Memory> {
    const store = new Memory();
    await model.save(store);
    model.dispose();
    return store;
  }

  test('the weights of another architecture', async () => {
    expect(await refusal(await stored(variationalAutoEncoder()))).toMatchInlineSnapshot(`
      "ClassificationModel.load: these weights, saved from VariationalAutoEncoder, don't fit; nothing was changed.
        backbone/stage1/kernel  float32[3, 3, 1, 16] is missing
        backbone/stage1/bias    float32[16] is missing
        backbone/stage2/kernel  float32[3, 3, 16, 32] is missing
        backbone/stage2/bias    float32[32] is missing
        backbone/stage3/kernel  float32[3, 3, 32, 64] is missing
        backbone/stage3/bias    float32[64] is missing
        head/classifier/kernel  float32[64, 10] is missing
        head/classifier/bias    float32[10] is missing
        … and 10 more"
    `);
  });
  test('the weights of a part', async () => {
    expect(await refusal(await stored(new ConvBackbone()))).toMatchInlineSnapshot(`
      "ClassificationModel.load: these weights, saved from ConvBackbone, don't fit; nothing was changed.
        backbone/stage1/kernel  float32[3, 3, 1, 16] is missing
        backbone/stage1/bias    float32[16] is missing
        backbone/stage2/kernel  float32[3, 3, 16, 32] is missing
        backbone/stage2/bias    float32[32] is missing
        backbone/stage3/kernel  float32[3, 3, 32, 64] is missing
        backbone/stage3/bias    float32[64] is missing
        head/classifier/kernel  float32[64, 10] is missing
        head/classifier/bias    float32[10] is missing
        … and 6 more
        hint: they are the weights of its part 'backbone': load them there."
    `);
  });
  test('other sizes', async () => {
    expect(await refusal(await stored(digitClassifier({ channels: [16, 32, 48] })))).toMatchInlineSnapshot(`
      "ClassificationModel.load: these weights, saved from ClassificationModel, don't fit; nothing was changed.
        backbone/stage3/kernel  is float32[3, 3, 32, 48], but ClassificationModel has float32[3, 3, 32, 64]
        backbone/stage3/bias    is float32[48], but ClassificationModel has float32[64]
        head/classifier/kernel  is float32[48, 10], but ClassificationModel has float32[64, 10]"
    `);
  });

  test.each<[string, (artifacts: io.ModelArtifacts) => void, string]>([
    [
      'a flipped bit',
      ({ weightData }) => {
        const bytes = new Uint8Array(weightData as ArrayBuffer);
        bytes[100] = (bytes[100] ?? 0) ^ 1;
      },
      'ClassificationModel.load: the weights are damaged: their SHA-256 is not the one they were saved with; nothing was changed.',
    ],
    [
      'a truncated file',
      (artifacts) => {
        artifacts.weightData = (artifacts.weightData as ArrayBuffer).slice(0, 5000);
      },
      'ClassificationModel.load: the weights are damaged: 5000 bytes, expected 95784; nothing was changed.',
    ],
    [
      'no weights at all',
      (artifacts) => {
        delete artifacts.weightSpecs;
      },
      'ClassificationModel.load: what was loaded holds no weights.',
    ],
    [
      'no data',
      (artifacts) => {
        delete artifacts.weightData;
      },
      'ClassificationModel.load: what was loaded holds no weights.',
    ],
    [
      'quantized weights',
      ({ weightSpecs }) => {
        for (const spec of weightSpecs ?? [])
          if (spec.name.endsWith('bias')) spec.quantization = { dtype: 'float16' };
      },
      'backbone/stage1/bias  is quantized: its values are not those that were trained',
    ],
    [
      'a name that comes twice',
      ({ weightSpecs }) => {
        if (weightSpecs?.[0] !== undefined) weightSpecs.push(weightSpecs[0]);
      },
      'two weights  have the same name',
    ],
  ])('%s', async (_, damage, message) => {
    const store = await stored(digitClassifier());
    damage(store.artifacts);
    expect(await refusal(store)).toContain(message);
  });

  test.each<[string, unknown, string]>([
    [
      'a URL that nothing knows',
      'gopher://model',
      'ClassificationModel.load: TensorFlow.js has nothing to load "gopher://model".',
    ],
    ['a path', 'models/digits', "hint: a URL has a scheme: 'file://models/digits'."],
    [
      'a folder',
      `file://${tmpdir()}`,
      `hint: save takes a directory, load its file: 'file://${tmpdir()}/model.json'.`,
    ],
    ['a file that is not there', 'file:///nowhere/model.json', 'does not exist: loading failed'],
    [
      'a handler that only saves',
      { save: () => undefined },
      'expected a URL or a handler with a load method, got an object.',
    ],
    ['nothing', undefined, 'expected a URL or a handler with a load method, got undefined.'],
    [
      'a handler that gives nothing',
      { load: () => Promise.resolve(undefined) },
      'what was loaded holds no weights.',
    ],
    [
      'a handler that fails',
      { load: () => Promise.reject(new Error('offline')) },
      "the weights can't be read: offline",
    ],
  ])('%s', async (_, store, message) => {
    expect(await refusal(store)).toContain(message);
  });

  test('a damaged file', async () => {
    await inTemporaryFolder(async (folder) => {
      const model = digitClassifier();
      await model.save(`file://${folder}`);
      model.dispose();
      const file = join(folder, 'weights.bin');
      const bytes = await readFile(file);
      bytes[7] = (bytes[7] ?? 0) ^ 128;
      await writeFile(file, bytes);
      expect(await refusal(`file://${folder}/model.json`)).toContain('the weights are damaged');
      await writeFile(join(folder, 'model.json'), '{"weightsManifest":');
      expect(await refusal(`file://${folder}/model.json`)).toContain("the weights can't be read");
    });
  });

  test('a model that was disposed meanwhile', async () => {
    const [saved, other] = [digitClassifier(), digitClassifier()];
    const store = new Memory();
    await saved.save(store);
    const loading = other.load(store);
    other.dispose();
    const { numTensors } = tf.memory();
    await expect(loading).rejects.toThrow('ClassificationModel.load: the module was disposed');
    expect(tf.memory().numTensors).toBe(numTensors);
    saved.dispose();
  });
});

test('saving to something that can not save is refused', async () => {
  class Tiny extends Module {
    protected override build(): void {
      this.addWeight('w', [2], oneInitializer);
    }
    protected override forward(x: tf.Tensor): tf.Tensor {
      return x;
    }
  }
  const tiny = new Tiny().initialize();
  const { numTensors } = tf.memory();
  await expect(tiny.save({})).rejects.toThrow(
    'Tiny.save: expected a URL or a handler with a save method, got an object.',
  );
  await expect(tiny.save({ save: () => Promise.reject(new Error('disk full')) })).rejects.toThrow(
    'disk full',
  );
  expect(tf.memory().numTensors).toBe(numTensors);
  tiny.dispose();
});
