import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import { withKernelWatch, type KernelRun } from '../../src/engine/kernel-watch.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest({ variables: true });

type Noted = Pick<KernelRun, 'kernel' | 'part' | 'line' | 'nested' | 'backward'> & {
  readonly of: string | undefined;
  readonly line: string | undefined;
};

function noted(run: KernelRun): Noted {
  const { kernel, part, line, nested, backward, of } = run;
  return { kernel, part, line, nested, backward, of: of?.kernel };
}

function watch(run: () => unknown, watched?: unknown): Noted[] {
  const runs: Noted[] = [];
  withKernelWatch({ watched, seen: (each) => runs.push(noted(each)) }, run);
  return runs.filter(({ nested }) => !nested);
}

describe('withKernelWatch', () => {
  test('shows kernels in order, with their tensors and the line that ran them', () => {
    const shapes: string[] = [];
    const x = tf.ones([2, 3]);
    withKernelWatch(
      {
        seen: ({ kernel, inputs, outputs, line }) => {
          const read = Object.entries(inputs).map(([name, { shape }]) => `${name} [${shape.join()}]`);
          shapes.push(`${kernel}: ${read.join(' ')} -> [${outputs.map((each) => each.shape.join()).join()}]`);
          expect(line).toContain('kernel-watch.test.ts');
        },
      },
      () => x.add(tf.ones([3])).sum(1),
    );
    expect(shapes.filter((each) => !each.startsWith('Fill'))).toEqual([
      'Add: a [2,3] b [3] -> [2,3]',
      'Sum: x [2,3] -> [2]',
    ]);
  });

  test('maps what runs on the way back to its operation', () => {
    const x = tf.tensor1d([1, 4]);
    const runs = watch(() => tf.grad((each) => each.sqrt().sum())(x));
    expect(runs.filter(({ backward }) => !backward).map(({ kernel }) => kernel)).toEqual(
      expect.arrayContaining(['Sqrt', 'Sum']),
    );
    const back = runs.filter(({ backward }) => backward);
    expect(back.filter(({ kernel }) => kernel === 'RealDiv')).toMatchObject([{ of: 'Sqrt' }]);
  });

  test('names an operation that brings its own gradient', () => {
    const own = tf.customGrad((x) => ({
      value: (x as tf.Tensor).square(),
      gradFunc: (dy) => dy.neg(),
    }));
    const runs = watch(() => tf.grad((x) => own(x).sum())(tf.ones([2])));
    expect(runs.find(({ kernel }) => kernel === 'Neg')).toMatchObject({ of: 'customGrad', backward: true });
    const scale = tf.grad((x) => tf.fused.matMul({ a: x, b: tf.ones([2, 2]) }).sum());
    expect(watch(() => scale(tf.ones([1, 2]))).map(({ of }) => of)).toContain('fusedMatMul');
  });

  test('names the layer', () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ name: 'one', units: 2, inputShape: [3], activation: 'tanh' }),
        tf.layers.dense({ name: 'two', units: 2 }),
      ],
    });
    const runs = watch(() => tf.grad((x) => (model.apply(x) as tf.Tensor).sum())(tf.ones([1, 3])), model);
    expect(runs.filter(({ kernel, backward }) => kernel === 'Tanh' && !backward)).toMatchObject([
      { part: 'one' },
    ]);
    const back = runs.filter(({ kernel, backward }) => kernel === 'BatchMatMul' && backward);
    expect(back.map(({ part }) => part)).toEqual(['two', 'two', 'one', 'one']);
  });

  test('may change what a kernel is given, with a gradient that knows', () => {
    const x = tf.tensor1d([1, 2]);
    const [value, gradient] = withKernelWatch(
      {
        before: (kernel, inputs) => (kernel === 'Exp' ? { x: (inputs['x'] as tf.Tensor).mul(2) } : undefined),
      },
      () => [tf.exp(x), tf.grad((each) => tf.exp(each).sum())(x)] as const,
    );
    expect(value.arraySync()).toEqual(tf.exp(x.mul(2)).arraySync());
    expect(gradient.arraySync()).toEqual(tf.exp(x.mul(2)).mul(2).arraySync());
  });

  test('does not watch its watcher', () => {
    let seen = 0;
    withKernelWatch(
      {
        seen: () => {
          seen += 1;
          tf.ones([2]).square().dispose();
        },
      },
      () => tf.ones([2]).neg().abs(),
    );
    expect(seen).toBeLessThanOrEqual(3);
    expect(seen).toBeGreaterThanOrEqual(2);
  });

  test('puts everything back, on a throw too', () => {
    const host = tf.engine() as unknown as Record<string, unknown>;
    const before = [host['runKernelFunc'], host['addTapeNode'], Error.stackTraceLimit];
    const owned = Object.keys(host);
    expect(() => {
      withKernelWatch({ seen: () => undefined }, () => {
        tf.grad((x) => x.square().sum())(tf.ones([2]));
        throw new Error('stop');
      });
    }).toThrow('stop');
    expect([host['runKernelFunc'], host['addTapeNode'], Error.stackTraceLimit]).toEqual(before);
    expect(Object.keys(host)).toEqual(owned);
  });

  test('works within itself', () => {
    const [inner, outer]: [string[], string[]] = [[], []];
    withKernelWatch({ seen: ({ kernel }) => outer.push(kernel) }, () => {
      withKernelWatch({ seen: ({ kernel }) => inner.push(kernel) }, () => tf.neg(tf.scalar(1)));
      return tf.abs(tf.scalar(1));
    });
    expect(inner).toContain('Neg');
    expect(outer).toEqual(expect.arrayContaining(['Neg', 'Abs']));
  });
});
