import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import { checked } from '../../src/contracts/index.ts';
import { ArgumentError, ContractError, ShapeSpecError } from '../../src/errors.ts';
import type { ContractShapes } from '../../src/contracts/index.ts';
import { allowLeaks } from '../../src/plugin/leak-guard.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

beforeEach(() => {
  tf.engine().startScope();
});

afterEach(() => {
  tf.engine().endScope();
});

/** What a call throws or rejects with. */
async function errorOf(call: () => unknown): Promise<ContractError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof ContractError) return error;
    throw error;
  }
  throw new Error('the contract should have been broken');
}

/** The message without the place of the call, which changes with every edit of this file. */
const messageOf = async (call: () => unknown): Promise<string> =>
  (await errorOf(call)).message.replace(/(,|\n {2}) ?called at .*/, '');

const attend = checked(
  'query: batch length depth, key: batch source depth -> batch length source',
  function attend(query: tf.Tensor, key: tf.Tensor): tf.Tensor {
    return tf.matMul(query, key, false, true);
  },
);

describe('checked: a signature', () => {
  test('lets a call through that keeps it', () => {
    expect(attend(tf.ones([2, 3, 4]), tf.ones([2, 5, 4])).shape).toEqual([2, 3, 5]);
  });

  test('says which argument disagrees, with whom, and where it was called', async () => {
    const error = await errorOf(() => attend(tf.zeros([2, 3, 4]), tf.zeros([2, 5, 6])));
    expect(error).toMatchObject({
      code: 'TP_CONTRACT',
      name: 'ContractError',
      contract: 'attend',
      argument: 'key',
      expected: 'batch source depth',
      actual: 'float32[2, 5, 6]',
    });
    expect(error.callSite).toMatch(/^test\/contracts\/checked\.test\.ts:\d+:\d+$/);
    expect(error.message.replace(/\d+:\d+$/, 'LINE')).toMatchInlineSnapshot(`
      "key: axis 2 (depth) is 6, but query axis 2 bound depth = 4
        query  float32[2, 3, 4]  'batch length depth'
        key    float32[2, 5, 6]  'batch source depth'
        in attend, called at test/contracts/checked.test.ts:LINE"
    `);
  });

  test('checks what is returned against what went in', async () => {
    const wrong = checked('images: b h w c -> b 2*h 2*w c', (x: tf.Tensor) =>
      tf.zeros([...x.shape.slice(0, 3), 1]),
    );
    expect(await messageOf(() => wrong(tf.zeros([2, 4, 4, 1])))).toMatchInlineSnapshot(`
      "returned: axis 1 (2*h) is 4, but 2*h = 8 with h = 4 bound by images axis 1
        images    float32[2, 4, 4, 1]  'b h w c'
        returned  float32[2, 4, 4, 1]  'b 2*h 2*w c'"
    `);
  });

  test('shows only the tensors that are concerned', async () => {
    const four = checked<(...tensors: tf.Tensor[]) => tf.Tensor | undefined>(
      'a: x, b: y, c: z, d: y -> x',
      (a) => a,
    );
    const message = await messageOf(() => four(tf.zeros([1]), tf.zeros([2]), tf.zeros([3]), tf.zeros([4])));
    expect(message).toBe(
      ['d: axis 0 (y) is 4, but b axis 0 bound y = 2', "  b  float32[2]  'y'", "  d  float32[4]  'y'"].join(
        '\n',
      ),
    );
  });

  test('arithmetic may stand before the argument that binds its name', async () => {
    const double = checked<(big: tf.Tensor, small: tf.Tensor) => tf.Tensor>(
      'big: 2*n, small: n -> n',
      (_, small) => small,
    );
    expect(double(tf.zeros([6]), tf.zeros([3])).shape).toEqual([3]);
    expect(await messageOf(() => double(tf.zeros([7]), tf.zeros([3])))).toContain(
      'big: axis 0 (2*n) is 7, but 2*n = 6 with n = 3 bound by small axis 0',
    );
  });

  test('each call starts afresh', () => {
    const same = checked('n -> n', (x: tf.Tensor) => x);
    expect(same(tf.zeros([2])).shape).toEqual([2]);
    expect(same(tf.zeros([3])).shape).toEqual([3]);
  });

  test('a call within a call has names of its own', () => {
    const outer: (x: tf.Tensor) => tf.Tensor = checked('n -> n', (x: tf.Tensor) =>
      x.size > 1 ? outer(x.slice([1])).pad([[1, 0]]) : x,
    );
    expect(outer(tf.ones([4])).shape).toEqual([4]);
  });

  test('an argument may be left out where the signature says so', async () => {
    const masked = checked<(x: tf.Tensor, mask?: tf.Tensor | null) => tf.Tensor>(
      'x: b h, mask?: b -> b h',
      (x) => x,
    );
    expect(masked(tf.zeros([2, 3])).shape).toEqual([2, 3]);
    expect(masked(tf.zeros([2, 3]), null).shape).toEqual([2, 3]);
    expect(masked(tf.zeros([2, 3]), tf.zeros([2])).shape).toEqual([2, 3]);
    expect(await messageOf(() => masked(tf.zeros([2, 3]), tf.zeros([3])))).toContain('mask: axis 0 (b) is 3');
  });

  test('further arguments pass unchecked', () => {
    const scaled = checked('n -> n', (x: tf.Tensor, by: number, options: { readonly shift: number }) =>
      x.mul(by).add(options.shift),
    );
    expect(scaled(tf.ones([2]), 3, { shift: 1 }).dataSync()).toEqual(new Float32Array([4, 4]));
  });

  test('several outputs come as an array, or as an object where each has a name', async () => {
    const pair = checked('b n -> b, n', (x: tf.Tensor) => [x.sum(1), x.sum(0)]);
    expect(pair(tf.zeros([2, 3]))).toHaveLength(2);
    const named = checked('b n -> rows: b, columns: n', (x: tf.Tensor) => ({
      columns: x.sum(1),
      rows: x.sum(1),
    }));
    expect(await messageOf(() => named(tf.zeros([2, 3])))).toContain(
      'columns: axis 0 (n) is 2, but args[0] axis 1 bound n = 3',
    );
    const short = checked('b -> b, b', (x: tf.Tensor) => [x]);
    expect(await messageOf(() => short(tf.zeros([2])))).toBe(
      'returned: expected an array of length 2, got an array of length 1',
    );
    const bare = checked('b -> rows: b, columns: b', (x: tf.Tensor) => x);
    expect(await messageOf(() => bare(tf.zeros([2])))).toBe(
      'returned: expected an object with rows, columns, got a tensor float32[2]',
    );
  });

  test('a loss is a scalar', async () => {
    const loss = checked('b c, b c ->', (p: tf.Tensor, t: tf.Tensor) => p.sub(t).square().mean());
    expect(loss(tf.zeros([2, 3]), tf.zeros([2, 3])).shape).toEqual([]);
    const unreduced = checked('b c, b c ->', (p: tf.Tensor, t: tf.Tensor) => p.sub(t).square());
    expect(await messageOf(() => unreduced(tf.zeros([2, 3]), tf.zeros([2, 3])))).toContain(
      'returned: has 2 axes, expected a scalar',
    );
  });

  test('a silent broadcast is caught on the way in', async () => {
    const loss = checked('predicted: n, labels: n ->', (p: tf.Tensor, t: tf.Tensor) =>
      p.sub(t).square().mean(),
    );
    expect(await messageOf(() => loss(tf.zeros([8, 1]), tf.zeros([8])))).toContain('predicted: has 2 axes');
  });

  test.each([
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a number', 3, 'the number 3'],
    ['an array', [1, 2], 'an array of length 2'],
    ['a typed array', new Float32Array(2), 'a Float32Array'],
    ['an object that pretends to be a tensor', { shape: [2], dtype: 'float32' }, 'an object'],
    ['a promise', Promise.resolve(), 'a promise'],
  ])('refuses %s where a tensor should be', async (_, value, kind) => {
    const one = checked('x: n -> n', (x: tf.Tensor) => x);
    const error = await errorOf(() => one(value as tf.Tensor));
    expect(error.message).toMatch(`x: expected a tensor 'n', got ${kind}`);
    expect(error).toMatchObject({ argument: 'x', expected: "a tensor 'n'", actual: kind });
  });

  test('refuses a disposed tensor', async () => {
    const x = tf.zeros([2]);
    x.dispose();
    const one = checked('x: n -> n', (each: tf.Tensor) => each);
    expect(await messageOf(() => one(x))).toBe(
      "x: expected a tensor 'n', got a tensor float32[2] that is disposed",
    );
  });
});

describe('checked: an object of shapes', () => {
  const detect = checked(
    {
      args: { images: 'b h w 3', options: { anchors: 'n 4', 'mask?': 'b h w' }, threshold: null },
      returns: { boxes: ['b n 4', 'b n'], note: null },
    },
    function detect(
      images: tf.Tensor,
      options: { readonly anchors: tf.Tensor; readonly mask?: tf.Tensor },
      threshold: number,
    ): { readonly boxes: readonly tf.Tensor[]; readonly note: string } {
      const b = images.shape[0];
      const n = options.anchors.shape[0];
      return { boxes: [tf.zeros([b, n, 4]), tf.zeros([b, threshold > 1 ? n + 1 : n])], note: 'done' };
    },
  );
  const images = (): tf.Tensor => tf.zeros([2, 8, 8, 3]);

  test('lets a call through that keeps it', () => {
    expect(detect(images(), { anchors: tf.zeros([5, 4]) }, 0.5).note).toBe('done');
    expect(
      detect(images(), { anchors: tf.zeros([5, 4]), mask: tf.zeros([2, 8, 8]) }, 0.5).boxes,
    ).toHaveLength(2);
  });

  test.each([
    ['a nested argument', { anchors: tf.zeros([5, 3]) }, 'options.anchors: axis 1 is 3, expected 4'],
    ['a missing key', {}, "options.anchors: expected a tensor 'n 4', got undefined"],
    [
      'an optional key that is there',
      { anchors: tf.zeros([5, 4]), mask: tf.zeros([2, 8, 9]) },
      'options.mask: axis 2 (w) is 9, but images axis 2 bound w = 8',
    ],
    ['no object at all', null, 'options: expected an object with anchors, mask, got null'],
    [
      'a tensor in the place of an object',
      tf.zeros([2]),
      'options: expected an object with anchors, mask, got a tensor float32[2]',
    ],
  ])('names %s by its path', async (_, options, says) => {
    expect(
      await messageOf(() => detect(images(), options as { readonly anchors: tf.Tensor }, 0.5)),
    ).toContain(says);
  });

  test('names a nested output by its path', async () => {
    expect(await messageOf(() => detect(images(), { anchors: tf.zeros([5, 4]) }, 2))).toMatchInlineSnapshot(`
      "returned.boxes[1]: axis 1 (n) is 6, but options.anchors axis 0 bound n = 5
        options.anchors    float32[5, 4]  'n 4'
        returned.boxes[1]  float32[2, 6]  'b n'
        in detect"
    `);
  });

  test('a list of arguments has no names', async () => {
    const list = checked<(x: tf.Tensor, list: readonly tf.Tensor[]) => tf.Tensor>(
      { args: ['n', ['n', 'n']], returns: 'n' },
      (x) => x,
    );
    expect(list(tf.zeros([2]), [tf.zeros([2]), tf.zeros([2])]).shape).toEqual([2]);
    expect(await messageOf(() => list(tf.zeros([2]), [tf.zeros([2]), tf.zeros([3])]))).toContain(
      'args[1][1]: axis 0 (n) is 3, but args[0] axis 0 bound n = 2',
    );
  });

  test('nothing is checked of what is left out', () => {
    expect(checked<(x: tf.Tensor) => string>({ args: ['n'] }, () => 'anything')(tf.zeros([2]))).toBe(
      'anything',
    );
    expect(checked({ returns: 'n' }, (x: number) => tf.zeros([x]))(3).shape).toEqual([3]);
    expect(checked({}, () => 3)()).toBe(3);
  });

  test('a key that is no identifier is quoted', async () => {
    const quoted = checked({ returns: { 'conv/kernel': 'n' } }, () => ({ 'conv/kernel': 3 }));
    expect(await messageOf(() => quoted())).toContain('returned["conv/kernel"]: expected a tensor');
  });
});

describe('checked: async functions', () => {
  // The function below keeps a tensor, so that it survives the scope that was open when it was called.
  beforeEach(() => {
    allowLeaks();
  });
  const later = checked('x: n -> n', async function later(x: tf.Tensor, size: number) {
    await Promise.resolve();
    return tf
      .keep(tf.zeros([size]))
      .clone()
      .add(x.sum());
  });

  test('resolve to what the function resolves to', async () => {
    const result = await later(tf.zeros([3]), 3);
    expect(result.shape).toEqual([3]);
  });

  test('reject where the contract is broken, on the way in and out', async () => {
    const wrong = later(tf.zeros([3, 1]), 3);
    await expect(wrong).rejects.toThrow('x: has 2 axes');
    await expect(later(tf.zeros([3]), 4)).rejects.toThrow(
      'returned: axis 0 (n) is 4, but x axis 0 bound n = 3',
    );
  });

  test('say who awaits them', async () => {
    const caller = async (): Promise<unknown> => await later(tf.zeros([3]), 4);
    const error = await errorOf(caller);
    expect(error.callSite).toMatch(/^test\/contracts\/checked\.test\.ts:\d+:\d+$/);
    expect(error.contract).toBe('later');
  });

  test('a function that returns a promise is checked when it resolves', async () => {
    const promise = checked<(x: tf.Tensor) => Promise<tf.Tensor>>('n -> n', () =>
      Promise.resolve(tf.zeros([7])),
    );
    await expect(promise(tf.zeros([3]))).rejects.toThrow(ContractError);
    // it is not async, so nothing says beforehand that it will return a promise
    expect(() => promise(tf.zeros([]))).toThrow(ContractError);
  });

  test('calls in flight do not share names', async () => {
    const all = await Promise.all([2, 3, 4].map((size) => later(tf.zeros([size]), size)));
    expect(all.map((each) => each.shape)).toEqual([[2], [3], [4]]);
  });

  test('what the function rejects with comes through', async () => {
    const failing = checked<(x: tf.Tensor) => Promise<tf.Tensor>>('n -> n', async () => {
      await Promise.resolve();
      throw new RangeError('its own');
    });
    await expect(failing(tf.zeros([2]))).rejects.toThrow(RangeError);
  });
});

describe('checked: memory', () => {
  const count = (): number => tf.memory().numTensors;

  test('a call that keeps its contract makes no tensors', () => {
    const x = tf.zeros([2]);
    const same = checked('n -> n', (each: tf.Tensor) => each);
    const before = count();
    same(x);
    expect(count()).toBe(before);
  });

  test('what was made and is refused is disposed, nested or not', async () => {
    const x = tf.zeros([2]);
    const make = checked<(x: tf.Tensor) => unknown>({ args: ['n'], returns: { a: ['n', 'n'] } }, () => ({
      a: [tf.zeros([2]), tf.zeros([3])],
      other: new Map([['kept', tf.zeros([9])]]),
    }));
    const before = count();
    await errorOf(() => make(x));
    expect(count()).toBe(before);
    expect(x.isDisposed).toBe(false);
  });

  test('and so it is when it came late', async () => {
    const x = tf.zeros([2]);
    const make = checked<(x: tf.Tensor) => Promise<tf.Tensor>>('n -> n', async () => {
      await Promise.resolve();
      return tf.zeros([3]);
    });
    const before = count();
    await errorOf(() => make(x));
    expect(count()).toBe(before);
  });

  test.each([
    ['an argument', (x: tf.Tensor) => x],
    ['a tensor that was there before', () => cached],
    ['a tensor that is kept', () => tf.keep(tf.zeros([5]))],
    ['a variable', () => tf.variable(tf.zeros([5]))],
  ])('%s that is refused stays alive', async (_, fn) => {
    let returned: tf.Tensor | undefined;
    const wrong = checked('x: n -> n n', (x: tf.Tensor) => (returned = fn(x)));
    await errorOf(() => wrong(tf.zeros([5])));
    expect(returned?.isDisposed).toBe(false);
    if (returned !== cached) returned?.dispose();
  });
  const cached = tf.keep(tf.zeros([5]));
  cached.kept = false;

  test('inputs that are refused stay alive, and the function is not called', async () => {
    let called = false;
    const never = checked('n -> n', (x: tf.Tensor) => {
      called = true;
      return x;
    });
    const x = tf.zeros([2, 2]);
    await errorOf(() => never(x));
    expect([called, x.isDisposed]).toEqual([false, false]);
  });

  test('works inside tidy and under a gradient', () => {
    const square = checked('n -> n', (x: tf.Tensor) => x.square());
    const gradient = tf.grad((x: tf.Tensor) => square(x).sum());
    expect(gradient(tf.tensor1d([1, 2, 3])).dataSync()).toEqual(new Float32Array([2, 4, 6]));
    const before = count();
    const sum = tf.tidy(() => square(tf.ones([4])).sum());
    expect(count()).toBe(before + 1);
    sum.dispose();
  });
});

describe('checked: the function', () => {
  test('keeps its type, name, length and this', () => {
    class Layer {
      readonly scale = 2;
      call = checked('n -> n', function call(this: Layer, x: tf.Tensor1D): tf.Tensor1D {
        return x.mul(this.scale);
      });
    }
    const layer = new Layer();
    expectTypeOf(attend).toEqualTypeOf<(query: tf.Tensor, key: tf.Tensor) => tf.Tensor>();
    expectTypeOf(layer.call).parameter(0).toEqualTypeOf<tf.Tensor1D>();
    expect([attend.name, attend.length]).toEqual(['attend', 2]);
    expect(layer.call(tf.ones([2])).dataSync()).toEqual(new Float32Array([2, 2]));
  });

  test('has the name it is given in messages', async () => {
    const named = checked('n -> n', (x: tf.Tensor) => x, { name: 'encoder.call' });
    expect((await errorOf(() => named(tf.zeros([])))).contract).toBe('encoder.call');
  });

  test('what it throws comes through', () => {
    const failing = checked<(x: tf.Tensor) => tf.Tensor>('n -> n', () => {
      throw new RangeError('its own');
    });
    expect(() => failing(tf.zeros([2]))).toThrow(RangeError);
  });

  test.each([
    ['a spec that does not parse', 'b h', ShapeSpecError],
    ['a nested spec that does not parse', { returns: { x: ['b,'] } }, ShapeSpecError],
    ['a spec that is no spec', { args: [3] }, ArgumentError],
    ['args that are no list', { args: 'n' }, ArgumentError],
    ['args with a number for a name', { args: { 0: 'n' } }, ArgumentError],
    ['a misspelt part', { return: 'n' }, ArgumentError],
    ['a list', ['n'], ArgumentError],
    ['nothing', undefined, ArgumentError],
  ])('refuses %s when it is wrapped', (_, contract, error) => {
    expect(() => checked(contract as ContractShapes, (x: tf.Tensor) => x)).toThrow(error);
  });

  test('refuses a contract that contains itself', () => {
    const cyclic: Record<string, unknown> = { x: 'n' };
    cyclic['self'] = cyclic;
    expect(() => checked({ returns: cyclic } as ContractShapes, () => 3)).toThrow('is nested deeper than 16');
  });

  test('refuses what is no function, and a misspelt option', () => {
    expect(() => checked('n -> n', 3 as never)).toThrow(expect.objectContaining({ argument: 'fn' }));
    expect(() => checked('n -> n', () => 3, { nam: 'x' } as object)).toThrow(ArgumentError);
    expect(() => checked('n -> n', () => 3, { name: 3 } as never)).toThrow(
      expect.objectContaining({ argument: 'name' }),
    );
  });

  test('an undetermined contract is an error of the spec, not of the call', () => {
    const open = checked('x: h//2 -> h', (x: tf.Tensor) => x);
    expect(() => open(tf.zeros([2]))).toThrow(ShapeSpecError);
  });
});
