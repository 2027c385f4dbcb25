import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import { ArgumentError, InteractionError, SegmentationModel } from '../../src/index.ts';
import type { Declaration } from '../../src/index.ts';
import { scopeEachTest } from '../scope-each-test.ts';
import { StubBackbone, StubDecoder, StubEncoder, thrownBy } from './parts.ts';

scopeEachTest({ variables: true });

interface Parts {
  readonly input?: string;
  readonly latent?: Declaration;
  readonly reads?: Declaration;
  readonly output?: string;
  readonly decode?: (images: tf.Tensor4D) => tf.Tensor;
}

/** Halves an image and doubles it again, with one skip connection, as far as the declarations go. */
function compose({
  input = 'batch height width 3',
  latent = {
    c1: { shape: 'batch height width 3', stride: 1 },
    c2: { shape: 'batch height//2 width//2 3', stride: 2 },
  },
  reads = {
    c2: { shape: 'batch height width 3', stride: 2 },
    c1: { shape: 'batch 2*height 2*width 3', stride: 1 },
  },
  output = 'batch 2*height 2*width 5',
  decode = (c1) => tf.zeros([c1.shape[0], c1.shape[1], c1.shape[2], 5]),
}: Parts = {}): SegmentationModel<never> {
  return new SegmentationModel(
    new StubEncoder(input, latent, (images) => ({ c1: images, c2: tf.maxPool(images, 2, 2, 'valid') })),
    new StubDecoder(reads, output, (maps) => decode((maps as { readonly c1: tf.Tensor4D }).c1)),
  );
}

function refusal(run: () => unknown): string {
  const { numTensors } = tf.memory();
  const error = thrownBy(run);
  expect(error).toBeInstanceOf(InteractionError);
  expect(tf.memory().numTensors).toBe(numTensors);
  return error.message;
}

test('logits are laid over the image', () => {
  const model = compose();
  expect(model.predict(tf.zeros([2, 6, 8, 3])).shape).toEqual([2, 6, 8, 5]);
  expect(model.children.get('encoder')).toBe(model.encoder);
  expect(model.children.get('decoder')).toBe(model.decoder);
  expect(model.parameterCount()).toEqual({ trainable: 4, frozen: 0 });
});

test('a decoder gets the maps that it reads, and no others', () => {
  let seen: unknown;
  const model = new SegmentationModel(
    new StubEncoder('b h w 3', { c1: 'b h w 3', c2: 'b h//2 w//2 3' }, (images) => ({
      c1: images,
      c2: tf.maxPool(images, 2, 2, 'valid'),
    })),
    new StubDecoder({ c1: 'b h w 3' }, 'b h w 1', (maps) => {
      seen = maps;
      return tf.zeros([1, 4, 4, 1]);
    }),
  );
  model.predict(tf.zeros([1, 4, 4, 3]));
  expect(Object.keys(seen as object)).toEqual(['c1']);
});

describe('what does not fit is refused when it is composed', () => {
  test('logits of half the size', () => {
    expect(refusal(() => compose({ output: 'batch height width 5' }))).toMatchInlineSnapshot(`
      "SegmentationModel can't read the output of StubDecoder: axis 1 is height//2 of the input, but SegmentationModel reads height of the input; no input makes them equal.
        StubDecoder gives        'batch height width 5'
        SegmentationModel reads  'batch height width classes'"
    `);
  });

  test('logits for the image as a whole', () => {
    expect(refusal(() => compose({ output: 'batch 5' }))).toMatchInlineSnapshot(`
      "SegmentationModel can't read the output of StubDecoder: it has 2 axes, but SegmentationModel reads 4.
        StubDecoder gives        'batch 5'
        SegmentationModel reads  'batch height width classes'"
    `);
  });

  test('a skip map that there is not', () => {
    expect(refusal(() => compose({ latent: { c2: { shape: 'batch height//2 width//2 3', stride: 2 } } })))
      .toMatchInlineSnapshot(`
      "StubDecoder reads feature map c1, but StubEncoder gives c2.
        StubDecoder reads  c1  'batch 2*height 2*width 3' with stride 1"
    `);
  });

  test("a fixed size that is not the image's", () => {
    expect(
      refusal(() =>
        compose({
          input: 'batch 8 8 3',
          latent: { c1: 'batch 8 8 3' },
          reads: { c1: 'batch 8 8 3' },
          output: 'batch 8 4 5',
        }),
      ),
    ).toMatchInlineSnapshot(`
      "SegmentationModel can't read the output of StubDecoder: axis 2 (width) is 4, but the input bound width = 8.
        StubDecoder gives        'batch 8 4 5'
        SegmentationModel reads  'batch height width classes'"
    `);
  });

  test('parts of other kinds', () => {
    const encoder = new StubEncoder('b h w 3', 'b h w 3');
    const backbone = new StubBackbone({ c1: { shape: 'b h w 3', stride: 1 } });
    // A program without types can pass anything.
    const make = (...parts: unknown[]): unknown => Reflect.construct(SegmentationModel, parts);
    expect(() => make(backbone, new StubDecoder('b h w 3', 'b h w 2'))).toThrow(ArgumentError);
    expect(() => make(encoder, encoder)).toThrow(
      'SegmentationModel: decoder must be a decoder, got the encoder StubEncoder.',
    );
  });
});

describe('what does not fit is refused when it is applied', () => {
  test('an image whose maps can not be doubled back, with the nearest sizes', () => {
    const model = compose();
    const images = tf.zeros<tf.Rank.R4>([1, 8, 7, 3]);
    expect(refusal(() => model.predict(images))).toMatchInlineSnapshot(`
      "SegmentationModel can't take float32[1, 8, 7, 3]: axis 2 of feature map c1 of StubEncoder would be width = 7, but StubDecoder reads 2*(width//2) = 6.
        hint: the nearest width that fits is 6 or 8."
    `);
  });

  test('logits of another size than was declared by names of its own', () => {
    const model = compose({
      output: 'batch rows columns 5',
      decode: () => tf.zeros([1, 4, 2, 5]),
    });
    const images = tf.zeros<tf.Rank.R4>([1, 4, 4, 3]);
    expect(refusal(() => model.predict(images))).toMatchInlineSnapshot(
      `"StubDecoder returned float32[1, 4, 2, 5] for float32[1, 4, 4, 3]: axis 2 is 2, but SegmentationModel gives logits for each place of its input, 4 there."`,
    );
  });
});
