import '@tensorflow/tfjs-node';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { ArgumentError } from '../../src/errors.ts';
import { seeded } from '../../src/random/seeded.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest();

const original = Math.random;

/** Reads a tensor and frees it. */
function values(tensor: tf.Tensor): number[] {
  const read = Array.from(tensor.dataSync());
  tensor.dispose();
  return read;
}

/** Everything that TensorFlow.js draws by itself, each as a function that gives numbers. */
const draws: Readonly<Record<string, () => number[]>> = {
  'Math.random': () => [Math.random(), Math.random()],
  'tf.randomNormal': () => values(tf.randomNormal([8])),
  'tf.randomUniform': () => values(tf.randomUniform([8])),
  'tf.randomUniformInt': () => values(tf.randomUniformInt([8], 0, 1e6)),
  'tf.truncatedNormal': () => values(tf.truncatedNormal([8])),
  'tf.randomGamma': () => values(tf.randomGamma([8], 2)),
  'tf.randomStandardNormal': () => values(tf.randomStandardNormal([8])),
  'tf.dropout': () => values(tf.tidy(() => tf.dropout(tf.ones([64]), 0.5))),
  'tf.multinomial': () => values(tf.tidy(() => tf.multinomial(tf.zeros<tf.Rank.R2>([2, 100]), 16))),
  'tf.multinomial of one distribution': () =>
    values(tf.tidy(() => tf.multinomial(tf.zeros<tf.Rank.R1>([100]), 16))),
  'tf.rand': () => values(tf.rand([8], () => Math.random())),
  'tf.util.shuffle': () => {
    const order = Array.from({ length: 32 }, (_, i) => i);
    tf.util.shuffle(order);
    return order;
  },
  'initializers.glorotNormal': () =>
    values(tf.initializers.glorotNormal({ seed: undefined as never }).apply([4, 4])),
  'initializers.heUniform': () =>
    values(tf.initializers.heUniform({ seed: undefined as never }).apply([4, 4])),
  'initializers.orthogonal': () =>
    values(tf.initializers.orthogonal({ seed: undefined as never }).apply([4, 4])),
};

describe.each(Object.entries(draws))('%s', (_, draw) => {
  test('repeats with the same seed', () => {
    expect(seeded(42, draw)).toEqual(seeded(42, draw));
  });

  test('differs with another seed', () => {
    expect(seeded(42, draw)).not.toEqual(seeded(43, draw));
  });

  test('differs from one draw to the next', () => {
    const [first, second] = seeded(42, () => [draw(), draw()]);
    expect(first).not.toEqual(second);
  });
});

/** A small model with everything in it that draws: initial weights, dropout, noise, shuffling. */
async function trainedWeights(): Promise<number[][]> {
  const x = tf.randomNormal([32, 6, 6, 1]);
  const y = tf.oneHot(tf.randomUniformInt([32], 0, 3).toInt(), 3);
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [6, 6, 1] }),
      tf.layers.gaussianNoise({ stddev: 0.1 }),
      tf.layers.flatten(),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
  await model.fit(x, y, { epochs: 3, batchSize: 8, shuffle: true });
  const weights = model.getWeights().map((weight) => Array.from(weight.dataSync()));
  model.dispose();
  tf.dispose([x, y]);
  return weights;
}

describe('training on the native backend', () => {
  test('ends in the same weights, bit for bit, under the same seed', async () => {
    const first = await seeded(7, trainedWeights);
    const second = await seeded(7, trainedWeights);
    expect(second).toStrictEqual(first);
    expect(await seeded(8, trainedWeights)).not.toEqual(first);
  });

  test('calls that overlap do not disturb each other', async () => {
    const alone = await seeded(7, trainedWeights);
    const [left, other, right] = await Promise.all([
      seeded(7, trainedWeights),
      seeded(8, trainedWeights),
      seeded(7, trainedWeights),
    ]);
    expect(left).toStrictEqual(alone);
    expect(right).toStrictEqual(alone);
    expect(other).not.toEqual(alone);
  });
});

describe('tf.data', () => {
  const shuffled = async (): Promise<number[]> =>
    tf.data
      .array(Array.from({ length: 50 }, (_, i) => i))
      .shuffle(50)
      .toArray();

  test('shuffles in the same order under the same seed', async () => {
    const first = await seeded(3, shuffled);
    expect(await seeded(3, shuffled)).toEqual(first);
    expect(await seeded(4, shuffled)).not.toEqual(first);
  });

  test('leaves the clock right', () => {
    const outside = tf.util.now();
    const [inside, span] = seeded(3, () => {
      const start = tf.util.now();
      return [start + 0, tf.util.now() - start] as const;
    });
    expect(inside).toBeGreaterThanOrEqual(outside);
    expect(inside).toBeLessThanOrEqual(tf.util.now());
    expect(span).toBeGreaterThanOrEqual(0);
    expect(typeof tf.util.now()).toBe('number');
  });
});

describe('tf.multinomial on the native backend', () => {
  test('an explicit seed repeats within a seeded call', () => {
    const logits = tf.log<tf.Tensor2D>(tf.tensor2d([[0.1, 0.2, 0.3, 0.4]]));
    const sample = (): number[] => values(tf.multinomial(logits, 12, 5));
    const [first, second] = seeded(1, () => [sample(), sample()]);
    expect(second).toEqual(first);
  });

  test('follows the distribution', () => {
    const probabilities = [0.1, 0.2, 0.3, 0.4];
    const logits = tf.add<tf.Tensor2D>(tf.log(tf.tensor2d([probabilities])), 1000);
    const drawn = seeded(1, () => values(tf.multinomial(logits, 20_000)));
    for (const [event, probability] of probabilities.entries()) {
      const share = drawn.filter((each) => each === event).length / drawn.length;
      expect(share).toBeCloseTo(probability, 1.5);
    }
  });

  test('never draws an event of probability 0', () => {
    const logits = tf.tensor2d([[-Infinity, 0, -Infinity]]);
    expect(new Set(seeded(1, () => values(tf.multinomial(logits, 500))))).toEqual(new Set([1]));
  });
});

describe('the random state afterwards', () => {
  test('is put back on return, on a throw and on a rejection', async () => {
    seeded(1, () => Math.random());
    expect(Math.random).toBe(original);
    expect(() =>
      seeded(1, () => {
        throw new RangeError('on purpose');
      }),
    ).toThrow(RangeError);
    expect(Math.random).toBe(original);
    await expect(seeded(1, () => Promise.reject(new RangeError('on purpose')))).rejects.toThrow(RangeError);
    expect(Math.random).toBe(original);
  });

  test('stays seeded until a promise has settled', async () => {
    const pending = seeded(1, async () => {
      const before = Math.random();
      await new Promise((resolve) => setTimeout(resolve, 5));
      return [before, Math.random()];
    });
    const unrelated = Math.random();
    const drawn = await pending;
    expect(drawn).toEqual(seeded(1, () => [Math.random(), Math.random()]));
    expect(drawn).not.toContain(unrelated);
    expect(Math.random).toBe(original);
  });

  test('an inner call leaves the outer stream where it was', () => {
    const plain = seeded(1, () => [Math.random(), Math.random()]);
    const nested = seeded(1, () => {
      const first = Math.random();
      seeded(2, () => Math.random());
      return [first, Math.random()];
    });
    expect(nested).toEqual(plain);
  });

  test('work that outlives the call draws from the outside again', async () => {
    let late: Promise<number> = Promise.resolve(NaN);
    seeded(1, () => {
      late = new Promise((resolve) => setTimeout(resolve, 5)).then(() => Math.random());
    });
    const seededDraws = seeded(1, () => [Math.random(), Math.random()]);
    expect(seededDraws).not.toContain(await late);
  });

  test("a mock that was put over it meanwhile is the mock's owner's to remove", () => {
    const spy = seeded(1, () => vi.spyOn(Math, 'random').mockReturnValue(0.5));
    expect(Math.random()).toBe(0.5);
    spy.mockRestore();
    expect(Math.random()).not.toBe(Math.random());
    Math.random = original;
  });
});

test('any two equal seeds give equal streams of numbers from 0 up to 1', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true })), (seed) => {
      const draw = (): number[] => Array.from({ length: 5 }, () => Math.random());
      const first = seeded(seed, draw);
      expect(seeded(seed, draw)).toEqual(first);
      expect(first.every((each) => each >= 0 && each < 1)).toBe(true);
    }),
  );
});

describe('bad input', () => {
  test.each([
    ['NaN', NaN, 'seeded: seed must be a finite number or a string, got the number NaN.'],
    ['Infinity', Infinity, 'seeded: seed must be a finite number or a string, got the number Infinity.'],
    ['undefined', undefined, 'seeded: seed must be a finite number or a string, got undefined.'],
    ['an object', {}, 'seeded: seed must be a finite number or a string, got an object.'],
  ])('the seed %s is refused', (_, seed, message) => {
    expect(() => seeded(seed as number, () => 1)).toThrow(ArgumentError);
    expect(() => seeded(seed as number, () => 1)).toThrow(message);
    expect(Math.random).toBe(original);
  });

  test('a promise in place of the function is refused', () => {
    expect(() => seeded(1, Promise.resolve() as never)).toThrow(ArgumentError);
  });
});
