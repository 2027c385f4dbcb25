import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import { AutoEncoder, ClassificationModel, InteractionError, TensorproofError } from '../../src/index.ts';
import { StubBackbone, StubDecoder, StubEncoder, StubHead, thrownBy } from './parts.ts';

const maps = { c3: { shape: 'batch height//4 width//4 32', stride: 4 } };
const images = (...shape: [number, number, number, number]): tf.Tensor4D => tf.zeros(shape);

/** The message of an error on a call, which leaves no tensor behind. */
function messageOf(
  call: () => unknown,
  type: new (...args: never[]) => Error = TensorproofError as never,
): string {
  const { numTensors } = tf.memory();
  const error = thrownBy(call);
  expect(error).toBeInstanceOf(type);
  expect(tf.memory().numTensors).toBe(numTensors);
  return error.message;
}

/** What a backbone that returns `returned` is told on its first call. */
function lie(returned: (x: tf.Tensor4D) => unknown): string {
  const backbone = new StubBackbone(maps, 'batch height width 3', returned).initialize();
  const x = images(2, 12, 8, 3);
  const message = messageOf(() => backbone.apply(x), InteractionError);
  tf.dispose([x]);
  backbone.dispose();
  return message;
}

describe('a module that lies about its output is caught by name', () => {
  test('other channels', () => {
    expect(lie(() => ({ c3: tf.zeros([2, 3, 2, 16]) }))).toMatchInlineSnapshot(
      `"StubBackbone declares c3 'batch height//4 width//4 32' but returned float32[2, 3, 2, 16]: axis 3 is 16, expected 32."`,
    );
  });
  test('another stride', () => {
    expect(lie(() => ({ c3: tf.zeros([2, 6, 4, 32]) }))).toMatchInlineSnapshot(
      `"StubBackbone declares c3 'batch height//4 width//4 32' but returned float32[2, 6, 4, 32]: axis 1 (height//4) is 6, but height//4 = 3 with height = 12 bound by input axis 1."`,
    );
  });
  test('another batch', () => {
    expect(lie(() => ({ c3: tf.zeros([1, 3, 2, 32]) }))).toMatchInlineSnapshot(
      `"StubBackbone declares c3 'batch height//4 width//4 32' but returned float32[1, 3, 2, 32]: axis 0 (batch) is 1, but input axis 0 bound batch = 2."`,
    );
  });
  test('another rank', () => {
    expect(lie(() => ({ c3: tf.zeros([2, 32]) }))).toMatchInlineSnapshot(
      `"StubBackbone declares c3 'batch height//4 width//4 32' but returned float32[2, 32]: the tensor has 2 axes, but 'batch height//4 width//4 32' has 4 axes."`,
    );
  });
  test('another dtype', () => {
    expect(lie(() => ({ c3: tf.zeros([2, 3, 2, 32], 'int32') }))).toMatchInlineSnapshot(
      `"StubBackbone declares c3 'batch height//4 width//4 32' but returned int32[2, 3, 2, 32]: it is int32, expected float32."`,
    );
  });
  test('another name', () => {
    expect(lie(() => ({ C3: tf.zeros([2, 3, 2, 32]) }))).toMatchInlineSnapshot(`
      "StubBackbone declares c3 'batch height//4 width//4 32' but returned C3.
        hint: call it 'c3' instead of 'C3'."
    `);
  });
  test('a tensor instead of tensors by name', () => {
    expect(lie(() => tf.zeros([2, 3, 2, 32]))).toMatchInlineSnapshot(
      `"StubBackbone declares c3 'batch height//4 width//4 32' but returned a tensor float32[2, 3, 2, 32]."`,
    );
  });
  test('nothing', () => {
    expect(lie(() => undefined)).toMatchInlineSnapshot(
      `"StubBackbone declares c3 'batch height//4 width//4 32' but returned undefined."`,
    );
  });
  test('something that is no tensor', () => {
    expect(lie(() => ({ c3: [1, 2, 3] }))).toMatchInlineSnapshot(
      `"StubBackbone declares c3 'batch height//4 width//4 32' but returned an array of length 3 for it."`,
    );
  });
  test('a disposed tensor', () => {
    expect(
      lie(() => {
        const c3 = tf.zeros([2, 3, 2, 32]);
        c3.dispose();
        return { c3 };
      }),
    ).toMatchInlineSnapshot(
      `"StubBackbone declares c3 'batch height//4 width//4 32' but returned a disposed tensor for it."`,
    );
  });
  test('a promise', () => {
    const backbone = new StubBackbone(maps, 'batch height width 3', () => Promise.resolve({})).initialize();
    const x = images(2, 12, 8, 3);
    expect(messageOf(() => backbone.apply(x))).toMatchInlineSnapshot(
      `
      "StubBackbone.forward: it must return tensors, but it is async.
        hint: read files and data before the forward pass; what is made after an await is never freed."
    `,
    );
    x.dispose();
    backbone.dispose();
  });

  test('a variable made in the forward pass', () => {
    expect(
      messageOf(() => {
        const backbone = new StubBackbone(maps, 'batch height width 3', () => {
          tf.variable(tf.zeros([3]), true, 'late');
          return { c3: tf.zeros([2, 3, 2, 32]) };
        });
        try {
          tf.tidy(() => backbone.apply(images(2, 12, 8, 3)));
        } finally {
          backbone.dispose();
        }
      }),
    ).toMatchInlineSnapshot(`
      "StubBackbone.forward: it makes variables, 'late'; they belong in build.
        hint: hand layers to this.addLayer in build(), with the shape that they will get."
    `);
  });

  test('an output is held against the declaration once for each shape of the input, in training and out of it', () => {
    let channels = 32;
    const backbone = new StubBackbone(maps, 'batch height width 3', () => ({
      c3: tf.zeros([1, 2, 2, channels]),
    }));
    tf.tidy(() => {
      const x = images(1, 8, 8, 3);
      backbone.apply(x);
      channels = 16;
      expect(backbone.apply(x)['c3']?.shape).toEqual([1, 2, 2, 16]);
      expect(() => backbone.apply(x, { training: true })).toThrow(InteractionError);
    });
    backbone.dispose();
  });

  test('only for some sizes', () => {
    let calls = 0;
    const backbone = new StubBackbone(maps, 'batch height width 3', ({ shape: [batch, height, width] }) => {
      calls += 1;
      // right for multiples of 4, since it rounds up where it says that it rounds down
      return { c3: tf.zeros([batch, Math.ceil(height / 4), Math.floor(width / 4), 32]) };
    });
    tf.tidy(() => {
      backbone.apply(images(1, 8, 8, 3));
      backbone.apply(images(1, 8, 8, 3));
      expect(() => backbone.apply(images(1, 9, 8, 3))).toThrow(
        "StubBackbone declares c3 'batch height//4 width//4 32' but returned float32[1, 3, 2, 32]: axis 1 (height//4) is 3, but height//4 = 2 with height = 9 bound by input axis 1.",
      );
      expect(() => backbone.apply(images(1, 9, 8, 3))).toThrow(InteractionError);
    });
    expect(calls).toBe(4);
    backbone.dispose();
  });

  test('a head that returns another batch under a name of its own', () => {
    const backbone = new StubBackbone(maps, 'batch height width 3', () => ({ c3: tf.zeros([2, 2, 2, 32]) }));
    const head = new StubHead({ c3: 'n height width 32' }, 'rows 10', { returns: () => tf.zeros([1, 10]) });
    const model = new ClassificationModel(backbone, head);
    const x = images(2, 8, 8, 3);
    expect(messageOf(() => model.predict(x), InteractionError)).toMatchInlineSnapshot(
      `"StubHead returned float32[1, 10] for float32[2, 8, 8, 3]: axis 0 is 1, but the batch is 2."`,
    );
    tf.dispose(x);
    model.dispose();
  });

  test('a decoder that gives back another size under names of its own', () => {
    const model = new AutoEncoder(
      new StubEncoder('batch h w 1', 'batch 4', () => tf.zeros([2, 4])),
      new StubDecoder('batch 4', 'batch rows columns 1', () => tf.zeros([2, 4, 4, 1])),
    );
    const x = images(2, 8, 8, 1);
    expect(messageOf(() => model.predict(x), InteractionError)).toMatchInlineSnapshot(
      `"StubDecoder returned float32[2, 4, 4, 1] for float32[2, 8, 8, 1]: AutoEncoder gives back the shape it reads."`,
    );
    tf.dispose(x);
    model.dispose();
  });
});

describe('an input that can not be read is refused before anything is computed', () => {
  /** What a model says of `x`. It is asked before its first good call, and after one. */
  function refusal(make: () => unknown): string {
    let calls = 0;
    const backbone = new StubBackbone(maps, 'batch height width 1', ({ shape: [batch, height, width] }) => {
      calls += 1;
      return { c3: tf.zeros([batch, Math.floor(height / 4), Math.floor(width / 4), 32]) };
    });
    const head = new StubHead({ c3: 'batch height width 32' }, 'batch 10', {
      returns: ({ c3 }) => tf.zeros([c3?.shape[0] ?? 0, 10]),
    });
    const model = new ClassificationModel(backbone, head);
    const x = make() as tf.Tensor4D;
    const first = messageOf(() => model.predict(x));
    expect(calls).toBe(0);
    tf.tidy(() => void model.predict(images(1, 8, 8, 1)));
    expect(messageOf(() => model.predict(x))).toBe(first);
    tf.dispose(x);
    model.dispose();
    return first;
  }

  test('an image without a batch', () => {
    expect(refusal(() => tf.zeros([8, 8, 1]))).toMatchInlineSnapshot(`
      "StubBackbone can't read float32[8, 8, 1]: the tensor has 3 axes, but 'batch height width 1' has 4 axes.
        hint: an axis is missing: tf.expandDims(x, 0) if it is the batch, tf.expandDims(x, -1) if it is the channels."
    `);
  });
  test('a batch of grey images without channels', () => {
    expect(refusal(() => tf.zeros([5, 8, 8]))).toMatchInlineSnapshot(`
      "StubBackbone can't read float32[5, 8, 8]: the tensor has 3 axes, but 'batch height width 1' has 4 axes.
        hint: the channel axis is missing: tf.expandDims(x, -1)."
    `);
  });
  test('colour for grey', () => {
    expect(refusal(() => tf.zeros([5, 8, 8, 3]))).toMatchInlineSnapshot(`
      "StubBackbone can't read float32[5, 8, 8, 3]: axis 3 is 3, expected 1.
        StubBackbone reads  'batch height width 1'"
    `);
  });
  test('channels first', () => {
    expect(refusal(() => tf.zeros([5, 1, 8, 8]))).toMatchInlineSnapshot(`
      "StubBackbone can't read float32[5, 1, 8, 8]: axis 3 is 8, expected 1.
        StubBackbone reads  'batch height width 1'
        hint: the channels are axis 1 here and last there: tf.transpose(x, [0, 2, 3, 1])."
    `);
  });
  test('integers', () => {
    expect(refusal(() => tf.zeros([5, 8, 8, 1], 'int32'))).toMatchInlineSnapshot(`
      "StubBackbone: input must be float32, got int32[5, 8, 8, 1].
        hint: tf.cast(x, 'float32') converts it; scale it as the data that the model was trained on."
    `);
  });
  test('too small', () => {
    expect(refusal(() => tf.zeros([5, 8, 3, 1]))).toMatchInlineSnapshot(`
      "StubBackbone can't read float32[5, 8, 3, 1]: it is too small, since c3 'batch height//4 width//4 32' would have axis 2 (width//4) = 0.
        hint: width must be at least 4."
    `);
  });
  test('an empty batch', () => {
    expect(refusal(() => tf.zeros([0, 8, 8, 1]))).toMatchInlineSnapshot(
      `"StubBackbone can't read float32[0, 8, 8, 1]: it has no elements, since axis 0 is 0."`,
    );
  });
  test('a scalar', () => {
    expect(refusal(() => tf.scalar(1))).toMatchInlineSnapshot(
      `"StubBackbone can't read float32[]: the tensor has 0 axes, but 'batch height width 1' has 4 axes."`,
    );
  });
  test('an array', () => {
    expect(refusal(() => [[[0]]])).toMatchInlineSnapshot(`
      "StubBackbone.apply: input must be a tensor, got an array of length 1.
        hint: it has no shape and no dtype of its own; wrap it: tf.tensor(values, shape, dtype)."
    `);
  });
  test('a promise', () => {
    expect(refusal(() => Promise.resolve(1))).toMatchInlineSnapshot(`
      "StubBackbone.apply: input must be a tensor, got a promise.
        hint: await it first, or write expect(promise).resolves."
    `);
  });
  test('nothing', () => {
    expect(refusal(() => undefined)).toMatchInlineSnapshot(
      `"StubBackbone.apply: input must be a tensor, got undefined."`,
    );
  });
  test('a disposed tensor', () => {
    expect(
      refusal(() => {
        const x = images(1, 8, 8, 1);
        x.dispose();
        return x;
      }),
    ).toMatchInlineSnapshot(`
      "StubBackbone.apply: input is a disposed tensor float32[1, 8, 8, 1].
        hint: it was freed by dispose() or by leaving a tf.tidy(); return it from the tidy or wrap it in tf.keep()."
    `);
  });

  test('a size that a later part can not read', () => {
    const backbone = new StubBackbone(maps, 'batch height width 1');
    const model = new ClassificationModel(backbone, new StubHead({ c3: 'batch 7 7 32' }));
    const x = images(2, 64, 30, 1);
    expect(messageOf(() => model.predict(x), InteractionError)).toMatchInlineSnapshot(`
      "ClassificationModel can't take float32[2, 64, 30, 1]: axis 1 of feature map c3 of StubBackbone would be height//4 = 16, but StubHead reads 7.
        hint: the nearest height that fits is 31."
    `);
    tf.dispose(x);
    model.dispose();
  });

  test('a size that would not come back', () => {
    const model = new AutoEncoder(
      new StubEncoder('batch height width 1', 'batch height//4 width//4 4'),
      new StubDecoder('batch height width 4', 'batch 4*height 4*width 1'),
    );
    const x = images(2, 8, 10, 1);
    expect(messageOf(() => model.predict(x), InteractionError)).toMatchInlineSnapshot(`
      "AutoEncoder can't take float32[2, 8, 10, 1]: axis 2 of the output of StubDecoder would be 4*(width//4) = 8, but StubEncoder reads width = 10.
        hint: the nearest width that fits is 8 or 12."
    `);
    tf.dispose(x);
    model.dispose();
  });

  test('maps by name, one of them missing', () => {
    const head = new StubHead({ c3: 'batch h w 32', c4: 'batch h//2 w//2 64' }).initialize();
    const c3 = tf.zeros([1, 4, 4, 32]);
    expect(messageOf(() => head.apply({ c3 }))).toMatchInlineSnapshot(
      `"StubHead.apply: c4 must be a tensor, got undefined."`,
    );
    const c4 = tf.zeros([1, 4, 2, 64]);
    expect(messageOf(() => head.apply({ c3, c4 }))).toMatchInlineSnapshot(`
      "StubHead can't read float32[1, 4, 2, 64]: c4: axis 1 (h//2) is 4, but h//2 = 2 with h = 4 bound by c3 axis 1.
        StubHead reads  'batch h//2 w//2 64'"
    `);
    tf.dispose([c3, c4]);
    head.dispose();
  });
});

describe('a declaration that can not be read', () => {
  const compose = (input: unknown, featureMaps: unknown): string =>
    messageOf(
      () =>
        new ClassificationModel(
          new StubBackbone(featureMaps as typeof maps, input as string),
          new StubHead({ c3: 'batch h w 32' }),
        ),
    );

  test.each<[string, unknown, unknown, string]>([
    ['no maps', 'b h w 3', {}, 'StubBackbone.featureMaps must declare at least one shape, got an object.'],
    ['no input', null, maps, 'StubBackbone.input must declare at least one shape, got null.'],
    [
      'a map that is a number',
      'b h w 3',
      { c3: 3 },
      'StubBackbone.featureMaps.c3 must be a shape spec, got the number 3.',
    ],
    [
      'a stride of 0',
      'b h w 3',
      { c3: { shape: 'b h w 3', stride: 0 } },
      'StubBackbone.featureMaps.c3: stride must be a whole number from 1 up, got the number 0.',
    ],
    [
      'a dtype that there is not',
      'b h w 3',
      { c3: { shape: 'b h w 3', stride: 1, dtype: 'float16' } },
      'StubBackbone.featureMaps.c3: dtype must be one of float32, int32, bool, complex64, string, got the string "float16".',
    ],
    ['a shape that does not parse', 'b h w 3', { c3: { shape: 'b [h]', stride: 1 } }, 'shape spec:'],
  ])('%s', (_, input, featureMaps, message) => {
    expect(compose(input, featureMaps)).toContain(message);
  });
});
