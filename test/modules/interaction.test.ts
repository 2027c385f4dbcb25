import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import {
  AutoEncoder,
  ClassificationModel,
  DetectionModel,
  InteractionError,
  VariationalAutoEncoder,
} from '../../src/index.ts';
import { StubBackbone, StubDecoder, StubEncoder, StubHead, thrownBy } from './parts.ts';

const pyramid = {
  c3: { shape: 'batch height//8 width//8 32', stride: 8 },
  c4: { shape: 'batch height//16 width//16 64', stride: 16 },
};

const classify =
  (head: StubHead, maps: ConstructorParameters<typeof StubBackbone>[0] = pyramid, input?: string) =>
  () =>
    new ClassificationModel(new StubBackbone(maps, input), head);

/** The message of a refusal that leaves nothing behind. */
function refusal(compose: () => unknown): string {
  const { numTensors } = tf.memory();
  const error = thrownBy(compose);
  expect(error).toBeInstanceOf(InteractionError);
  expect(error).toHaveProperty('code', 'TP_INTERACTION');
  expect(tf.memory().numTensors, 'no weight was made').toBe(numTensors);
  return error.message;
}

describe('what does not fit is refused when it is composed', () => {
  test('channels that disagree', () => {
    expect(refusal(classify(new StubHead({ c3: 'batch height width 48' })))).toMatchInlineSnapshot(`
      "StubHead can't read feature map c3 of StubBackbone: axis 3 is 32, but StubHead reads 48.
        StubBackbone gives  c3  'batch height//8 width//8 32'
        StubHead reads      c3  'batch height width 48'"
    `);
  });

  test('channels that another map has', () => {
    expect(refusal(classify(new StubHead({ c3: 'batch height width 64' })))).toMatchInlineSnapshot(`
      "StubHead can't read feature map c3 of StubBackbone: axis 3 is 32, but StubHead reads 64.
        StubBackbone gives  c3  'batch height//8 width//8 32'
        StubHead reads      c3  'batch height width 64'
        hint: feature map c4 'batch height//16 width//16 64' fits."
    `);
  });

  test('channels that another map has, for a head that lets its user choose', () => {
    expect(
      refusal(
        classify(
          new StubHead({ c3: 'batch height width 64' }, 'batch 10', { features: 'c3', inChannels: 64 }),
        ),
      ),
    ).toMatchInlineSnapshot(`
      "StubHead can't read feature map c3 of StubBackbone: axis 3 is 32, but StubHead reads 64.
        StubBackbone gives  c3  'batch height//8 width//8 32'
        StubHead reads      c3  'batch height width 64'
        hint: feature map c4 'batch height//16 width//16 64' fits: new StubHead({ features: 'c4', … }); or set inChannels of StubHead to 32."
    `);
  });

  test('channels that can be set', () => {
    expect(
      refusal(
        classify(
          new StubHead({ c4: 'batch height width 48' }, 'batch 10', { features: 'c4', inChannels: 48 }),
        ),
      ),
    ).toMatchInlineSnapshot(`
      "StubHead can't read feature map c4 of StubBackbone: axis 3 is 64, but StubHead reads 48.
        StubBackbone gives  c4  'batch height//16 width//16 64'
        StubHead reads      c4  'batch height width 48'
        hint: set inChannels of StubHead to 64."
    `);
  });

  test('a map that there is not', () => {
    expect(refusal(classify(new StubHead({ c5: 'batch height width 16' })))).toMatchInlineSnapshot(`
      "StubHead reads feature map c5, but StubBackbone gives c3, c4.
        StubHead reads  c5  'batch height width 16'"
    `);
  });

  test('a map that there is not, where another fits', () => {
    expect(refusal(classify(new StubHead({ p3: 'batch height width 32' })))).toMatchInlineSnapshot(`
      "StubHead reads feature map p3, but StubBackbone gives c3, c4.
        StubHead reads  p3  'batch height width 32'
        hint: feature map c3 'batch height//8 width//8 32' fits."
    `);
  });

  test('a rank that disagrees', () => {
    expect(refusal(classify(new StubHead({ c3: 'batch 32' })))).toMatchInlineSnapshot(`
      "StubHead can't read feature map c3 of StubBackbone: it has 4 axes, but StubHead reads 2.
        StubBackbone gives  c3  'batch height//8 width//8 32'
        StubHead reads      c3  'batch 32'"
    `);
  });

  test('a rank that is too low', () => {
    expect(refusal(classify(new StubHead({ c3: 'batch frames ... height width 32' }))))
      .toMatchInlineSnapshot(`
      "StubHead can't read feature map c3 of StubBackbone: it has 4 axes, but StubHead reads at least 5.
        StubBackbone gives  c3  'batch height//8 width//8 32'
        StubHead reads      c3  'batch frames ... height width 32'"
    `);
  });

  test('a dtype that disagrees', () => {
    expect(refusal(classify(new StubHead({ c3: { shape: 'batch height width 32', dtype: 'int32' } }))))
      .toMatchInlineSnapshot(`
      "StubHead can't read feature map c3 of StubBackbone: it is float32, but StubHead reads int32.
        StubBackbone gives  c3  'batch height//8 width//8 32'
        StubHead reads      c3  'batch height width 32' int32"
    `);
  });

  test('two maps of different strides read as one size', () => {
    expect(refusal(classify(new StubHead({ c3: 'batch height width 32', c4: 'batch height width 64' }))))
      .toMatchInlineSnapshot(`
      "StubHead can't read feature map c4 of StubBackbone: axis 1 (height) is height//16 of the input, but c3 axis 1 bound height = height//8 of the input; no input makes them equal.
        StubBackbone gives  c4  'batch height//16 width//16 64'
        StubHead reads      c4  'batch height width 64'"
    `);
  });

  test('a ratio of sizes that the strides contradict', () => {
    expect(
      refusal(classify(new StubHead({ c3: 'batch height width 32', c4: 'batch height//4 width//4 64' }))),
    ).toMatchInlineSnapshot(`
      "StubHead can't read feature map c4 of StubBackbone: axis 1 (height//4) is height//16 of the input, but StubHead reads height//4 = height//32 of the input, since c3 axis 1 bound height; no input makes them equal.
        StubBackbone gives  c4  'batch height//16 width//16 64'
        StubHead reads      c4  'batch height//4 width//4 64'"
    `);
  });

  test('a fixed size that no image gives along with another', () => {
    expect(refusal(classify(new StubHead({ c3: 'batch 7 7 32', c4: 'batch 7 7 64' }))))
      .toMatchInlineSnapshot(`
      "StubHead can't read feature map c4 of StubBackbone: axis 1 is height//16 of the input, but StubHead reads 7; no input gives this along with what is read before it.
        StubBackbone gives  c4  'batch height//16 width//16 64'
        StubHead reads      c4  'batch 7 7 64'"
    `);
  });

  test('one name for two fixed sizes', () => {
    expect(
      refusal(
        classify(new StubHead({ f: 'batch n n' }), { f: { shape: 'batch 3 4', stride: 1 } }, 'batch 3 4 1'),
      ),
    ).toMatchInlineSnapshot(`
      "StubHead can't read feature map f of StubBackbone: axis 2 (n) is 4, but f axis 1 bound n = 3.
        StubBackbone gives  f  'batch 3 4'
        StubHead reads      f  'batch n n'"
    `);
  });

  test('an output that is no row of logits', () => {
    expect(refusal(classify(new StubHead({ c3: 'batch height width 32' }, 'batch height width 10'))))
      .toMatchInlineSnapshot(`
      "ClassificationModel can't read the output of StubHead: it has 4 axes, but ClassificationModel reads 2.
        StubHead gives             'batch height width 10'
        ClassificationModel reads  'batch classes'"
    `);
  });

  test('outputs by name where one is needed', () => {
    expect(refusal(classify(new StubHead({ c3: 'batch height width 32' }, { logits: 'batch 10' }))))
      .toMatchInlineSnapshot(`
      "ClassificationModel reads one output without a name, but StubHead gives logits.
        ClassificationModel reads  'batch classes'
        hint: declare 'batch 10' itself in StubHead, without the name logits, and return the tensor itself."
    `);
  });

  test('boxes without four coordinates', () => {
    expect(
      refusal(
        () =>
          new DetectionModel(
            new StubBackbone(pyramid),
            new StubHead(
              { c3: 'batch h w 32' },
              { classLogits: 'batch h*w*3 5', boxRegression: 'batch h*w*3 5' },
            ),
          ),
      ),
    ).toMatchInlineSnapshot(`
      "DetectionModel can't read output boxRegression of StubHead: axis 2 is 5, but DetectionModel reads 4.
        StubHead gives        boxRegression  'batch h*w*3 5'
        DetectionModel reads  boxRegression  'batch anchors 4'"
    `);
  });

  test('a detection head without boxes', () => {
    expect(
      refusal(
        () =>
          new DetectionModel(
            new StubBackbone(pyramid),
            new StubHead({ c3: 'batch h w 32' }, { classLogits: 'batch h*w*3 5' }),
          ),
      ),
    ).toMatchInlineSnapshot(`
      "DetectionModel reads output boxRegression, but StubHead gives classLogits.
        DetectionModel reads  boxRegression  'batch anchors 4'"
    `);
  });

  test('a stride that contradicts the shape', () => {
    expect(
      refusal(
        classify(new StubHead({ c3: 'batch h w 32' }), {
          c3: { shape: 'batch height//2 width//4 32', stride: 4 },
        }),
      ),
    ).toMatchInlineSnapshot(`
      "StubBackbone declares feature map c3 with stride 4, but its axis 1, height//2, has a stride of 2.
        input  'batch height width 3'
        c3     'batch height//2 width//4 32' with stride 4"
    `);
  });

  test('a map at another stride than is read', () => {
    expect(refusal(classify(new StubHead({ c3: { shape: 'batch height width 32', stride: 16 } }))))
      .toMatchInlineSnapshot(`
      "StubHead can't read feature map c3 of StubBackbone: its stride is 8, but StubHead reads 16.
        StubBackbone gives  c3  'batch height//8 width//8 32' with stride 8
        StubHead reads      c3  'batch height width 32' with stride 16"
    `);
  });

  test('a map at another stride than is read, where another map fits', () => {
    expect(
      refusal(
        classify(
          new StubHead({ c3: { shape: 'batch height width 64', stride: 16 } }, 'batch 10', {
            features: 'c3',
          }),
        ),
      ),
    ).toMatchInlineSnapshot(`
      "StubHead can't read feature map c3 of StubBackbone: its stride is 8, but StubHead reads 16.
        StubBackbone gives  c3  'batch height//8 width//8 32' with stride 8
        StubHead reads      c3  'batch height width 64' with stride 16
        hint: feature map c4 'batch height//16 width//16 64' with stride 16 fits: new StubHead({ features: 'c4', … })."
    `);
  });

  test('a map at a stride that is read under another name', () => {
    expect(refusal(classify(new StubHead({ p4: { shape: 'batch height width 64', stride: 16 } }))))
      .toMatchInlineSnapshot(`
      "StubHead reads feature map p4, but StubBackbone gives c3, c4.
        StubHead reads  p4  'batch height width 64' with stride 16
        hint: feature map c4 'batch height//16 width//16 64' with stride 16 fits."
    `);
  });

  test('maps that are read at strides which contradict their sizes', () => {
    expect(
      refusal(
        classify(
          new StubHead({
            c3: { shape: 'batch 2*height 2*width 32', stride: 8 },
            c4: { shape: 'batch height width 64', stride: 32 },
          }),
        ),
      ),
    ).toMatchInlineSnapshot(`
      "StubHead declares feature map c3 with stride 8, but its axis 1, 2*height, has a stride of 16.
        c4  'batch height width 64' with stride 32
        c3  'batch 2*height 2*width 32' with stride 8"
    `);
  });

  test('a skip connection at another stride', () => {
    expect(
      refusal(
        () =>
          new AutoEncoder(
            new StubEncoder('batch h w 1', {
              c1: { shape: 'batch h w 4', stride: 1 },
              c2: { shape: 'batch h//4 w//4 8', stride: 4 },
            }),
            new StubDecoder(
              {
                c2: { shape: 'batch h w 8', stride: 2 },
                c1: { shape: 'batch 2*h 2*w 4', stride: 1 },
              },
              'batch 2*h 2*w 1',
            ),
          ),
      ),
    ).toMatchInlineSnapshot(`
      "StubDecoder can't read feature map c2 of StubEncoder: its stride is 4, but StubDecoder reads 2.
        StubEncoder gives  c2  'batch h//4 w//4 8' with stride 4
        StubDecoder reads  c2  'batch h w 8' with stride 2"
    `);
  });

  test('a stride that the encoder neither declares nor shows', () => {
    expect(
      refusal(
        () =>
          new AutoEncoder(
            new StubEncoder('batch h w 1', { c2: 'batch rows columns 8' }),
            new StubDecoder({ c2: { shape: 'batch h w 8', stride: 2 } }, 'batch 2*h 2*w 1'),
          ),
      ),
    ).toMatchInlineSnapshot(`
      "StubDecoder can't read latent c2 of StubEncoder: its stride isn't known, but StubDecoder reads stride 2.
        StubEncoder gives  c2  'batch rows columns 8'
        StubDecoder reads  c2  'batch h w 8' with stride 2
        hint: declare it in StubEncoder: { shape: 'batch rows columns 8', stride: … }."
    `);
  });

  test('a stride of an encoder that contradicts its shape', () => {
    expect(
      refusal(
        () =>
          new AutoEncoder(
            new StubEncoder('batch h w 1', { c2: { shape: 'batch h//2 w//2 8', stride: 4 } }),
            new StubDecoder({ c2: 'batch h w 8' }, 'batch 2*h 2*w 1'),
          ),
      ),
    ).toMatchInlineSnapshot(`
      "StubEncoder declares feature map c2 with stride 4, but its axis 1, h//2, has a stride of 2.
        input  'batch h w 1'
        c2     'batch h//2 w//2 8' with stride 4"
    `);
  });

  test('a latent of another size', () => {
    expect(
      refusal(
        () =>
          new AutoEncoder(
            new StubEncoder('batch 8 8 1', 'batch 16'),
            new StubDecoder('batch 12', 'batch 8 8 1'),
          ),
      ),
    ).toMatchInlineSnapshot(`
      "StubDecoder can't read the latent of StubEncoder: axis 1 is 16, but StubDecoder reads 12.
        StubEncoder gives  'batch 16'
        StubDecoder reads  'batch 12'"
    `);
  });

  test('a reconstruction with other channels', () => {
    expect(
      refusal(
        () =>
          new AutoEncoder(
            new StubEncoder('batch height width 1', 'batch height//4 width//4 4'),
            new StubDecoder('batch height width 4', 'batch 4*height 4*width 3'),
          ),
      ),
    ).toMatchInlineSnapshot(`
      "StubDecoder doesn't give back what StubEncoder reads: axis 3 is 3, but StubEncoder reads 1.
        StubDecoder gives  'batch 4*height 4*width 3'
        StubEncoder reads  'batch height width 1'"
    `);
  });

  test('a reconstruction of another size', () => {
    expect(
      refusal(
        () =>
          new AutoEncoder(
            new StubEncoder('batch height width 1', 'batch height//4 width//4 4'),
            new StubDecoder('batch height width 4', 'batch 2*height 2*width 1'),
          ),
      ),
    ).toMatchInlineSnapshot(`
      "StubDecoder doesn't give back what StubEncoder reads: axis 1 is 2*(height//4) of the input, but StubEncoder reads height of the input; no input makes them equal.
        StubDecoder gives  'batch 2*height 2*width 1'
        StubEncoder reads  'batch height width 1'"
    `);
  });

  test('a skip connection that the encoder does not give', () => {
    expect(
      refusal(
        () =>
          new AutoEncoder(
            new StubEncoder('batch h w 1', { bottleneck: 'batch h//2 w//2 8' }),
            new StubDecoder({ bottleneck: 'batch h w 8', skip: 'batch 2*h 2*w 4' }, 'batch 2*h 2*w 1'),
          ),
      ),
    ).toMatchInlineSnapshot(`
      "StubDecoder reads latent skip, but StubEncoder gives bottleneck.
        StubDecoder reads  skip  'batch 2*h 2*w 4'"
    `);
  });

  test('a variational encoder without a variance', () => {
    expect(
      refusal(
        () =>
          new VariationalAutoEncoder(
            new StubEncoder('batch 8 8 1', { mean: 'batch 4' }),
            new StubDecoder('batch 4', 'batch 8 8 1'),
          ),
      ),
    ).toMatchInlineSnapshot(`
      "VariationalAutoEncoder reads latent logVariance, but StubEncoder gives mean.
        VariationalAutoEncoder reads  logVariance  'batch ...'"
    `);
  });

  test('a mean and a variance of different sizes', () => {
    expect(
      refusal(
        () =>
          new VariationalAutoEncoder(
            new StubEncoder('batch 8 8 1', { mean: 'batch 4', logVariance: 'batch 1' }),
            new StubDecoder('batch 4', 'batch 8 8 1'),
          ),
      ),
    ).toMatchInlineSnapshot(`
      "VariationalAutoEncoder needs logVariance of StubEncoder in the shape of its mean: axis 1 is 1, but VariationalAutoEncoder reads 4.
        StubEncoder gives             logVariance  'batch 1'
        VariationalAutoEncoder reads  logVariance  'batch 4'"
    `);
  });

  test('a variational encoder in a plain autoencoder', () => {
    expect(
      refusal(
        () =>
          new AutoEncoder(
            new StubEncoder('batch 8 8 1', { mean: 'batch 4', logVariance: 'batch 4' }),
            new StubDecoder('batch 4', 'batch 8 8 1'),
          ),
      ),
    ).toMatchInlineSnapshot(`
      "StubDecoder reads one latent without a name, but StubEncoder gives mean, logVariance.
        StubDecoder reads  'batch 4'
        hint: VariationalAutoEncoder draws one latent from mean and logVariance."
    `);
  });
});
