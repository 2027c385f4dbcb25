import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import { checkGradientFlow } from '../../../src/gradients/flow/gradient-flow.ts';
import type { FlowVerdict, GradientFlowDetails } from '../../../src/gradients/flow/flow-details.ts';
import { digitClassifier } from '../../../fixtures/models/index.ts';
import { seeded } from '../../../src/random/seeded.ts';
import {
  crossEntropy,
  functional,
  images,
  normal,
  oneHot,
  smallCnn,
  SOUND,
  type Program,
} from './sound-programs.ts';
import { expectNothingLeft } from '../../scope-each-test.ts';

expectNothingLeft();

const check = ({ subject, data, options }: Program): ReturnType<typeof checkGradientFlow> =>
  checkGradientFlow(subject, data, options);

/** Verdicts by the kind that they are of. */
function kinds({ weights }: GradientFlowDetails): FlowVerdict['kind'][] {
  return weights.map(({ verdict }) => verdict.kind);
}

describe('a gradient that flows', () => {
  test.each(SOUND)('%s is not accused', async (_name, make) => {
    for (let seed = 0; seed < 5; seed++) {
      const program = seeded(seed, () => make(1000 * seed));
      const before = tf.memory().numTensors;
      const { pass, message } = await check(program);
      expect(`${seed}: ${pass ? '' : message()}`).toBe(`${seed}: `);
      expect(tf.memory().numTensors).toBe(before);
    }
  });
});

/** Two layers with something between them; the first should learn through it. */
function between(middle: (h: tf.Tensor) => tf.Tensor, seed = 0): Program & { data: tf.Variable[] } {
  const first = tf.variable(normal([16, 8], seed, 0.5) as tf.Tensor2D);
  const second = tf.variable(normal([8, 3], seed + 1, 0.5) as tf.Tensor2D);
  const [x, ys] = [normal([12, 16], seed + 2), oneHot(12, 3)];
  const loss = (): tf.Tensor => crossEntropy(ys, tf.matMul(middle(tf.matMul(x, first)), second));
  return { subject: loss, data: [first, second] };
}

const stopGradient = tf.customGrad((x) => ({
  value: (x as tf.Tensor).clone(),
  gradFunc: (dy: tf.Tensor) => dy.zerosLike(),
}));

const BLOCKED: readonly (readonly [kernel: string, reason: string, middle: (h: tf.Tensor) => tf.Tensor])[] = [
  ['Round', 'flat', (h) => tf.round(h)],
  ['Floor', 'flat', (h) => tf.floor(h)],
  ['Ceil', 'flat', (h) => tf.ceil(h)],
  ['Sign', 'flat', (h) => tf.sign(h)],
  ['Step', 'flat', (h) => tf.step(h)],
  ['ArgMax', 'flat', (h) => tf.oneHot(h.argMax<tf.Tensor1D>(1), 8)],
  ['Cast', 'truncates', (h) => h.toInt().toFloat()],
  ['FloorDiv', 'truncates', (h) => tf.floorDiv(h, tf.scalar(0.5))],
  ['ClipByValue', 'saturated', (h) => h.add(100).clipByValue(0, 1)],
  ['Maximum', 'saturated', (h) => tf.maximum(h.sub(100), 1)],
  ['Multiply', 'zero-factor', (h) => h.mul(tf.zeros([12, 8])).add(1)],
  ['customGrad', 'own-gradient', (h) => stopGradient(h)],
];

describe('an operation that blocks', () => {
  test.each(BLOCKED)('%s is named, with the line (%s)', async (kernel, reason, middle) => {
    for (let seed = 0; seed < 3; seed++) {
      const { details } = await check(between(middle, 10 * seed));
      expect(kinds(details)).toEqual(['blocked', 'healthy']);
      const [first] = details.weights;
      expect(first?.verdict).toMatchObject({
        by: [
          {
            kernel,
            reason,
            part: undefined,
            line: expect.stringMatching(/^test\/.*gradient-flow\.test\.ts:\d+:\d+$/) as string,
          },
        ],
      });
    }
  });

  test('is no matter where another way is open', async () => {
    const { pass } = await check(between((h) => tf.round(h).add(h)));
    expect(pass).toBe(true);
  });

  test('is blamed where the only other way is a gradient that is not there', async () => {
    const { details } = await check(between((h) => h.toInt().toFloat().add(h.add(100).clipByValue(0, 1))));
    expect(details.weights[0]?.verdict).toMatchObject({
      kind: 'blocked',
      by: expect.arrayContaining([
        expect.objectContaining({ kernel: 'Cast', reason: 'truncates' }),
        expect.objectContaining({ kernel: 'ClipByValue', reason: 'saturated' }),
      ]) as unknown,
    });
  });

  test('may be two ways that cancel', async () => {
    const w = tf.variable(normal([3], 1));
    const { details } = await checkGradientFlow(() => w.mul(2).sub(w.mul(2)).sum().add(1), [w]);
    expect(details.weights[0]?.verdict).toMatchObject({
      by: [{ kernel: 'Multiply', reason: 'cancels' }],
    });
  });

  test('is none where a gradient is zero by algebra: a bias before the mean is taken off', async () => {
    const bias = tf.variable(tf.tensor1d([1, 2]));
    const weights = tf.tensor2d([1, 2, 3, 5, 4, 4, 8, 1], [4, 2]);
    const loss = (): tf.Tensor => {
      const h = tf.ones([4, 2]).add(bias);
      return h.sub(h.mean(0)).mul(weights).sum().add(1);
    };
    const { pass, details } = await checkGradientFlow(loss, { bias });
    expect(details.weights[0]?.gradientNorm).toBe(0);
    expect(pass).toBe(true);
  });

  test('is found in the loss though a regularizer reaches the kernel', async () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ inputShape: [4], units: 3, kernelRegularizer: 'l1l2' })],
    });
    const loss = (yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor =>
      yTrue.sub(yPred.add(100).clipByValue(0, 1)).square().mean();
    const { details } = await checkGradientFlow(model, { xs: normal([8, 4], 1), ys: oneHot(8, 3) }, { loss });
    expect(kinds(details)).toEqual(['blocked', 'blocked']);
  });

  test('is found though a regularizer reaches the weights by a way of its own', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({
          inputShape: [4],
          ...{
            units: 8,
            activation: 'relu',
            biasInitializer: tf.initializers.constant({ value: -50 }),
          },
          kernelRegularizer: 'l1l2',
        }),
        tf.layers.dense({ units: 3 }),
      ],
    });
    const { details } = await checkGradientFlow(
      model,
      { xs: normal([8, 4], 1), ys: oneHot(8, 3) },
      { loss: crossEntropy },
    );
    expect(kinds(details)).toEqual(['dead', 'dead', 'blocked', 'healthy']);
  });
});

const NO_GRADIENT: readonly (readonly [kernel: string, middle: (h: tf.Tensor) => tf.Tensor])[] = [
  ['Greater', (h) => tf.where(h.greater(0), h, h.mul(0.1))],
  ['Less', (h) => h.mul(h.less(0).toFloat())],
  ['TopK', (h) => tf.topk(h, 8).values],
  ['Einsum', (h) => tf.einsum('ij->ij', h)],
  ['GatherV2', (h) => h.gather(h.argMax(1).toInt())],
];

describe('an operation without a gradient', () => {
  test.each(NO_GRADIENT)('%s is named, and the other weights are judged', async (kernel, middle) => {
    const { details, message } = await check(between(middle));
    expect(kinds(details)).toEqual(['no-gradient', 'healthy']);
    expect(details.weights[0]?.verdict).toMatchObject({ by: { kernel } });
    expect(message()).toContain(`${kernel} at test/gradients/flow/gradient-flow.test.ts:`);
  });

  test('inside a gradient that the loss takes itself is an error of the loss', async () => {
    const w = tf.variable(normal([3], 1));
    const inner = tf.grad((x) => tf.where(x.greater(0), x, x.mul(0.1)).sum());
    await expect(checkGradientFlow(() => inner(w).sum(), [w])).rejects.toThrow(
      'the loss throws: Cannot compute gradient: gradient function not found for Greater',
    );
  });

  test('of the user, that throws, is named too', async () => {
    const faulty = tf.customGrad((x) => ({
      value: (x as tf.Tensor).clone(),
      gradFunc: (): tf.Tensor => {
        throw new Error('not implemented');
      },
    }));
    const { details } = await check(between((h) => faulty(h)));
    expect(details.weights[0]?.verdict).toMatchObject({
      kind: 'no-gradient',
      by: { kernel: 'customGrad' },
      reason: 'not implemented',
    });
  });
});

describe('a weight that is not connected', () => {
  test('to what was made of values that were read out', async () => {
    const { details } = await check(between((h) => tf.tensor(h.relu().arraySync())));
    expect(kinds(details)).toEqual(['disconnected', 'healthy']);
    const line = expect.stringMatching(/gradient-flow\.test\.ts:\d+:\d+$/) as string;
    expect(details.weights[0]?.verdict).toMatchObject({ end: { kernel: 'Relu', line }, readAt: [line] });
  });

  test('since nothing reads it', async () => {
    const { subject, data } = between((h) => h);
    const unused = tf.variable(tf.ones([3]), true, 'unused');
    const { details, message } = await checkGradientFlow(subject, [...data, unused]);
    expect(kinds(details)).toEqual(['healthy', 'healthy', 'disconnected']);
    expect(message()).toContain('nothing that the loss computes reads it');
  });

  test('inside a layers model is traced to the layer', async () => {
    class Detach extends tf.layers.Layer {
      static readonly className = 'Detach';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        const [x] = [inputs].flat();
        return tf.tensor(x?.dataSync() ?? [], x?.shape);
      }
    }
    const detach = new Detach({ name: 'detach' });
    const model = functional([4], (input) => {
      const hidden = tf.layers.dense({ units: 5, name: 'before' }).apply(input);
      return tf.layers.dense({ units: 3, name: 'after' }).apply(detach.apply(hidden)) as tf.SymbolicTensor;
    });
    const data = { xs: normal([6, 4], 1), ys: oneHot(6, 3) };
    const { details } = await checkGradientFlow(model, data, { loss: crossEntropy });
    expect(kinds(details)).toEqual(['disconnected', 'disconnected', 'healthy', 'healthy']);
    expect(details.weights[0]?.verdict).toMatchObject({
      end: { part: 'before' },
      readAt: [expect.stringMatching(/gradient-flow\.test\.ts:\d+:\d+$/)],
    });
    for (const layer of model.layers) expect(Object.hasOwn(layer, 'call')).toBe(false);
  });
});

describe('a layer', () => {
  const onImages = (subject: unknown, seed: number): Program => ({
    subject,
    data: { xs: images(16, seed), ys: oneHot(16, 3) },
    options: { loss: crossEntropy },
  });

  test.each([0, 1, 2, 3, 4])('whose biases keep every unit silent is dead (seed %i)', async (seed) => {
    const { details } = await check(onImages(smallCnn(seed, { bias: -10 }), seed));
    expect(kinds(details)).toEqual(['dead', 'dead', 'blocked', 'blocked', 'blocked', 'healthy']);
    expect(details.weights[0]?.verdict).toMatchObject({
      units: 8,
      of: 8,
      by: { kernel: 'Relu', part: details.weights[0]?.owner },
    });
  });

  test.each([0, 1, 2, 3, 4])('of which more than half is silent is dead (seed %i)', async (seed) => {
    const bias = tf.variable(tf.tensor1d(Array.from({ length: 32 }, (_, i) => (i < 20 ? -20 : 0))));
    const first = tf.variable(normal([16, 32], seed, 0.3) as tf.Tensor2D);
    const second = tf.variable(normal([32, 3], seed + 1, 0.3) as tf.Tensor2D);
    const [x, ys] = [normal([16, 16], seed + 2), oneHot(16, 3)];
    const loss = (): tf.Tensor =>
      crossEntropy(
        ys,
        tf.matMul(
          tf
            .matMul(x as tf.Tensor2D, first)
            .add(bias)
            .relu(),
          second,
        ),
      );
    const { details } = await checkGradientFlow(loss, { first, bias, second });
    expect(kinds(details)).toEqual(['dead', 'dead', 'healthy']);
    expect(details.weights[0]?.verdict).toMatchObject({ units: 20, of: 32 });
  });

  test.each([0, 1, 2, 3, 4])('that starts from a constant is symmetric (seed %i)', async (seed) => {
    const { details } = await check(onImages(smallCnn(seed, { constant: 0.1 }), seed));
    const verdicts = details.weights.filter(({ shape }) => shape.length > 1);
    expect(verdicts.map(({ verdict }) => verdict.kind)).toEqual(['symmetric', 'symmetric', 'healthy']);
  });

  test('that starts from zeros does not get off the ground', async () => {
    const { details } = await check(onImages(smallCnn(0, { constant: 0 }), 0));
    expect(kinds(details)).toEqual(['dead', 'dead', 'blocked', 'blocked', 'blocked', 'healthy']);
  });

  test('of ours is named by its path', async () => {
    const model = digitClassifier({ classes: 3 });
    const bias = model.namedVariables().get('backbone/stage2/bias');
    bias?.assign(tf.fill(bias.shape, -50));
    const { details, message } = await check(onImages(model, 1));
    expect(kinds(details).slice(0, 4)).toEqual(['blocked', 'blocked', 'dead', 'dead']);
    expect(details.weights[0]?.verdict).toMatchObject({
      by: [
        {
          kernel: 'Relu',
          part: 'ClassificationModel/backbone/stage2',
          line: expect.stringMatching(/^fixtures\/models\/conv-block\.ts:\d+:\d+$/) as string,
        },
      ],
    });
    expect(message()).toContain(
      'Relu in ClassificationModel/backbone/stage2 at fixtures/models/conv-block.ts:',
    );
  });
});

describe('along depth', () => {
  const deep = (
    activation: 'sigmoid' | 'tanh',
    kernelInitializer: 'glorotNormal',
    seed: number,
  ): Program => ({
    subject: tf.sequential({
      layers: [
        ...Array.from({ length: 12 }, (_, i) =>
          tf.layers.dense({
            ...{ units: 16, activation, kernelInitializer },
            ...(i === 0 && { inputShape: [16] }),
          }),
        ),
        tf.layers.dense({ units: 3, kernelInitializer }),
      ],
    }),
    data: { xs: normal([16, 16], seed), ys: oneHot(16, 3) },
    options: { loss: crossEntropy },
  });

  test.each([0, 1, 2, 3, 4])('12 layers of sigmoid let it vanish (seed %i)', async (seed) => {
    const { details, message } = await check(seeded(seed, () => deep('sigmoid', 'glorotNormal', seed)));
    expect(details.weights[0]?.verdict).toMatchObject({
      kind: 'vanishing',
      by: { kernel: 'Sigmoid', steps: 12 },
    });
    expect(details.weights.at(-1)?.verdict.kind).toBe('healthy');
    expect(message()).toMatch(/vanishing .* \(\d+ weights\)/);
    expect(message()).toContain('a sound network keeps more than 0.001');
  });

  test.each([0, 1, 2, 3, 4])('large kernels make it explode (seed %i)', async (seed) => {
    const kernels = Array.from({ length: 8 }, (_, i) =>
      tf.variable(normal(i === 7 ? [16, 3] : [16, 16], 10 * seed + i) as tf.Tensor2D),
    );
    const [x, ys] = [normal([16, 16], seed + 99) as tf.Tensor2D, normal([16, 3], seed + 98)];
    const net = (): tf.Tensor2D =>
      kernels.reduce<tf.Tensor2D>((h, kernel, i) => tf.matMul(i === 0 ? h : h.relu(), kernel), x);
    const { details, message } = await checkGradientFlow(() => net().sub(ys).square().mean(), kernels);
    expect(details.weights[0]?.verdict).toMatchObject({ kind: 'exploding', by: { kernel: 'BatchMatMul' } });
    expect(details.weights.at(-1)?.verdict.kind).toBe('healthy');
    expect(message()).toContain('a sound network stays below 70 times');
  });

  test.each([0, 1, 2, 3, 4])(
    'it explodes, too, where what goes forward is bounded (seed %i)',
    async (seed) => {
      const kernels = Array.from({ length: 25 }, (_, i) =>
        tf.variable(normal(i === 24 ? [32, 3] : [32, 32], 100 * seed + i, 3 / Math.sqrt(32)) as tf.Tensor2D),
      );
      const [x, ys] = [normal([16, 32], seed + 99) as tf.Tensor2D, oneHot(16, 3)];
      const net = (): tf.Tensor2D =>
        kernels.reduce<tf.Tensor2D>((h, kernel, i) => tf.matMul(i === 0 ? h : h.tanh(), kernel), x);
      const { details } = await checkGradientFlow(() => crossEntropy(ys, net()).mul(1e-4), kernels);
      expect(details.weights[0]?.verdict.kind).toBe('exploding');
    },
  );

  test('small data are not mistaken for it', async () => {
    const [first, second] = between((h) => h).data as [tf.Variable<tf.Rank.R2>, tf.Variable<tf.Rank.R2>];
    const bias = tf.variable(normal([8], 9));
    const [x, ys] = [normal([12, 16], 5, 1e-5) as tf.Tensor2D, oneHot(12, 3)];
    const loss = (): tf.Tensor => crossEntropy(ys, tf.matMul(tf.matMul(x, first).add(bias).tanh(), second));
    const { pass, details } = await checkGradientFlow(loss, { first, bias, second });
    expect((details.weights[0]?.gradientNorm ?? 0) / (details.weights[2]?.gradientNorm ?? 1)).toBeLessThan(
      1e-3,
    );
    expect(pass).toBe(true);
  });

  test('inputs of another scale are not mistaken for it', async () => {
    for (const scale of [1e-4, 1e3]) {
      const program = between((h) => tf.tanh(h.div(scale)));
      const [first, second] = program.data;
      const [x, ys] = [normal([12, 16], 5, scale), oneHot(12, 3)];
      const loss = (): tf.Tensor =>
        crossEntropy(
          ys,
          tf.matMul(tf.tanh(tf.matMul(x, first as tf.Tensor).div(scale)), second as tf.Tensor),
        );
      expect((await checkGradientFlow(loss, program.data)).pass).toBe(true);
    }
  });
});

describe('a gradient that is not finite', () => {
  test('is traced to the first kernel that gave a NaN', async () => {
    const { details } = await check(between((h) => tf.log(h).mul(2)));
    expect(kinds(details)).toEqual(['not-finite', 'not-finite']);
    expect(details.weights[0]?.verdict).toMatchObject({ by: { kernel: 'Log' }, direction: 'forward' });
  });

  test('where the loss is, is traced on the way back', async () => {
    const { details } = await check(between((h) => h.relu().sqrt()));
    expect(kinds(details)).toEqual(['not-finite', 'healthy']);
    expect(details.weights[0]?.verdict).toMatchObject({ by: { kernel: 'Sqrt' }, direction: 'backward' });
  });
});

describe('what is looked at', () => {
  test('can be left out by name, by pattern and as a variable', async () => {
    const { subject, data } = between((h) => tf.round(h));
    const named = { first: data[0], second: data[1] };
    for (const except of ['first', /^fir/, data[0], [data[0]]]) {
      const { pass, details } = await checkGradientFlow(subject, named, { except: except as string });
      expect(pass).toBe(true);
      expect(kinds(details)).toEqual(['excepted', 'healthy']);
    }
  });

  test('is what the loss reads, where nothing is said', async () => {
    const { subject } = between((h) => tf.round(h));
    tf.variable(tf.ones([2])); // the loss has nothing to do with it
    const { details } = await checkGradientFlow(subject);
    expect(kinds(details)).toEqual(['blocked', 'healthy']);
  });

  test('may be the weights of a model with a loss that needs no batch', async () => {
    const model = smallCnn(1);
    const [xs, ys] = [images(8, 1), oneHot(8, 3)];
    const loss = (): tf.Tensor => crossEntropy(ys, model.apply(xs, { training: true }) as tf.Tensor);
    expect((await checkGradientFlow(model, undefined, { loss })).pass).toBe(true);
    expect((await checkGradientFlow(loss, model)).details.weights).toHaveLength(6);
  });

  test('is summed up by layer', async () => {
    const { details } = await check({
      subject: smallCnn(1),
      data: { xs: images(8, 1), ys: oneHot(8, 3) },
      options: { loss: crossEntropy },
    });
    expect(details.layers.map(({ weights }) => weights)).toEqual([2, 2, 2]);
    const [kernel, bias] = details.weights;
    expect(details.layers[0]?.gradientNorm).toBeCloseTo(
      Math.hypot(kernel?.gradientNorm ?? 0, bias?.gradientNorm ?? 0),
      12,
    );
  });
});

describe('what is left behind', () => {
  test('is nothing: moving averages, Math.random and the engine are as before', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 4, inputShape: [4] }),
        tf.layers.batchNormalization(),
        tf.layers.dropout({ rate: 0.5 }),
        tf.layers.dense({ units: 3 }),
      ],
    });
    const values = (): number[][] => model.getWeights().map((each) => [...each.dataSync()]);
    const host = tf.engine() as object;
    const data = { xs: normal([8, 4], 1), ys: oneHot(8, 3) };
    const [before, random, count] = [values(), Math.random, tf.memory().numTensors];
    await checkGradientFlow(model, data, { loss: crossEntropy });
    await expect(
      checkGradientFlow(model, data, {
        loss: (): tf.Tensor => {
          throw new Error('of the user');
        },
      }),
    ).rejects.toThrow('of the user');
    expect(values()).toEqual(before);
    expect(Math.random).toBe(random);
    expect(tf.memory().numTensors).toBe(count);
    for (const name of ['addTapeNode', 'readSync', 'read']) expect(Object.hasOwn(host, name)).toBe(false);
  });

  test('is nothing on a throw inside a gradient', async () => {
    const count = tf.memory().numTensors;
    const program = between((h) => h);
    const withProgram = tf.memory().numTensors;
    await expect(
      checkGradientFlow(() => {
        (program.subject as () => tf.Tensor)();
        throw new Error('late');
      }, program.data),
    ).rejects.toThrow('the loss throws: late');
    expect(tf.memory().numTensors).toBe(withProgram);
    expect(withProgram).toBeGreaterThan(count);
  });

  test('the same seed gives the same verdict and the same numbers', async () => {
    const program = (): Program =>
      seeded(3, () => ({ ...between((h) => tf.dropout(h, 0.5)), options: { seed: 5 } }));
    const [one, other] = [await check(program()), await check(program())];
    expect(one.details.loss).toBe(other.details.loss);
  });
});

describe('what is refused', () => {
  const data = (): { xs: tf.Tensor; ys: tf.Tensor } => ({ xs: images(4, 1), ys: oneHot(4, 3) });

  test.each<[string, () => readonly unknown[], RegExp]>([
    ['no model', () => [1, data(), { loss: crossEntropy }], /received must be/],
    ['a model without a loss', () => [smallCnn(1), data()], /not compiled/],
    ['no batch', () => [smallCnn(1), undefined, { loss: crossEntropy }], /batch must be \{ xs, ys \}/],
    [
      'an empty batch',
      () => [smallCnn(1), { xs: tf.zeros([0, 8, 8, 1]), ys: tf.zeros([0, 3]) }, { loss: crossEntropy }],
      /at least one sample/,
    ],
    [
      'NaN among the labels',
      () => [smallCnn(1), { ...data(), ys: tf.fill([4, 3], NaN) }, { loss: crossEntropy }],
      /batch\.ys holds NaN/,
    ],
    [
      'a model all frozen',
      () => {
        const model = smallCnn(1);
        model.trainable = false;
        return [model, data(), { loss: crossEntropy }];
      },
      /trainable weights, got 6 weights, all frozen/,
    ],
    ['a loss that gives a vector', () => [() => tf.ones([3]), [tf.variable(tf.ones([3]))]], /float32 scalar/],
    [
      'a loss that is async',
      () => [() => Promise.resolve(tf.scalar(1)), [tf.variable(tf.ones([3]))]],
      /the loss can not be async/,
    ],
    ['a loss that reads no variable', () => [() => tf.scalar(1).square()], /computed without any trainable/],
    [
      'things that are no variables',
      () => [() => tf.scalar(1), [tf.ones([2])]],
      /beside a loss there must be/,
    ],
    [
      'an exception that names nothing',
      () => [() => tf.scalar(1), { w: tf.variable(tf.ones([3])) }, { except: 'x' }],
      /except names no weight: 'x'/,
    ],
    ['an unknown option', () => [smallCnn(1), data(), { los: crossEntropy }], /did you mean 'loss'/],
  ])('%s', async (_name, args, message) => {
    const [subject, given, options] = args();
    const before = tf.memory().numTensors;
    await expect(checkGradientFlow(subject, given, options as object)).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });
});
