import {
  memory,
  mean,
  square,
  sub,
  variableGrads,
  zeros,
  type Scalar,
  type Tensor,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { useBackend } from '../../src/index.ts';
import { layersModel, optimizer, trainableModel } from '../../src/arbitraries/index.ts';

// Hundreds of runs each, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

await useBackend('auto');

test('generated models run, and are disposed of', () => {
  const before = memory().numTensors;
  const kinds = new Map<string, number>();
  fc.assert(
    fc.property(layersModel(), (model) => {
      const [input] = model.inputs;
      const sample = (input?.shape.slice(1) ?? []) as number[];
      const predictions = model.predict(zeros([3, ...sample])) as Tensor;
      expect(predictions.shape).toEqual([3, ...model.outputs.flatMap(({ shape }) => shape.slice(1))]);
      for (const word of fc.stringify(model).match(/[a-z]\w+/g) ?? [])
        kinds.set(word, (kinds.get(word) ?? 0) + 1);
    }),
    { seed: 1, numRuns: 100 },
  );
  expect(memory().numTensors).toBe(before);
  for (const kind of [
    'dense',
    'conv2d',
    'conv1d',
    'residual',
    'branches',
    'lstm',
    'gru',
    'norm',
    'softmax',
    'maxPooling2d',
  ]) {
    expect(kinds.get(kind) ?? 0, kind).toBeGreaterThan(1);
  }
});

test('generated models train on their batch', async () => {
  const before = memory().numTensors;
  await fc.assert(
    fc.asyncProperty(trainableModel(), async ({ model, batch }) => {
      const losses: number[] = [];
      for (let step = 0; step < 8; step += 1)
        losses.push((await model.trainOnBatch(batch.xs, batch.ys)) as number);
      expect(losses.every(Number.isFinite)).toBe(true);
      expect(Math.min(...losses.slice(1))).toBeLessThan(losses[0] ?? 0);
    }),
    { seed: 1, numRuns: 10 },
  );
  expect(memory().numTensors).toBe(before);
});

test('a model shrinks to a single layer, and prints', () => {
  const before = memory().numTensors;
  const details = fc.check(
    fc.property(layersModel(), fc.nat(), (model, n) => model.layers.length > 100 || n < 5),
    { seed: 3 },
  );
  expect(fc.stringify(details.counterexample)).toBe('[[3] -> dense(1, linear), seed 0,5]');
  expect(memory().numTensors).toBe(before);
});

test('the same seed and path give the same weights', () => {
  const draw = (): number[] => {
    let weights: number[] = [];
    fc.assert(
      fc.property(layersModel({ inputs: ['image'] }), (model) => {
        weights = model.getWeights().flatMap((weight) => [...weight.dataSync()]);
      }),
      { seed: 9, path: '4', numRuns: 1 },
    );
    return weights;
  };
  expect(draw()).toEqual(draw());
});

test('a property may dispose of its model', () => {
  const before = memory().numTensors;
  fc.assert(
    fc.property(layersModel(), (model) => {
      model.dispose();
    }),
    { seed: 1, numRuns: 10 },
  );
  expect(memory().numTensors).toBe(before);
});

test('every optimizer takes a step, and its slots are freed', () => {
  const before = memory().numTensors;
  const names = new Set<string>();
  fc.assert(
    fc.property(optimizer(), layersModel({ inputs: ['vector'] }), (each, model) => {
      names.add(each.getClassName());
      const predict = (): Scalar =>
        mean(square(sub(model.apply(zeros([2, model.inputs[0]?.shape[1] ?? 0])) as Tensor, 1)));
      each.applyGradients(
        variableGrads(
          predict,
          model.trainableWeights.map((w) => w.read() as never),
        ).grads,
      );
    }),
    { seed: 1, numRuns: 60 },
  );
  expect(names.size).toBe(7);
  expect(memory().numTensors).toBe(before);
});

test.each([
  [
    () => layersModel({ inputs: [] }),
    "layersModel: inputs must be a list of some of 'vector', 'image', 'sequence', got [].",
  ],
  [() => layersModel({ tasks: ['regresion'] as never }), 'layersModel: tasks must be a list of some of'],
  [() => optimizer({ names: ['adamw'] as never }), 'optimizer: names must be a list of some of'],
])('what leaves no model is refused: %s', (make, sentence) => {
  expect(make).toThrow(sentence);
});
