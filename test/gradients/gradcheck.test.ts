import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkGradients } from '../../src/gradients/gradcheck.ts';

const normal = (shape: number[], seed: number, scale = 1): tf.Tensor =>
  tf.randomNormal(shape, 0, scale, 'float32', seed);
const conv = (x: tf.Tensor, w: tf.Tensor): tf.Tensor =>
  tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same');

const pool = (x: tf.Tensor): tf.Tensor => tf.maxPool(x as tf.Tensor4D, 2, 2, 'same');

let before: number;
beforeEach(() => {
  tf.engine().startScope();
  before = tf.memory().numTensors;
});
afterEach(() => {
  tf.engine().endScope();
});

type Fn = (...inputs: tf.Tensor[]) => tf.Tensor;

const normalised = (x: tf.Tensor, axis: number): tf.Tensor => {
  const { mean, variance } = tf.moments(x, axis, true);
  return x.sub(mean).div(variance.add(1e-5).sqrt());
};

const SOUND: [name: string, fn: Fn, inputs: (seed: number) => tf.Tensor[]][] = [
  ['matMul', (a, b) => tf.matMul(a, b), (s) => [normal([8, 8], s), normal([8, 8], s + 1)]],
  ['conv2d', conv, (s) => [normal([2, 8, 8, 3], s), normal([3, 3, 3, 8], s + 1, 0.2)]],
  [
    'depthwise conv',
    (x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'),
    (s) => [normal([2, 8, 8, 3], s), normal([3, 3, 3, 2], s + 1, 0.2)],
  ],
  ['layer norm', (x) => normalised(x, -1), (s) => [normal([4, 16], s)]],
  ['batch norm', (x, g) => normalised(x, 0).mul(g), (s) => [normal([16, 4], s), normal([4], s + 1)]],
  ['softmax', (x) => tf.softmax(x), (s) => [normal([8, 10], s)]],
  [
    'self-attention',
    (q, k, v) => tf.matMul(tf.softmax(tf.matMul(q, k, false, true).div(2)), v),
    (s) => [normal([6, 4], s), normal([6, 4], s + 1), normal([6, 4], s + 2)],
  ],
  [
    'tanh MLP',
    (x, w, v) => tf.matMul(tf.tanh(tf.matMul(x, w)), v),
    (s) => [normal([16, 16], s), normal([16, 32], s + 1, 0.3), normal([32, 10], s + 2, 0.2)],
  ],
  [
    'ReLU MLP',
    (x, w, v) => tf.matMul(tf.relu(tf.matMul(x, w)), v),
    (s) => [normal([16, 16], s), normal([16, 32], s + 1, 0.3), normal([32, 10], s + 2, 0.2)],
  ],
  [
    'ReLU conv net',
    (x, w, v) => conv(conv(x, w).relu(), v).relu(),
    (s) => [normal([2, 8, 8, 8], s), normal([3, 3, 8, 8], s + 1, 0.2), normal([3, 3, 8, 8], s + 2, 0.2)],
  ],
  [
    'ResNet block with max pooling',
    (x, w, v) => pool(x.add(conv(conv(x, w).relu(), v)).relu()),
    (s) => [normal([2, 8, 8, 8], s), normal([3, 3, 8, 8], s + 1, 0.2), normal([3, 3, 8, 8], s + 2, 0.2)],
  ],
  [
    'many pieces',
    (x, y) =>
      tf.addN([
        x.abs(),
        x.leakyRelu(0.1),
        tf.selu(x),
        tf.elu(x),
        x.clipByValue(-0.5, 0.5),
        tf.relu6(x.mul(6)),
        tf.minimum(x, y),
        tf.maximum(x, 0.3),
        tf.mod(x, tf.scalar(0.7)),
        tf.where(tf.tensor(x.greater(y).dataSync(), x.shape, 'bool'), x.square(), y),
        x.max(1, true).mul(tf.onesLike(x)),
        x.min(0, true).mul(tf.onesLike(x)),
        x.prelu(tf.scalar(0.25)),
      ]),
    (s) => [normal([12, 5], s), normal([12, 5], s + 1)],
  ],
  ['dropout', (x) => tf.dropout(x, 0.5), (s) => [normal([8, 8], s)]],
  [
    'fused convolution',
    (x, w, b) =>
      tf.fused.conv2d({
        x: x as tf.Tensor4D,
        filter: w as tf.Tensor4D,
        bias: b,
        strides: 1,
        pad: 'same',
        activation: 'relu',
      }),
    (s) => [normal([1, 6, 6, 3], s), normal([3, 3, 3, 4], s + 1, 0.2), normal([4], s + 2, 0.1)],
  ],
  ['softmax of scores that lie far apart', (x) => tf.softmax(x), (s) => [normal([4, 5], s, 30)]],
  [
    'loss of one number',
    (x) => tf.losses.softmaxCrossEntropy(tf.oneHot([0, 1, 2, 3], 10), x),
    (s) => [normal([4, 10], s)],
  ],
];

describe('sound gradients', () => {
  test.each(SOUND)(
    '%s is not accused',
    (_name, fn, inputs) => {
      for (let seed = 0; seed < 10; seed++) {
        const result = tf.tidy(() => {
          const made = checkGradients(fn, inputs(10 * seed), { seed });
          return { pass: made.pass, text: made.pass ? '' : made.message() };
        });
        expect(`${seed}: ${result.text}`).toBe(`${seed}: `);
      }
      expect(tf.memory().numTensors).toBe(before);
    },
    60_000,
  );
});

/** The sine, with a gradient that was tampered with on its way out. */
const tampered = (change: (gradient: tf.Tensor) => tf.Tensor): Fn => {
  const identity = tf.customGrad((x) => ({
    value: (x as tf.Tensor).clone(),
    gradFunc: (dy: tf.Tensor) => change(dy),
  }));
  return (x) => tf.sin(identity(x));
};

/** Multiplies the n-th entry (the last by default) by zero, and leaves the others. */
const zeroed = (size: number, entry: number): tf.Tensor => {
  const mask = new Float32Array(size).fill(1);
  mask[entry] = 0;
  return tf.tensor1d(mask);
};

describe('wrong gradients', () => {
  test.each<[name: string, fn: Fn, pattern: string | undefined, says: RegExp]>([
    ['all zero', tampered((dy) => tf.zerosLike(dy)), 'all-zero', /zero everywhere/],
    ['wrong sign', tampered((dy) => dy.neg()), 'sign', /wrong sign/],
    ['a factor of two', tampered((dy) => dy.mul(2)), 'factor', /2 times what it should be/],
    ['a factor of a half', tampered((dy) => dy.div(2)), 'factor', /0\.5 times/],
    ['transposed', tampered((dy) => dy.transpose()), 'transposed', /its axes 0 and 1 are swapped/],
    [
      'one row',
      tampered((dy) => dy.mul(tf.tensor2d([1, 1, 0.5, 1, 1, 1], [6, 1]))),
      'slices',
      /only at 2 of axis 0/,
    ],
    ['two columns', tampered((dy) => dy.mul([1, 1, 3, 1, 3, 1])), 'slices', /only at 2 and 4 of axis 1/],
  ])('%s is recognised', (_name, fn, pattern, says) => {
    const result = checkGradients(fn, [normal([6, 6], 3)]);
    expect(result.pass).toBe(false);
    const [input] = result.details.inputs;
    expect(input?.verdict).toMatchObject({ kind: 'wrong', pattern: { kind: pattern } });
    expect(result.message()).toMatch(says);
  });

  test('a gradient that ignores what comes in is recognised', () => {
    const result = checkGradients(
      tampered((dy) => tf.onesLike(dy)),
      [normal([5], 3)],
    );
    expect(result.details.inputs[0]?.verdict.kind).toBe('not-linear');
    expect(result.message()).toContain('ignores the incoming gradient');
  });

  test('a gradient that does not follow what comes in is recognised', () => {
    const result = checkGradients(
      tampered((dy) => dy.abs()),
      [normal([5], 3)],
    );
    expect(result.details.inputs[0]?.verdict).toMatchObject({ kind: 'not-linear', ignores: false });
    expect(result.message()).toContain('twice as much coming in does not give twice as much');
  });

  test.each<[name: string, shape: number[], change: (dy: tf.Tensor) => tf.Tensor, axes: number[]]>([
    ['that is not square', [3, 5], (dy) => dy.transpose().reshape([3, 5]), [0, 1]],
    ['of three axes, the last two', [4, 3, 5], (dy) => dy.transpose([0, 2, 1]).reshape([4, 3, 5]), [1, 2]],
    ['of three axes, the first and the last', [4, 3, 4], (dy) => dy.transpose([2, 1, 0]), [0, 2]],
  ])('a transposed gradient %s is recognised', (_name, shape, change, axes) => {
    const result = checkGradients(tampered(change), [normal(shape, 3)]);
    expect(result.details.inputs[0]?.verdict).toMatchObject({ pattern: { kind: 'transposed', axes } });
    expect(result.message()).toContain(`its axes ${axes.join(' and ')} are swapped`);
  });

  test.each<[name: string, shape: number[], places: number[], axis: number]>([
    ['rows among many', [150, 3], [17, 80, 81], 0],
    ['places of an axis in the middle', [3, 5, 4], [2], 1],
  ])('a gradient that is wrong only at some %s is recognised', (_name, shape, places, axis) => {
    const size = shape[axis] ?? 0;
    const sizes = shape.map((_, each) => (each === axis ? size : 1));
    const mask = tf
      .tensor(Array.from({ length: size }, (_, at) => (places.includes(at) ? 0.5 : 1)))
      .reshape(sizes);
    const result = checkGradients(
      tampered((dy) => dy.mul(mask)),
      [normal(shape, 3)],
    );
    expect(result.details.inputs[0]?.verdict).toMatchObject({
      pattern: { kind: 'slices', axis, wrong: places },
    });
  });

  /** Adds something that is broadcast, with a gradient by it that is made of the incoming one. */
  const addition = (change: (dy: tf.Tensor) => tf.Tensor): Fn => {
    const add = tf.customGrad((x, b) => ({
      value: tf.add(x as tf.Tensor, b as tf.Tensor),
      gradFunc: (dy: tf.Tensor) => [dy, change(dy)],
    }));
    return (x, b) => add(x, b).tanh();
  };

  test.each<[name: string, shape: number[], change: (dy: tf.Tensor) => tf.Tensor, pattern: object]>([
    ['the first row', [4], (dy) => dy.slice([0, 0], [1, 4]).reshape([4]), { axis: 0, size: 6, at: 0 }],
    ['the last row', [1, 4], (dy) => dy.slice([5, 0], [1, 4]), { axis: 0, size: 6, at: 5 }],
    ['the first column', [6, 1], (dy) => dy.slice([0, 0], [6, 1]), { axis: 1, size: 4, at: 0 }],
  ])('a gradient that holds %s where a sum belongs is not reduced', (_name, shape, change, pattern) => {
    const result = checkGradients(addition(change), [normal([6, 4], 1), normal(shape, 2)]);
    expect(result.details.inputs.map(({ verdict }) => verdict.kind)).toEqual(['right', 'wrong']);
    expect(result.details.inputs[1]?.verdict).toMatchObject({ pattern: { kind: 'not-reduced', ...pattern } });
    expect(result.message()).toMatch(
      /alone, along which the input is broadcast to \d places[^]*sum it over axis \d/u,
    );
  });

  test('a mean where a sum belongs is a factor, and the axis is named', () => {
    const result = checkGradients(
      addition((dy) => dy.mean(0)),
      [normal([6, 4], 1), normal([4], 2)],
    );
    expect(result.details.inputs[1]?.verdict).toMatchObject({
      pattern: { kind: 'factor', axis: { axis: 0, size: 6 } },
    });
    expect(result.message()).toContain('a mean taken over them, where a sum belongs, does this');
  });

  test('a function that is not finite nearby is inconclusive', () => {
    const result = checkGradients((x) => x.log(), [tf.tensor1d([1, 2, 1e-5])]);
    expect(result.details.inputs[0]?.verdict).toMatchObject({ kind: 'inconclusive', cause: 'not-finite' });
    expect(result.message()).toContain('NaN or an infinity nearby');
  });

  test('a gradient that changes from one time to the next is told apart', () => {
    let calls = 0;
    const result = checkGradients(
      tampered((dy) => dy.mul(1 + 0.1 * ++calls)),
      [normal([5], 3)],
    );
    expect(result.details.inputs[0]?.verdict.kind).toBe('not-repeatable');
    expect(result.message()).toContain('give another gradient the second time');
  });

  test.each<[name: string, change: (dy: tf.Tensor) => tf.Tensor, problem: object, says: string]>([
    [
      'not reduced over a broadcast axis',
      (dy) => dy,
      { kind: 'wrong-shape', op: 'customGrad', input: '1', received: '[6, 4]', expected: '[4]' },
      'sum it over the axes along which the input was broadcast',
    ],
    [
      'of an integer dtype',
      (dy) => dy.sum(0).toInt(),
      { kind: 'wrong-dtype', received: 'int32' },
      'wrong dtype',
    ],
  ])('a gradient %s is recognised', (_name, change, problem, says) => {
    const bias = tf.customGrad((x, b) => ({
      value: tf.add(x as tf.Tensor, b as tf.Tensor),
      gradFunc: (dy: tf.Tensor) => [dy, change(dy)],
    }));
    const result = checkGradients((x, b) => bias(x, b), [normal([6, 4], 1), normal([4], 2)]);
    expect(result.pass).toBe(false);
    expect(result.details.problem).toMatchObject(problem);
    expect(result.message()).toContain(says);
  });

  test('a gradient through a cast to integers, which is flat, is found', () => {
    const result = checkGradients((x) => x.mul(x.mul(9).toInt().toFloat()), [normal([5, 4], 1)]);
    expect(result.details.inputs[0]?.verdict.kind).toBe('wrong');
  });

  test('an input whose values leave the graph is detached', () => {
    const fn: Fn = (x, y) => x.mul(tf.tensor(y.arraySync()));
    const result = checkGradients(fn, [normal([3, 2], 1), normal([3, 2], 2)]);
    expect(result.details.inputs.map(({ verdict }) => verdict.kind)).toEqual(['right', 'detached']);
    expect(result.message()).toContain('no gradient reaches it');
  });

  test('NaN in the gradient of a finite function is found', () => {
    const result = checkGradients((x) => x.square().sum().sqrt(), [tf.zeros([4])]);
    expect(result.details.inputs[0]?.verdict).toMatchObject({ kind: 'not-finite', entries: 4, index: [0] });
  });

  test('an operation without a gradient is named', () => {
    const result = checkGradients((x) => tf.topk(x, 2).values, [normal([4], 1)]);
    expect(result.details.problem).toMatchObject({ kind: 'throws' });
    expect(result.message()).toContain('TopK');
    expect(tf.memory().numTensors).toBe(before + 1);
  });

  test('a function that is not one is refused a verdict', () => {
    let calls = 0;
    const result = checkGradients((x) => x.mul(++calls), [normal([4], 1)]);
    expect(result.pass).toBe(false);
    expect(result.message()).toContain('another result each time');
  });

  test.each([100, 1_000, 10_000, 100_000])(
    'one zeroed entry among %i is found and named in 20 of 20 trials',
    (size) => {
      for (let seed = 0; seed < 20; seed++) {
        const entry = (seed * 7919) % size;
        const mask = zeroed(size, entry);
        // cos(x) at 0.3: every entry of the gradient is alike, so that the zeroed one is not below the rms.
        const result = checkGradients(
          tampered((dy) => dy.mul(mask)),
          [tf.fill([size], 0.3)],
          { seed },
        );
        const [input] = result.details.inputs;
        expect(input?.verdict).toMatchObject({ kind: 'wrong', worst: { entry, index: [entry] } });
      }
    },
    60_000,
  );

  test('what bends costs 15 runs an input, what does not costs 11', () => {
    const bent = checkGradients((x) => x.mul(2).tanh().square(), [normal([8, 8], 1)]);
    expect(bent.pass).toBe(true);
    expect(bent.details.inputs.map(({ evaluations }) => evaluations + 3)).toEqual([15]);
    const { details } = checkGradients((a, b) => tf.matMul(a, b), [normal([8, 8], 1), normal([8, 8], 2)]);
    // One run to record, and two inside the gradients, come on top of those that probe.
    expect(details.inputs.map(({ evaluations }) => evaluations + 3)).toEqual([11, 11]);
  });
});

describe('corners at the point itself', () => {
  test('a subgradient is accepted there, and counted', () => {
    const values = Float32Array.from({ length: 100 }, (_, i) => (i === 7 ? 0 : Math.sin(i + 1)));
    // Its slope at 0 is 0.5 by convention: neither that of the left nor that of the right.
    const halfway = tf.customGrad((x, save) => {
      (save as (tensors: tf.Tensor[]) => void)([x as tf.Tensor]);
      return {
        value: (x as tf.Tensor).relu(),
        gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => dy.mul((saved as tf.Tensor).sign().add(1).div(2)),
      };
    });
    const result = checkGradients((x) => halfway(x), [tf.tensor1d(values)]);
    expect(result.pass, result.message()).toBe(true);
    expect(result.details.inputs[0]?.kinks).toBe(1);
  });

  test('more corners than a twentieth of the entries are inconclusive', () => {
    const values = Float32Array.from({ length: 100 }, (_, i) => (i < 40 ? 0 : Math.sin(i + 1)));
    const halfway = tf.customGrad((x, save) => {
      (save as (tensors: tf.Tensor[]) => void)([x as tf.Tensor]);
      return {
        value: (x as tf.Tensor).relu(),
        gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => dy.mul((saved as tf.Tensor).sign().add(1).div(2)),
      };
    });
    const result = checkGradients((x) => halfway(x), [tf.tensor1d(values)]);
    expect(result.pass).toBe(false);
    expect(result.details.inputs[0]?.verdict.kind).toBe('inconclusive');
    expect(result.message()).toContain('more than 5 entries lie on a corner');
  });

  test('a function all of corners is inconclusive, not right', () => {
    // A saw with teeth far finer than any step, whose jumps no kernel announces.
    const saw = tf.customGrad((x) => ({
      value: tf.tensor(
        (x as tf.Tensor).dataSync().map((v) => v + 0.05 * (((v * 97) % 1) + 1)),
        (x as tf.Tensor).shape,
      ),
      gradFunc: (dy: tf.Tensor) => dy.clone(),
    }));
    const result = checkGradients((x) => saw(x), [normal([50], 1)]);
    expect(result.pass).toBe(false);
  });
});

/** Every kernel with pieces, far more finely folded than a step is long: without its choices kept, nothing would agree. */
// TensorFlow.js refuses to differentiate past a comparison or an index, so these are taken off the graph.
const fixed = (choice: tf.Tensor): tf.Tensor => tf.tensor(choice.dataSync(), choice.shape, choice.dtype);

const FOLDED: [name: string, fn: Fn][] = [
  ['Relu', (x) => x.relu()],
  ['Relu6', (x) => x.mul(8).relu6()],
  ['Abs', (x) => x.abs()],
  ['Elu', (x) => x.elu()],
  ['Selu', (x) => x.selu()],
  ['LeakyRelu', (x) => x.leakyRelu(0.1)],
  ['Prelu', (x, y) => x.prelu(y)],
  ['ClipByValue', (x) => x.clipByValue(-0.3, 0.4)],
  ['Maximum', (x, y) => x.maximum(y)],
  ['Minimum', (x, y) => x.minimum(y)],
  ['Max', (x) => x.max([1])],
  ['Min of all', (x) => x.reshape([16, 8, 2]).min([2])],
  ['Mod', (x) => x.mod(tf.scalar(0.3))],
  ['Sign and Step', (x) => x.mul(x.sign()).add(x.mul(x.step()))],
  ['Floor, Ceil and Round', (x) => x.mul(x.mul(9).floor().add(x.mul(9).ceil()).add(x.mul(9).round()))],
  ['Select', (x, y) => tf.where(fixed(x.greater(y)), x.square(), y)],
  ['ArgMax', (x) => x.mul(tf.oneHot(x.argMax(1), 16))],
  ['sorting', (x) => tf.gather(x.flatten(), fixed(tf.topk(x.flatten(), 9).indices).as1D().toInt())],
  ['max pooling', (x) => pool(x.reshape([1, 16, 16, 1]))],
  [
    'dilation',
    (x, y) =>
      tf.dilation2d(x.as4D(1, 16, 16, 1), y.slice([0, 0], [3, 3]).as3D(3, 3, 1), [1, 2], 'same', [2, 1]),
  ],
  ['max pooling in 3D', (x) => tf.maxPool3d(x.as5D(1, 4, 8, 8, 1), [2, 3, 2], [1, 2, 2], 'same')],
  ['a product fused with relu', (x, y) => tf.fused.matMul({ a: x, b: y, activation: 'relu' })],
];

describe('pieces are kept', () => {
  test.each(FOLDED)('%s', (_name, fn) => {
    for (let seed = 0; seed < 5; seed++) {
      const point = [normal([16, 16], seed, 0.5), normal([16, 16], seed + 50, 0.5)];
      const wrt = fn.length === 1 ? [0] : [0, 1];
      const result = checkGradients(fn, point, { seed, wrt });
      expect(result.pass, result.message()).toBe(true);
      expect(result.details.inputs.map(({ kinks }) => kinks)).toEqual(wrt.map(() => 0));
      expect(result.details.replayedKernels).toBeGreaterThan(0);
    }
  });
});

describe('several inputs and outputs', () => {
  const both = (x: tf.Tensor, y: tf.Tensor): tf.Tensor[] => [x.mul(y), x.matMul(y, false, true).tanh()];

  test('all of them are looked at', () => {
    const { pass, details } = checkGradients(both, [normal([3, 4], 1), normal([3, 4], 2)]);
    expect([pass, details.inputs.length, details.outputSize]).toEqual([true, 2, 21]);
  });

  test('a gradient that one output lacks is found', () => {
    const fn = (x: tf.Tensor, y: tf.Tensor): tf.Tensor[] => [x.mul(y), y.mul(tf.tensor(x.arraySync()))];
    const { details } = checkGradients(fn, [normal([3, 4], 1), normal([3, 4], 2)]);
    expect(details.inputs.map(({ verdict }) => verdict.kind)).toEqual(['wrong', 'right']);
  });
});

describe('second order', () => {
  test.each(SOUND.filter(([name]) => ['matMul', 'layer norm', 'ReLU MLP', 'batch norm'].includes(name)))(
    '%s is not accused',
    (_name, fn, inputs) => {
      const result = checkGradients(fn, inputs(1), { order: 2 });
      expect(result.pass, result.message()).toBe(true);
    },
  );

  test('an operation that has a first gradient only is named', () => {
    const result = checkGradients(conv, [normal([1, 4, 4, 1], 1), normal([3, 3, 1, 1], 2)], { order: 2 });
    expect(result.message()).toContain('gradient function not found for Conv2DBackpropFilter');
  });

  // TensorFlow.js 4.22 records the copy that a gradient saves of a kernel's *output* before the kernel itself, so that a second
  // gradient does not find its way back through it.
  test.each<[name: string, fn: Fn, kind: string]>([
    ['tanh', (x) => tf.tanh(x), 'detached'],
    ['sigmoid', (x) => tf.sigmoid(x), 'detached'],
    ['exp', (x) => tf.exp(x), 'detached'],
    ['softmax', (x) => tf.softmax(x), 'detached'],
    ['x tanh(x)', (x) => x.mul(tf.tanh(x)), 'wrong'],
  ])('%s is wrong in TensorFlow.js, and that is seen', (_name, fn, kind) => {
    const input = [normal([3, 4], 1)];
    expect(checkGradients(fn, input).pass).toBe(true);
    expect(checkGradients(fn, input, { order: 2 }).details.inputs[0]?.verdict.kind).toBe(kind);
  });

  test('a gradient whose own gradient is wrong is found', () => {
    const fn: Fn = (x) =>
      tf.customGrad((y, save) => {
        (save as (tensors: tf.Tensor[]) => void)([y as tf.Tensor]);
        return {
          value: (y as tf.Tensor).square(),
          // Right at first order; but the value it reads was taken off the graph.
          gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) =>
            dy.mul(tf.tensor((saved as tf.Tensor).dataSync())).mul(2),
        };
      })(x);
    expect(checkGradients(fn, [normal([5], 1)]).pass).toBe(true);
    const second = checkGradients(fn, [normal([5], 1)], { order: 2 });
    expect(second.pass).toBe(false);
  });
});

describe('what can not be checked is refused', () => {
  const x = (): tf.Tensor => normal([3], 1);
  const sin: Fn = (a) => tf.sin(a);
  // What a caller without types might hand over.
  const call = checkGradients as unknown as (...parameters: unknown[]) => unknown;
  test.each<[name: string, parameters: () => unknown[], says: RegExp]>([
    ['no function', () => [x(), [x()]], /must be a function of tensors/],
    ['a bare tensor for inputs', () => [sin, x()], /inputs must be an array.*\n.*\[x\]/],
    ['no inputs', () => [sin, []], /inputs must be an array/],
    ['integer inputs', () => [sin, [tf.tensor1d([1, 2], 'int32')]], /none of the inputs is float32/],
    [
      'a promise for an input',
      () => [sin, [Promise.resolve(x())]],
      /inputs\[0\] must be a tensor, got a promise/,
    ],
    ['two probes', () => [sin, [x()], { probes: 2 }], /probes must be an integer from 3 up/],
    ['third order', () => [sin, [x()], { order: 3 }], /order must be 1 or 2/],
    ['a misspelt option', () => [sin, [x()], { probe: 3 }], /there is no option 'probe'.*\n.*'probes'/],
    ['a negative tolerance', () => [sin, [x()], { rtol: -1 }], /rtol must be a finite number from 0 up/],
    ['wrt out of range', () => [sin, [x()], { wrt: [1] }], /wrt must list float32 inputs by place/],
    ['a function that gives a promise', () => [() => Promise.resolve(x()), [x()]], /got a promise/],
    ['a function that gives nothing', () => [() => undefined, [x()]], /must be a tensor, got undefined/],
    ['an integer result', () => [(a: tf.Tensor) => a.argMax(), [x()]], /must be float32 to have a gradient/],
    [
      'a function that disposes its input',
      () => [
        (a: tf.Tensor) => {
          const y = tf.sin(a);
          a.dispose();
          return y;
        },
        [x()],
      ],
      /disposes a tensor that it was given/,
    ],
    [
      'an input that plays no part',
      () => [(a: tf.Tensor) => tf.sin(a), [x(), x()]],
      /does not depend on input 1.*\n.*wrt/,
    ],
  ])('%s', (_name, parameters, says) => {
    const given = parameters();
    const inputs = [given[1]].flat() as { isDisposed?: boolean }[];
    expect(() => {
      tf.tidy(() => {
        call(...given);
      });
    }).toThrow(says);
    for (const input of inputs) expect(input.isDisposed ?? false).toBe(false);
  });

  test('an input that is listed away need not play a part', () => {
    expect(checkGradients(sin, [x(), x()], { wrt: [0] }).pass).toBe(true);
  });

  test('nothing is leaked by a refusal in the middle of a gradient', () => {
    const inputs = [x()];
    const held = tf.memory().numTensors;
    let calls = 0;
    const fn = (a: tf.Tensor): tf.Tensor => {
      if (++calls > 1) throw new Error('gone wrong');
      return tf.sin(a);
    };
    const result = checkGradients(fn, inputs);
    expect(result.message()).toContain('gone wrong');
    expect(tf.memory().numTensors).toBe(held);
  });
});
