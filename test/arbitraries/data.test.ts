import { memory, softmax, type Tensor } from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  boxes,
  boxesWithOverlap,
  classLabels,
  embeddingIndices,
  image,
  logits,
  loss,
  mask,
  oneHot,
  probabilities,
  sequence,
  tensorFrom,
  type BoxFormat,
} from '../../src/arbitraries/index.ts';
import { scopeEachTest } from '../scope-each-test.ts';

// Hundreds of runs each, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

scopeEachTest();

const many = { seed: 1, numRuns: 500 };

/** The lines along the last axis. */
function rowsOf(x: { readonly shape: readonly number[]; dataSync(): ArrayLike<number> }): number[][] {
  const length = x.shape.at(-1) ?? 1;
  const data = Array.from(x.dataSync());
  return Array.from({ length: length === 0 ? 0 : data.length / length }, (_, row) =>
    data.slice(row * length, (row + 1) * length),
  );
}

function simplest<Value>(
  arbitrary: fc.Arbitrary<Value>,
  holds: (value: Value) => boolean = () => false,
): string {
  return fc.stringify(
    fc.check(fc.property(arbitrary, holds), { seed: 1, numRuns: 1000 }).counterexample?.[0],
  );
}

/** Counts which of some things happened. */
class Seen {
  readonly #counts = new Map<string, number>();
  note(what: string, happened = true): void {
    if (happened) this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }
  expectEach(names: readonly string[], least = 10): void {
    for (const name of names) expect(this.#counts.get(name) ?? 0, name).toBeGreaterThanOrEqual(least);
  }
}

test('labels and indices reach both ends', () => {
  const seen = new Seen();
  fc.assert(
    fc.property(
      classLabels('n', { classes: 5 }),
      embeddingIndices('n t', { vocabulary: 50 }),
      (labels, indices) => {
        expect(labels.dtype).toBe('int32');
        for (const label of labels.dataSync()) seen.note(`label ${label}`);
        for (const index of indices.dataSync()) {
          expect(index >= 0 && index < 50).toBe(true);
          seen.note(`index ${index}`);
        }
      },
    ),
    many,
  );
  seen.expectEach(['label 0', 'label 1', 'label 2', 'label 3', 'label 4', 'index 0', 'index 49', 'index 25']);
  expect(
    simplest(classLabels('n', { classes: 5 }), (labels) => labels.dataSync().every((label) => label < 3)),
  ).toBe('int32[1] all 3');
});

test('one-hot rows have every class', () => {
  const seen = new Seen();
  fc.assert(
    fc.property(oneHot('n 4'), (x) => {
      for (const row of rowsOf(x)) {
        expect([...row].sort()).toEqual([0, 0, 0, 1]);
        seen.note(`class ${row.indexOf(1)}`);
      }
    }),
    many,
  );
  seen.expectEach(['class 0', 'class 1', 'class 2', 'class 3']);
  expect(simplest(oneHot('n 3'), (x) => rowsOf(x).every((row) => row[2] === 0))).toBe(
    'float32[1, 3] zeros except [0, 2] = 1',
  );
  expect(oneHot('n 3').canShrinkWithoutContext(tensorFrom('float32[1, 3] zeros except [0, 2] = 1'))).toBe(
    true,
  );
  expect(oneHot('n 3').canShrinkWithoutContext(tensorFrom('float32[1, 3] ones'))).toBe(false);
});

test('probabilities sum to one, with zeros and near-ones', () => {
  const seen = new Seen();
  fc.assert(
    fc.property(probabilities('n classes', { minSize: 2 }), (x) => {
      for (const row of rowsOf(x)) {
        expect(Math.abs(row.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(2e-6);
        seen.note('zero', row.includes(0));
        seen.note('one', row.includes(1));
        seen.note(
          'near one',
          row.some((p) => p > 0.999999 && p < 1),
        );
        seen.note(
          'spread',
          row.every((p) => p > 0.01 && p < 0.9),
        );
      }
    }),
    many,
  );
  seen.expectEach(['zero', 'one', 'near one', 'spread']);
});

test('logits go where exp overflows and vanishes', () => {
  const seen = new Seen();
  fc.assert(
    fc.property(logits('n 5'), (x) => {
      const data = x.dataSync();
      seen.note(
        'overflows',
        data.some((value) => Math.fround(Math.exp(value)) === Infinity),
      );
      seen.note(
        'vanishes',
        data.some((value) => Math.fround(Math.exp(value)) === 0),
      );
      seen.note(
        'usual',
        data.every((value) => Math.abs(value) < 20),
      );
      return softmax(x).dataSync().every(Number.isFinite);
    }),
    many,
  );
  seen.expectEach(['overflows', 'vanishes', 'usual'], 50);
});

test('masks, free and of prefixes', () => {
  const seen = new Seen();
  fc.assert(
    fc.property(mask('n t', { minSize: 2 }), mask('n t', { kind: 'prefix', minSize: 2 }), (free, prefix) => {
      for (const row of rowsOf(free)) {
        seen.note('all', !row.includes(0));
        seen.note('none', !row.includes(1));
        seen.note('gap', row.join('').includes('01'));
      }
      for (const row of rowsOf(prefix)) {
        expect(row.join('')).toMatch(/^1*0*$/);
        seen.note('part', row.includes(0) && row.includes(1));
      }
    }),
    many,
  );
  seen.expectEach(['all', 'none', 'gap', 'part']);
});

test('images have the channels and the range that are asked for', () => {
  const seen = new Seen();
  fc.assert(
    fc.property(
      image({ range: 'uint8' }),
      image({ channels: 3, range: 'signed', batched: true }),
      image(),
      (bytes, signed, unit) => {
        expect(bytes.dtype).toBe('int32');
        expect([1, 3, 4]).toContain(bytes.shape[2]);
        seen.note(`channels ${bytes.shape[2]}`);
        for (const pixel of bytes.dataSync()) {
          expect(pixel >= 0 && pixel <= 255).toBe(true);
          seen.note(`pixel ${pixel}`);
        }
        expect([signed.rank, signed.shape[3]]).toEqual([4, 3]);
        for (const pixel of signed.dataSync()) {
          expect(Math.abs(pixel)).toBeLessThanOrEqual(1);
          seen.note('negative', pixel < 0);
        }
        expect(unit.dataSync().every((pixel) => pixel >= 0 && pixel <= 1)).toBe(true);
      },
    ),
    many,
  );
  seen.expectEach(['channels 1', 'channels 3', 'channels 4', 'pixel 0', 'pixel 255', 'negative']);
  expect(simplest(image(), (x) => x.shape[2] !== 4)).toBe('float32[1, 1, 4] zeros');
});

test('sequences agree with their lengths and masks', () => {
  const seen = new Seen();
  const before = memory().numTensors;
  fc.assert(
    fc.property(sequence({ minLength: 0 }), ({ values, lengths, mask: valid }) => {
      const [, time, features] = values.shape;
      const known = [...lengths.dataSync()];
      expect(rowsOf(valid)).toEqual(
        known.map((length) => Array.from({ length: time }, (_, t) => Number(t < length))),
      );
      known.forEach((length, sample) => {
        seen.note('full', length === time);
        seen.note('empty', length === 0);
        seen.note('part', length > 0 && length < time);
        const rest = values
          .dataSync()
          .slice((sample * time + length) * features, (sample + 1) * time * features);
        expect(rest.every((value) => value === 0)).toBe(true);
      });
    }),
    many,
  );
  expect(memory().numTensors).toBe(before);
  seen.expectEach(['full', 'empty', 'part']);
  expect(simplest(sequence())).toBe(
    '{"values":float32[1, 1, 1] zeros,"lengths":int32[1] ones,"mask":bool[1, 1] all true}',
  );
});

describe('boxes', () => {
  const corners: Readonly<Record<BoxFormat, (box: readonly number[]) => number[]>> = {
    xyxy: (box) => [...box],
    yxyx: ([top = 0, left = 0, bottom = 0, right = 0]) => [left, top, right, bottom],
    xywh: ([x = 0, y = 0, w = 0, h = 0]) => [x, y, x + w, y + h],
    cxcywh: ([x = 0, y = 0, w = 0, h = 0]) => [x - w / 2, y - h / 2, x + w / 2, y + h / 2],
  };

  test.each<[BoxFormat, readonly [number, number] | undefined, boolean]>([
    ['xyxy', undefined, false],
    ['xywh', undefined, false],
    ['cxcywh', undefined, false],
    ['xyxy', [20, 300], false],
    ['cxcywh', [20, 300], true],
    ['xywh', undefined, true],
    ['yxyx', undefined, false],
    ['yxyx', [20, 300], false],
    ['yxyx', [20, 300], true],
    ['xyxy', undefined, true],
  ])('%s in an image of %o, degenerate: %s', (format, imageSize, degenerate) => {
    const seen = new Seen();
    const [height, width] = imageSize ?? [1, 1];
    const options = { format, degenerate, ...(imageSize && { imageSize }) };
    fc.assert(
      fc.property(boxes('n 4', options), (x) => {
        for (const box of rowsOf(x)) {
          const [left = NaN, top = NaN, right = NaN, bottom = NaN] = corners[format](box);
          expect(left).toBeGreaterThanOrEqual(-1e-6 * width);
          expect(top).toBeGreaterThanOrEqual(-1e-6 * height);
          expect(right).toBeLessThanOrEqual(width * (1 + 1e-6));
          expect(bottom).toBeLessThanOrEqual(height * (1 + 1e-6));
          expect(right - left).toBeGreaterThanOrEqual(degenerate ? 0 : width / 65);
          expect(bottom - top).toBeGreaterThanOrEqual(degenerate ? 0 : height / 65);
          seen.note('flat', right - left === 0);
          seen.note('whole', right - left > 0.99 * width && bottom - top > 0.99 * height);
          seen.note('small', right - left < width / 3);
        }
      }),
      many,
    );
    seen.expectEach(['whole', 'small', ...(degenerate ? ['flat'] : [])]);
  });

  test('shrink to the whole image, or to what fails', () => {
    expect(simplest(boxes('4'))).toBe('float32[4] [0, 0, 1, 1]');
    expect(simplest(boxes('4', { degenerate: true }))).toBe('float32[4] zeros');
  });

  test('a sound box is an example of its own', () => {
    expect(boxes('n 4').canShrinkWithoutContext(tensorFrom('float32[1, 4] [[0.25, 0.25, 0.5, 0.75]]'))).toBe(
      true,
    );
    expect(boxes('n 4').canShrinkWithoutContext(tensorFrom('float32[1, 4] [[0.5, 0.25, 0.25, 0.75]]'))).toBe(
      false,
    );
  });

  test('whose last axis isn’t 4 are refused', () => {
    expect(() => boxes('n 5')).toThrow("boxes: the last axis of spec must be 4, got 'n 5'.");
    expect(() => boxes('n 4', { format: 'yxxy' as never })).toThrow(
      "boxes: format must be 'xyxy' or 'yxyx' or 'xywh' or 'cxcywh'",
    );
  });

  test('pairs lie in every way, with the right overlap', () => {
    const seen = new Seen();
    fc.assert(
      fc.property(boxesWithOverlap(), ({ first, second, overlap }) => {
        const [a, b] = [rowsOf(first), rowsOf(second)];
        for (const [pair, iou] of [...overlap.dataSync()].entries()) {
          // By counting the points of a grid that lie in both and in either.
          const inside = (
            [left = 0, top = 0, right = 0, bottom = 0]: readonly number[],
            x: number,
            y: number,
          ): boolean => x > left && x < right && y > top && y < bottom;
          let [both, either] = [0, 0];
          for (let i = 0; i < 40; i += 1) {
            for (let j = 0; j < 40; j += 1) {
              const [x, y] = [(i + 0.5) / 40, (j + 0.5) / 40];
              const [inFirst, inSecond] = [inside(a[pair] ?? [], x, y), inside(b[pair] ?? [], x, y)];
              if (inFirst && inSecond) both += 1;
              if (inFirst || inSecond) either += 1;
            }
          }
          if (either > 60) expect(Math.abs(iou - both / either)).toBeLessThan(0.3);
          seen.note('identical', iou === 1);
          seen.note('none', iou === 0);
          seen.note('some', iou > 0.05 && iou < 0.95);
        }
      }),
      { seed: 1, numRuns: 100 },
    );
    seen.expectEach(['identical', 'none', 'some']);
    expect(
      simplest(boxesWithOverlap(), ({ overlap }) => overlap.dataSync().every((iou) => iou > 0)),
    ).toContain('"overlap":float32[1] zeros');
  });
});

test('each loss is finite, not negative and has labels that suit it', () => {
  const seen = new Seen();
  fc.assert(
    fc.property(loss(), ({ loss: name, predictions, labels }) => {
      seen.note(name);
      const compute = (
        tfl.metrics as unknown as Record<string, ((y: Tensor, p: Tensor) => Tensor) | undefined>
      )[name];
      for (const value of compute?.(labels, predictions).dataSync() ?? [])
        expect(value).toBeGreaterThanOrEqual(-1e-5);
      if (name === 'categoricalCrossentropy')
        for (const row of rowsOf(labels)) expect(row.filter((each) => each === 1).length).toBe(1);
      if (name === 'hinge') for (const label of labels.dataSync()) expect(Math.abs(label)).toBe(1);
      if (name === 'sparseCategoricalCrossentropy') {
        for (const label of labels.dataSync()) expect(label).toBeLessThan(predictions.shape[1] ?? 0);
      }
    }),
    { seed: 1, numRuns: 300 },
  );
  seen.expectEach([
    'meanSquaredError',
    'meanAbsoluteError',
    'binaryCrossentropy',
    'categoricalCrossentropy',
    'sparseCategoricalCrossentropy',
    'hinge',
  ]);
});
