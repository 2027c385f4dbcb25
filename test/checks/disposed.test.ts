import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkDisposed } from '../../src/checks/disposed.ts';
import { ArgumentError, SubjectError } from '../../src/errors.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest();

function freed(shape: number[] = [2]): tf.Tensor {
  const tensor = tf.zeros(shape);
  tensor.dispose();
  return tensor;
}

describe('checkDisposed', () => {
  test('finds every tensor of a tree, whatever its form', () => {
    const leaf = fc.constantFrom<'alive' | 'disposed' | 'other'>('alive', 'disposed', 'other');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        leaf,
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie('tree'), { maxKeys: 4 }),
        fc.array(fc.tuple(fc.string(), tie('tree')), { maxLength: 3 }).map((entries) => new Map(entries)),
      ),
    }));
    fc.assert(
      fc.property(tree, (plan) => {
        const before = tf.memory().numTensors;
        const count = { alive: 0, disposed: 0 };
        const alive: tf.Tensor[] = [];
        const grow = (node: unknown): unknown => {
          if (node === 'other') return 3;
          if (node === 'alive') {
            count.alive += 1;
            alive.push(tf.zeros([1]));
            return alive.at(-1);
          }
          if (node === 'disposed') {
            count.disposed += 1;
            return freed();
          }
          if (Array.isArray(node)) return node.map(grow);
          if (node instanceof Map) return new Map([...node].map(([key, each]) => [key, grow(each)]));
          return Object.fromEntries(Object.entries(node as object).map(([key, each]) => [key, grow(each)]));
        };
        const subject = grow(plan);
        if (count.alive + count.disposed === 0) {
          expect(() => checkDisposed(subject)).toThrow(SubjectError);
        } else {
          const every = checkDisposed(subject);
          expect(every.details.alive).toHaveLength(count.alive);
          expect(every.details.disposed).toHaveLength(count.disposed);
          expect(every.pass).toBe(count.alive === 0);
          expect(checkDisposed(subject, { which: 'some' }).pass).toBe(count.disposed > 0);
        }
        tf.dispose(alive);
        expect(tf.memory().numTensors).toBe(before);
      }),
    );
  });

  test('names those that are alive by their paths', () => {
    tf.tidy(() => {
      const outputs = { boxes: [freed(), tf.zeros([4])], byName: new Map([['scores', tf.zeros([2])]]) };
      expect(checkDisposed(outputs).details.alive.map(({ path }) => path)).toEqual([
        'boxes[1]',
        'byName.scores',
      ]);
    });
  });

  test('counts a tensor once, however often it is held, and walks through cycles', () => {
    const holder: Record<string, unknown> = { x: freed() };
    holder['self'] = holder;
    holder['again'] = holder['x'];
    expect(checkDisposed(holder).details.disposed).toHaveLength(1);
  });

  test('walks a list of a hundred thousand links without running out of stack', () => {
    let chain: unknown = freed();
    for (let link = 0; link < 50_000; link += 1) chain = { next: chain };
    expect(checkDisposed(chain).pass).toBe(true);
  });

  test('looks into a layers model, alive and disposed', () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2], name: 'scores' })] });
    const alive = checkDisposed(model);
    expect(alive.pass).toBe(false);
    expect(alive.details.alive).toHaveLength(2);
    expect(alive.message()).toMatch(/weights\[0: scores\/kernel[^\]]*\] float32\[2, 1\] \(variable\)/u);
    model.dispose();
    expect(checkDisposed(model).pass).toBe(true);
  });

  test('looks into an optimizer', () => {
    const optimizer = tf.train.adam();
    const variable = tf.variable(tf.scalar(1));
    optimizer.minimize(() => variable.square().asScalar(), false, [variable]);
    expect(checkDisposed(optimizer).pass).toBe(false);
    optimizer.dispose();
    expect(checkDisposed(optimizer).details.disposed.length).toBeGreaterThan(0);
    variable.dispose();
  });

  test('asks what knows of itself whether it is disposed', () => {
    const module = { isDisposed: false, dispose: () => undefined };
    expect(checkDisposed({ module }).details.alive).toEqual([
      { path: 'module', described: 'an object', kind: 'module' },
    ]);
  });

  test.each<[string, () => tf.Tensor, string]>([
    ['a variable', () => tf.variable(tf.zeros([2])), 'tf.tidy does not free variables'],
    ['a kept tensor', () => tf.keep(tf.zeros([2])), 'tf.keep() holds it beyond the end of tf.tidy'],
  ])('says why %s is alive', (_name, make, hint) => {
    const tensor = make();
    expect(checkDisposed(tensor).message()).toContain(hint);
    tensor.dispose();
  });

  test.each<[string, () => unknown]>([
    ['undefined', () => undefined],
    ['a number', () => 3],
    ['an empty array', () => []],
    ['an object without tensors', () => ({ a: 1, b: [null, 'x'] })],
    ['a promise', () => Promise.resolve(freed())],
    ['a function', () => tf.zeros],
    ['a typed array', () => new Float32Array(2)],
    [
      'a getter that throws',
      () => ({
        get x(): number {
          throw new TypeError('not today');
        },
      }),
    ],
    ['more objects than any model has', () => Array.from({ length: 100_001 }, () => ({}))],
  ])('refuses %s', (_name, make) => {
    expect(() => checkDisposed(make())).toThrow(SubjectError);
  });

  test('refuses options that are not there', () => {
    const subject = freed();
    expect(() => checkDisposed(subject, { all: true } as object)).toThrow(ArgumentError);
    expect(() => checkDisposed(subject, { which: 'evry' as 'every' })).toThrow("did you mean 'every'?");
  });
});
