import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import '../../../matchers/vitest.ts';
import { SubjectError } from '../../../src/errors.ts';
import { messageOf } from '../message-of.ts';

beforeEach(() => {
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

const abcd = (): tf.Tensor =>
  tf.tensor2d([
    [1, 2],
    [3, 4],
  ]);
const abce = (): tf.Tensor =>
  tf.tensor2d([
    [1, 2],
    [3, 5],
  ]);

/** What a tensor may stand in, and how to look at it. */
const PLACES: readonly (readonly [where: string, wrap: (tensor: tf.Tensor) => unknown])[] = [
  ['a tensor alone', (tensor) => tensor],
  ['an array', (tensor) => [1, tensor]],
  ['an object', (tensor) => ({ name: 'kernel', value: tensor })],
  ['a Map', (tensor) => new Map([['kernel', tensor]])],
  ['a Set', (tensor) => new Set([tensor])],
  ['deep inside', (tensor) => ({ layers: [{ weights: new Map([['kernel', [tensor]]]) }] })],
];

describe.each(PLACES)('%s', (_, wrap) => {
  test('toEqual, toStrictEqual, toMatchObject, toContainEqual compare values', () => {
    expect(wrap(abcd())).toEqual(wrap(abcd()));
    expect(wrap(abcd())).toStrictEqual(wrap(abcd()));
    expect({ at: wrap(abcd()), more: 1 }).toMatchObject({ at: wrap(abcd()) });
    expect([0, wrap(abcd())]).toContainEqual(wrap(abcd()));
    expect({ at: wrap(abcd()) }).toHaveProperty('at', wrap(abcd()));
  });

  test('another value, shape or dtype is not equal', () => {
    const others = [abce(), tf.ones([4]), tf.tensor2d([[1, 2, 3, 4]]), abcd().toInt()];
    for (const other of others) {
      expect(wrap(abcd())).not.toEqual(wrap(other));
      expect(wrap(abcd())).not.toStrictEqual(wrap(other));
      expect({ at: wrap(abcd()) }).not.toMatchObject({ at: wrap(other) });
      expect([wrap(abcd())]).not.toContainEqual(wrap(other));
      expect(() => {
        expect(wrap(abcd())).toEqual(wrap(other));
      }).toThrow(/\S/u);
      expect(() => {
        expect({ at: wrap(abcd()) }).toMatchObject({ at: wrap(other) });
      }).toThrow(/\S/u);
    }
  });

  test('.not fails where the values are equal', () => {
    for (const matcher of ['toEqual', 'toStrictEqual'] as const) {
      expect(() => {
        expect(wrap(abcd())).not[matcher](wrap(abcd()));
      }).toThrow(/\S/u);
    }
  });

  test('calls and results of mocks', () => {
    const mock = vi.fn((value: unknown) => value);
    mock(wrap(abcd()));
    expect(mock).toHaveBeenCalledWith(wrap(abcd()));
    expect(mock).toHaveBeenLastCalledWith(wrap(abcd()));
    expect(mock).toHaveBeenNthCalledWith(1, wrap(abcd()));
    expect(mock).toHaveBeenCalledExactlyOnceWith(wrap(abcd()));
    expect(mock).not.toHaveBeenCalledWith(wrap(abce()));
    expect(mock).toHaveReturnedWith(wrap(abcd()));
    expect(mock).toHaveLastReturnedWith(wrap(abcd()));
    expect(mock).toHaveNthReturnedWith(1, wrap(abcd()));
    expect(mock).not.toHaveReturnedWith(wrap(abce()));
    expect(() => {
      expect(mock).not.toHaveReturnedWith(wrap(abcd()));
    }).toThrow(/\S/u);
    expect(() => {
      expect(mock).toHaveNthReturnedWith(1, wrap(abce()));
    }).toThrow(/\S/u);
  });
});

test('what a mock resolved with is compared by value', async () => {
  const mock = vi.fn(() => Promise.resolve(abcd()));
  await mock();
  expect(mock).toHaveResolvedWith(abcd());
  expect(mock).toHaveNthResolvedWith(1, abcd());
  expect(mock).not.toHaveLastResolvedWith(abce());
});

describe('what counts as equal', () => {
  test('NaN is NaN and -0 is 0, infinities are themselves', () => {
    expect(tf.tensor1d([NaN, -0, Infinity])).toEqual(tf.tensor1d([NaN, 0, Infinity]));
    expect(tf.tensor1d([NaN])).not.toEqual(tf.tensor1d([Infinity]));
    expect(tf.tensor1d([Infinity])).not.toEqual(tf.tensor1d([-Infinity]));
  });

  test('strings and complex numbers', () => {
    expect(tf.tensor1d(['a', 'b'])).toEqual(tf.tensor1d(['a', 'b']));
    expect(tf.tensor1d(['a', 'b'])).not.toEqual(tf.tensor1d(['a', 'c']));
    expect(tf.complex([1], [2])).toEqual(tf.complex([1], [2]));
    expect(tf.complex([1], [2])).not.toEqual(tf.complex([1], [3]));
  });

  test('no elements at all', () => {
    expect(tf.zeros([0, 3])).toEqual(tf.zeros([0, 3]));
    expect(tf.zeros([0, 3])).not.toEqual(tf.zeros([3, 0]));
  });

  test('a variable equals a tensor of its values', () => {
    const variable = tf.variable(abcd());
    expect(variable).toEqual(abcd());
    variable.dispose();
  });

  test('a disposed tensor equals itself, and is refused where its values are asked for', () => {
    const [freed, live] = [abcd(), abcd()];
    freed.dispose();
    expect({ freed }).toEqual({ freed });
    expect(() => {
      expect({ freed }).toEqual({ freed: live });
    }).toThrow(SubjectError);
    expect(() => {
      expect({ freed }).not.toEqual({ freed: live });
    }).toThrow(SubjectError);
  });

  test('no tensor is left behind, passing or failing', () => {
    const [one, two, other] = [abcd(), abcd(), abce()];
    const before = tf.memory().numTensors;
    expect({ one }).toEqual({ one: two });
    messageOf(() => {
      expect({ one }).toEqual({ one: other });
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('messages', () => {
  const mock = (): ReturnType<typeof vi.fn> => {
    const made = vi.fn().mockName('step').mockReturnValue(abcd());
    made(abcd(), 0.1);
    made('skip');
    return made;
  };

  test.each<[string, () => void]>([
    [
      'toEqual',
      () => {
        expect(abcd()).toEqual(abce());
      },
    ],
    [
      'toEqual, another shape',
      () => {
        expect(abcd()).toEqual(tf.ones([4]));
      },
    ],
    [
      'toEqual behind .not',
      () => {
        expect(abcd()).not.toEqual(abcd());
      },
    ],
    [
      'toEqual in a tree',
      () => {
        expect({ w: [abcd()], n: 3 }).toEqual({ w: [abce()], n: 4 });
      },
    ],
    [
      'toEqual with an array',
      () => {
        expect(abcd()).toEqual([1, 2, 3, 4]);
      },
    ],
    [
      'toEqual with a message of the user',
      () => {
        expect(abcd(), 'after training').toEqual(abce());
      },
    ],
    [
      'toEqual with a key too many',
      () => {
        expect({ w: abcd(), b: abcd() }).toEqual({ w: abcd(), c: 1 });
      },
    ],
    [
      'toStrictEqual',
      () => {
        expect({ w: abcd() }).toStrictEqual({ w: abce() });
      },
    ],
    [
      'toStrictEqual, another class',
      () => {
        class Layer {
          w = abcd();
        }
        expect(new Layer()).toStrictEqual({ w: abcd() });
      },
    ],
    [
      'toMatchObject',
      () => {
        expect({ w: abcd(), n: 3 }).toMatchObject({ w: abce() });
      },
    ],
    [
      'toContainEqual',
      () => {
        expect([tf.ones([3]), abcd()]).toContainEqual(abce());
      },
    ],
    [
      'toHaveProperty',
      () => {
        expect({ w: abcd() }).toHaveProperty('w', abce());
      },
    ],
    [
      'toBe, equal values',
      () => {
        expect(abcd()).toBe(abcd());
      },
    ],
    [
      'toBe, other values',
      () => {
        expect(abcd()).toBe(abce());
      },
    ],
    [
      'toHaveBeenCalledWith',
      () => {
        expect(mock()).toHaveBeenCalledWith(abce(), 0.1);
      },
    ],
    [
      'toHaveBeenCalledWith behind .not',
      () => {
        expect(mock()).not.toHaveBeenCalledWith(abcd(), 0.1);
      },
    ],
    [
      'toHaveBeenNthCalledWith',
      () => {
        expect(mock()).toHaveBeenNthCalledWith(1, abce(), 0.1);
      },
    ],
    [
      'toHaveReturnedWith',
      () => {
        expect(mock()).toHaveReturnedWith(abce());
      },
    ],
    [
      'expect.any beside a tensor',
      () => {
        expect({ w: abcd(), n: 3 }).toEqual({ w: abce(), n: expect.any(String) as unknown });
      },
    ],
  ])('%s', (_, assertion) => {
    // With colours Vitest leaves a blank line more.
    const message = messageOf(assertion).replaceAll(/\n{3,}/gu, '\n\n');
    expect(message).toMatchSnapshot();
    expect(message).not.toContain('dataId');
  });

  test('the difference that Vitest prints beside it is made of readable tensors', () => {
    try {
      expect({ w: abcd(), n: 3 }).toEqual({ w: abce(), n: 4 });
    } catch (error) {
      const { actual, expected } = error as { actual: { w: unknown }; expected: { w: unknown } };
      expect(String(actual.w)).toBe('float32[2, 2] [[1, 2], [3, 4]]');
      expect(String(expected.w)).toBe('float32[2, 2] [[1, 2], [3, 5]]');
      return;
    }
    expect.unreachable();
  });

  test('the stack begins in the test', () => {
    try {
      expect(abcd()).toEqual(abce());
    } catch (error) {
      const [frame] = (error as Error).stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
      expect(frame).toContain('overrides.test.ts');
      return;
    }
    expect.unreachable();
  });

  test('.resolves says the same', async () => {
    await expect(Promise.resolve(abcd())).resolves.toEqual(abcd());
    await expect(expect(Promise.resolve(abcd())).resolves.toEqual(abce())).rejects.toThrow('1 of 4 elements');
  });
});

// The soft expectation must fail the test, hence `fails`, and must not throw, hence the return.
test.fails('expect.soft records a difference of tensors and goes on', () => {
  try {
    expect.soft(abcd()).toEqual(abce());
  } catch {
    return;
  }
});

test('expect.soft with equal tensors records nothing', () => {
  expect.soft(abcd()).toEqual(abcd());
});
