import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DisposedTensorError } from '../../src/errors.ts';
import { DisposalTrace } from '../../src/memory/disposal-trace.ts';
import { expectNothingLeft } from '../scope-each-test.ts';

expectNothingLeft();

/** What a function throws. */
function thrownBy(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a tensor that is used after it was disposed of', () => {
  let trace: DisposalTrace;
  beforeEach(() => {
    trace = new DisposalTrace({ places: true });
  });
  afterEach(() => {
    trace.stop();
  });

  const uses: readonly (readonly [string, (tensor: tf.Tensor) => unknown])[] = [
    ['in a method', (tensor) => tensor.add(1)],
    ['in a function', (tensor) => tf.square(tensor)],
    ['in a list', (tensor) => tf.concat([tensor, tensor])],
    ['when it is read', (tensor) => tensor.dataSync()],
    ['in a gradient', (tensor) => tf.grad((x) => x.square())(tensor)],
  ];

  test.each(uses)('%s', (_, use) => {
    const tensor = tf.ones([2, 3]);
    tensor.dispose();
    const error = thrownBy(() => use(tensor));
    expect(error).toBeInstanceOf(DisposedTensorError);
    expect(error.message).toMatch(
      /^Tensor is disposed\. The float32\[2, 3\] was disposed of by dispose\(\) at test\/memory\/disposal-trace\.test\.ts:\d+:\d+\.$/u,
    );
  });

  test('by the scope that it was made in', () => {
    let escaped: tf.Tensor | undefined;
    tf.tidy(() => {
      escaped = tf.ones([4]);
    });
    const error = thrownBy(() => escaped?.add(1));
    expect(error.message).toMatch(/by tf\.tidy\(\) at test\/memory\/disposal-trace\.test\.ts:\d+:\d+\./u);
    expect(error.message).toMatch(/hint: return it from the function that tf\.tidy\(\) runs/u);
  });

  test('by an inner scope, whose line is not noted', () => {
    let escaped: tf.Tensor | undefined;
    tf.tidy(() => {
      tf.tidy(() => {
        tf.tidy(() => {
          escaped = tf.ones([4]);
        });
      });
    });
    expect(thrownBy(() => escaped?.add(1)).message).toMatch(/was disposed of by tf\.tidy\(\)\.\n/u);
  });
});

test('without places it says that they can be had', () => {
  const trace = new DisposalTrace({ places: false });
  try {
    const tensor = tf.ones([2]);
    tensor.dispose();
    expect(thrownBy(() => tf.square(tensor)).message).toMatchInlineSnapshot(`
      "Tensor is disposed. The float32[2] was disposed of before.
        hint: leakGuard({ disposals: true }) says where."
    `);
  } finally {
    trace.stop();
  }
});

test('after very many disposals it names the line of others like it', () => {
  const trace = new DisposalTrace({ places: true });
  try {
    const dispose = (tensor: tf.Tensor): void => {
      tensor.dispose();
    };
    const tensors = Array.from({ length: 3000 }, () => tf.ones([2]));
    tensors.forEach(dispose);
    const messages = tensors.map((tensor) => thrownBy(() => tf.square(tensor)).message);
    const place = String.raw`test/memory/disposal-trace\.test\.ts:\d+:\d+\.$`;
    const [exact, likely] = [
      `by dispose\\(\\) at ${place}`,
      `before, as others like it by dispose\\(\\) at ${place}`,
    ].map(
      (words) =>
        messages.filter((message) => new RegExp(`was disposed of ${words}`, 'u').test(message)).length,
    ) as [number, number];
    expect(messages[0]).toMatch(/was disposed of by dispose\(\) at/u);
    expect(exact).toBeGreaterThan(20);
    expect(exact + likely).toBe(3000);
  } finally {
    trace.stop();
  }
});

test('everything is put back when the trace stops', () => {
  const seen = (): unknown[] => [
    Reflect.get(tf.Tensor.prototype, 'dispose'),
    Reflect.get(tf.Tensor.prototype, 'throwIfDisposed'),
    Reflect.get(tf.engine(), 'endScope'),
    Reflect.get(tf.engine(), 'runKernel'),
  ];
  const before = seen();
  const trace = new DisposalTrace({ places: true });
  expect(seen().filter((method, i) => method === before[i])).toEqual([]);
  trace.stop();
  trace.stop();
  expect(seen().filter((method, i) => method !== before[i])).toEqual([]);
});
