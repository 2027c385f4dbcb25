import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import {
  AutoEncoder,
  Backbone,
  ClassificationModel,
  DetectionModel,
  Head,
  heNormal,
  glorotUniform,
  VariationalAutoEncoder,
  zeroInitializer,
} from '../../src/index.ts';
import type { Shaped } from '../../src/index.ts';
import { ClassificationHead, ConvBackbone, variationalAutoEncoder } from '../../fixtures/models/index.ts';
import { StubBackbone, StubDecoder, StubEncoder, StubHead, thrownBy } from './parts.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest();

const pyramid = {
  c3: { shape: 'batch height//8 width//8 32', stride: 8 },
  c4: { shape: 'batch height//16 width//16 64', stride: 16 },
};

describe('what fits is composed', () => {
  const heads: [name: string, reads: Record<string, string>, outputs: string][] = [
    ['names of its own', { c3: 'n rows columns 32' }, 'n 10'],
    ['several maps at their ratio', { c3: 'b h w 32', c4: 'b h//2 w//2 64' }, 'b 10'],
    ['any channels', { c3: 'b h w channels' }, 'b 10'],
    ['any axes', { c3: 'b ... 32' }, 'b 10'],
    ['axes that nobody looks at', { c3: '_ _ _ _' }, 'batch 10'],
    ['a documented size', { c3: 'b h w channels=32' }, 'b classes=10'],
    ['a size that some image gives', { c3: 'b 28 28 32', c4: 'b 14 14 64' }, 'b 10'],
    ['square images only', { c3: 'b side side 32' }, 'b 10'],
  ];
  test.each(heads)('a head with %s', (_, reads, outputs) => {
    new ClassificationModel(new StubBackbone(pyramid), new StubHead(reads, outputs)).dispose();
  });

  test('a detection head', () => {
    const head = new StubHead(
      { c3: 'b h w 32', c4: 'b h//2 w//2 64' },
      { classLogits: 'b anchors 5', boxRegression: 'b anchors 4' },
    );
    new DetectionModel(new StubBackbone(pyramid), head).dispose();
  });

  test('an autoencoder with skip connections', () => {
    const encoder = new StubEncoder('batch h w 1', {
      skip: 'batch h//2 w//2 8',
      bottleneck: 'batch h//4 w//4 16',
    });
    const decoder = new StubDecoder({ bottleneck: 'b h w 16', skip: 'b 2*h 2*w 8' }, 'b 4*h 4*w 1');
    new AutoEncoder(encoder, decoder).dispose();
  });

  test('a decoder that leaves some of the latent alone', () => {
    const encoder = new StubEncoder('batch 8 8 1', { code: 'batch 4', attention: 'batch 8 8' });
    new AutoEncoder(encoder, new StubDecoder({ code: 'b 4' }, 'b 8 8 1')).dispose();
  });

  test('a variational autoencoder with a latent that has space', () => {
    const latent = { mean: 'batch h//4 w//4 4', logVariance: 'batch h//4 w//4 4' };
    new VariationalAutoEncoder(
      new StubEncoder('batch h w 1', latent),
      new StubDecoder('b h w 4', 'b 4*h 4*w 1'),
    ).dispose();
  });
});

describe('something that can not play its part is refused', () => {
  const [backbone, head] = [new StubBackbone(pyramid), new StubHead({ c3: 'b h w 32' })];
  test.each<[string, () => unknown, string]>([
    [
      'the parts swapped',
      () => new ClassificationModel(head as never, backbone as never),
      'ClassificationModel: backbone must be a backbone, got the head StubHead.',
    ],
    [
      'a class instead of an instance',
      () => new ClassificationModel(backbone, ClassificationHead as never),
      'ClassificationModel: head must be a head, got the function ClassificationHead.\n  hint: pass an instance: put `new` in front of the class.',
    ],
    [
      'nothing',
      () => new DetectionModel(undefined as never, head),
      'DetectionModel: backbone must be a backbone, got undefined.',
    ],
    [
      'an object',
      () => new AutoEncoder({} as never, {} as never),
      'AutoEncoder: encoder must be an encoder, got an object.',
    ],
  ])('%s', (_, compose, message) => {
    expect(thrownBy(compose).message).toBe(message);
  });

  test('a part that was disposed', () => {
    const disposed = new ConvBackbone();
    disposed.dispose();
    const other = new ClassificationHead({ features: 'c3', inChannels: 64, classes: 2 });
    const { numTensors } = tf.memory();
    expect(() => new ClassificationModel(disposed, other)).toThrow(
      'ConvBackbone.initialize: the module was disposed',
    );
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

describe('a constructor that fails leaves nothing behind', () => {
  test('when the second part can not be built', () => {
    class Broken extends StubHead {
      protected override build(): void {
        super.build();
        throw new Error('out of memory');
      }
    }
    const { numTensors } = tf.memory();
    const backbone = new StubBackbone(pyramid);
    expect(() => new ClassificationModel(backbone, new Broken({ c3: 'b h w 32' }))).toThrow('out of memory');
    expect(tf.memory().numTensors).toBe(numTensors);
    // the sound part can be used in another model
    new ClassificationModel(backbone, new StubHead({ c3: 'b h w 32' })).dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  test('but leaves a backbone alone that another model uses', () => {
    const backbone = new StubBackbone(pyramid);
    const model = new ClassificationModel(backbone, new StubHead({ c3: 'b h w 32' }));
    expect(() => new ClassificationModel(backbone, new StubHead({ c3: 'b h w 31' }))).toThrow();
    expect(backbone.variables[0]?.isDisposed).toBe(false);
    model.dispose();
  });
});

test('two models may share a backbone', () => {
  const { numTensors } = tf.memory();
  const backbone = new ConvBackbone();
  const classifier = new ClassificationModel(
    backbone,
    new ClassificationHead({ features: 'c3', inChannels: 64, classes: 3 }),
  );
  const coarse = new ClassificationModel(
    backbone,
    new ClassificationHead({ features: 'c2', inChannels: 32, classes: 2 }),
  );
  expect(tf.memory().numTensors - numTensors).toBe(6 + 2 + 2);
  classifier.dispose();
  const x = tf.zeros<tf.Rank.R4>([1, 8, 8, 1]);
  expect(() => coarse.predict(x)).toThrow(
    'ConvBackbone.apply: the module was disposed, its weights are gone.',
  );
  x.dispose();
  coarse.dispose();
  expect(tf.memory().numTensors).toBe(numTensors);
});

test('a head gets the maps that it reads, and no others', () => {
  const seen: string[][] = [];
  const backbone = new StubBackbone(pyramid, 'batch height width 3', () => ({
    c3: tf.zeros([1, 4, 4, 32]),
    c4: tf.zeros([1, 2, 2, 64]),
  }));
  const head = new StubHead({ c4: 'b h w 64' }, 'b 10', {
    returns: (maps) => {
      seen.push(Object.keys(maps));
      return tf.zeros([1, 10]);
    },
  });
  const model = new ClassificationModel(backbone, head);
  tf.tidy(() => void model.predict(tf.zeros([1, 32, 32, 3])));
  expect(seen).toEqual([['c4']]);
  model.dispose();
});

/** The parts as the documentation shows them to a user. */
class StripedBackbone extends Backbone<
  Shaped<'batch height width 1'>,
  { readonly stripes: Shaped<'batch height//2 width//2 4'> }
> {
  readonly input = 'batch height width 1';
  readonly featureMaps = { stripes: { shape: 'batch height//2 width//2 4', stride: 2 } };
  #kernel!: tf.Variable<tf.Rank.R4>;

  protected override build(): void {
    this.#kernel = this.addWeight('kernel', [3, 3, 1, 4], heNormal);
  }

  protected override forward(images: Shaped<'batch height width 1'>): {
    stripes: Shaped<'batch height//2 width//2 4'>;
  } {
    return {
      stripes: tf.maxPool(tf.relu(tf.conv2d<tf.Tensor4D>(images, this.#kernel, 1, 'same')), 2, 2, 'valid'),
    };
  }
}

class StripeCounter extends Head<Shaped<'batch classes'>> {
  readonly reads = { stripes: 'batch height width 4' };
  readonly outputs = 'batch 5';
  #kernel!: tf.Variable<tf.Rank.R2>;
  #bias!: tf.Variable<tf.Rank.R1>;

  protected override build(): void {
    this.#kernel = this.addWeight('kernel', [4, 5], glorotUniform);
    this.#bias = this.addWeight('bias', [5], zeroInitializer);
  }

  protected override forward({
    stripes,
  }: {
    readonly stripes: Shaped<'batch height width 4'>;
  }): Shaped<'batch classes'> {
    return tf.add(tf.matMul(tf.mean(stripes, [1, 2]), this.#kernel), this.#bias);
  }
}

test('a model of a user’s own parts', () => {
  const { numTensors } = tf.memory();
  const model = new ClassificationModel(new StripedBackbone(), new StripeCounter());
  expect([...model.namedVariables().keys()]).toEqual(['backbone/kernel', 'head/kernel', 'head/bias']);
  const images = tf.ones<tf.Rank.R4>([2, 6, 9, 1]);
  const logits = model.predict(images);
  expect(logits.shape).toEqual([2, 5]);
  expect(tf.memory().numTensors).toBe(numTensors + 3 + 2);
  tf.dispose([images, logits]);
  model.dispose();
  expect(tf.memory().numTensors).toBe(numTensors);
});

describe('a variational autoencoder', () => {
  const images = tf.randomUniform<tf.Rank.R4>([3, 8, 8, 1], 0, 1, 'float32', 1);
  const noise = tf.randomNormal<tf.Rank.R2>([3, 8], 0, 1, 'float32', 2);
  const model = variationalAutoEncoder();
  const reconstruct = (options?: Parameters<typeof model.apply>[1]): number[] =>
    tf.tidy(() => ({ values: [...model.apply(images, options).reconstruction.dataSync()] })).values;

  test('takes the mean when it predicts', () => {
    expect(reconstruct()).toEqual(reconstruct());
    expect(reconstruct({ noise: tf.zeros([3, 8]) })).toEqual(reconstruct());
  });

  test('draws when it trains, and what it is told to draw', () => {
    expect(reconstruct({ training: true })).not.toEqual(reconstruct({ training: true }));
    expect(reconstruct({ training: true, noise })).toEqual(reconstruct({ noise }));
    expect(reconstruct({ noise })).not.toEqual(reconstruct());
  });

  test('encodes and decodes', () => {
    tf.tidy(() => {
      const { mean, logVariance } = model.encode(images);
      expect([mean.shape, logVariance.shape]).toEqual([
        [3, 8],
        [3, 8],
      ]);
      expect([...model.decode(mean).dataSync()]).toEqual(reconstruct());
      const latent = tf.add<tf.Tensor2D>(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise));
      expect([...model.decode(latent).dataSync()]).toEqual(reconstruct({ noise }));
    });
  });

  test('holds on to nothing but its outputs', () => {
    const { numTensors } = tf.memory();
    const outputs = model.apply(images, { training: true });
    expect(tf.memory().numTensors).toBe(numTensors + 3);
    tf.dispose([outputs.reconstruction, outputs.mean, outputs.logVariance]);
  });

  test.each<[string, object, string]>([
    [
      'noise of another shape',
      { noise: tf.zeros([1, 8]) },
      "VariationalAutoEncoder.apply: noise must have the latent's shape [3, 8], got float32[1, 8].",
    ],
    [
      'noise that is no tensor',
      { noise: 3 },
      'VariationalAutoEncoder.apply: noise must be a tensor, got the number 3.',
    ],
    [
      'an option that there is not',
      { nois: noise },
      "VariationalAutoEncoder.apply: there is no option 'nois'; the options are training, noise.\n  hint: did you mean 'noise'?",
    ],
  ])('refuses %s', (_, options, message) => {
    const { numTensors } = tf.memory();
    expect(thrownBy(() => model.apply(images, options)).message).toBe(message);
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
