import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { SubjectError } from '../../src/errors.ts';
import { describeKind, isTensor, requireTensor } from '../../src/tensor/subject.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest();

/** All that makes a tensor one, for the tests to break in one place each. */
function pretender(overrides: object): object {
  const sound = {
    shape: [2, 3],
    size: 6,
    dtype: 'float32',
    dataId: {},
    isDisposed: false,
    dataSync: () => new Float32Array(6),
    dispose: () => undefined,
  };
  return Object.defineProperties(sound, Object.getOwnPropertyDescriptors(overrides));
}

const throwing = new Proxy(
  {},
  {
    get() {
      throw new TypeError('a proxy of the user');
    },
    has() {
      throw new TypeError('a proxy of the user');
    },
    getPrototypeOf() {
      throw new TypeError('a proxy of the user');
    },
  },
);

const revoked = Proxy.revocable([], {});
revoked.revoke();

// Functions, since Vitest looks into the values of a table to name the tests, which a proxy may answer by throwing.
const PRETENDERS: [string, () => unknown][] = [
  ['a fraction in the shape', () => pretender({ shape: [1.5, 4] })],
  ['a negative size', () => pretender({ shape: [-2, -3] })],
  ['null in the shape', () => pretender({ shape: [null, 3] })],
  ['NaN in the shape', () => pretender({ shape: [NaN, 3], size: NaN })],
  ['a hole in the shape', () => pretender({ shape: new Array(2) })],
  ['a shape that contradicts the size', () => pretender({ shape: [2, 4] })],
  ['a shape beyond counting', () => pretender({ shape: [2 ** 40, 2 ** 40], size: 2 ** 80 })],
  [
    'a shape of endless axes',
    () =>
      pretender({ shape: new Proxy([], { get: (_, key) => (key === 'length' ? Infinity : 1) }), size: 1 }),
  ],
  ['a shape that is a typed array', () => pretender({ shape: Int32Array.of(2, 3) })],
  ['an unknown dtype', () => pretender({ dtype: 'float16' })],
  ['no data', () => pretender({ dataSync: undefined })],
  [
    'a getter that throws',
    () =>
      pretender({
        get shape() {
          throw new TypeError('no shape today');
        },
      }),
  ],
  ['a proxy that throws', () => throwing],
  ['a revoked proxy', () => revoked.proxy],
  ['nothing but a shape', () => ({ shape: [2, 3] })],
];

describe('isTensor', () => {
  test('takes what has all that a tensor has, whatever made it', () => {
    expect(isTensor(pretender({}))).toBe(true);
    tf.tidy(() => {
      expect(isTensor(tf.zeros([1, 2, 3, 1, 2, 1]))).toBe(true);
      expect(isTensor(tf.zeros([2, 0]))).toBe(true);
      expect(isTensor(tf.scalar(1))).toBe(true);
      expect(isTensor(tf.complex([1], [2]))).toBe(true);
      expect(isTensor(tf.tensor(['a', 'b']))).toBe(true);
    });
  });

  test('takes variables and disposed tensors', () => {
    const variable = tf.variable(tf.zeros([2]));
    expect(isTensor(variable)).toBe(true);
    variable.dispose();
    expect(isTensor(variable)).toBe(true);
  });

  test.each(PRETENDERS)('refuses %s', (_name, make) => {
    expect(isTensor(make())).toBe(false);
  });
});

describe('describeKind', () => {
  test.each<[unknown, string]>([
    [null, 'null'],
    [undefined, 'undefined'],
    [1.5, 'the number 1.5'],
    [NaN, 'the number NaN'],
    [true, 'the boolean true'],
    [3n, 'the bigint 3'],
    [Symbol('s'), 'a symbol'],
    ['text', 'the string "text"'],
    ['x'.repeat(100), `the string "${'x'.repeat(40)}…"`],
    [[1, 2], 'an array of length 2'],
    [new Float32Array(3), 'a Float32Array'],
    [Promise.resolve(), 'a promise'],
    [new Map(), 'a Map'],
    [{}, 'an object'],
    [Object.create(null), 'an object'],
    [Math.max, 'the function max'],
    [() => undefined, 'a function'],
  ])('%#: %s', (value, kind) => {
    expect(describeKind(value)).toBe(kind);
  });

  test.each([
    ['a proxy that throws', () => throwing],
    ['a revoked proxy', () => revoked.proxy],
  ])('does not throw itself for %s', (_name, make) => {
    expect(describeKind(make())).toBe('an object that throws when it is looked at');
  });
});

describe('requireTensor', () => {
  test('hands a live tensor through', () => {
    const tensor = tf.zeros([2]);
    expect(requireTensor(tensor, 'toHaveShape')).toBe(tensor);
    tensor.dispose();
  });

  test('refuses a disposed tensor, and says how it came to be one', () => {
    const tensor = tf.zeros([2, 3]);
    tensor.dispose();
    expect(() => requireTensor(tensor, 'toHaveShape')).toThrowErrorMatchingInlineSnapshot(`
      [SubjectError: toHaveShape: received is a disposed tensor float32[2, 3].
        hint: it was freed by dispose() or by leaving a tf.tidy(); return it from the tidy or wrap it in tf.keep().]
    `);
  });

  test.each(PRETENDERS)('refuses %s', (_name, make) => {
    expect(() => requireTensor(make(), 'toHaveShape')).toThrow(SubjectError);
  });

  test.each<[string, unknown, string | undefined]>([
    ['a promise', Promise.resolve(1), 'await it first'],
    ['a typed array', new Float32Array(2), 'wrap it: tf.tensor(values, shape, dtype)'],
    ['a nested array', [[1, 2]], 'wrap it: tf.tensor(values, shape, dtype)'],
    ['a symbolic tensor', tf.input({ shape: [3] }), 'model.predict(x)'],
    ['a pretender', pretender({ shape: [7] }), 'do not belong together'],
    ['undefined', undefined, undefined],
    ['a number', 3, undefined],
    ['an object', {}, undefined],
  ])('helps with %s', (_name, value, hint) => {
    try {
      requireTensor(value, 'toHaveShape', 'expected');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(SubjectError);
      expect(error).toHaveProperty('argument', 'expected');
      const { hint: given } = error as SubjectError;
      if (hint === undefined) expect(given).toBeUndefined();
      else expect(given).toContain(hint);
    }
  });

  test("tells a layer's variable from a tensor", () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    expect(() => requireTensor(model.weights[0], 'toHaveShape')).toThrow('what read() returns');
    model.dispose();
  });
});
