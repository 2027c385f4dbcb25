import { memory, ones, tidy, zeros, type Variable } from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { trainableModel, trainingCommands, type TrainedModel } from '../../src/arbitraries/index.ts';

// Hundreds of runs each, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

function make(): TrainedModel {
  const model = tfl.sequential({
    layers: [
      tfl.layers.dense({ units: 3, inputShape: [2], activation: 'tanh' }),
      tfl.layers.dropout({ rate: 0.5 }),
      tfl.layers.dense({ units: 1 }),
    ],
  });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  return { model, batch: { xs: ones([4, 2]), ys: zeros([4, 1]) } };
}

function disposeAnyway(each: { dispose(): void }): void {
  try {
    each.dispose();
  } catch {
    // It was disposed with its model.
  }
}

/** Runs the commands on models that are made so; the error of the shortest sequence that fails, if any. */
async function run(
  makeModel: () => TrainedModel,
  numRuns = 30,
  only = /./,
): Promise<{ error: string; commands: string }> {
  const { commands, setup } = trainingCommands(makeModel);
  const details = await fc.check(
    fc.asyncProperty(
      fc.commands(
        commands.filter((each) => only.test(String(fc.sample(each, 1)[0]))),
        { size: '+1' },
      ),
      (each) => fc.asyncModelRun(setup, each),
    ),
    { seed: 1, numRuns },
  );
  return {
    error: details.failed ? String(details.errorInstance) : '',
    commands: fc.stringify(details.counterexample?.[0]),
  };
}

test('a sound model passes all of them, and nothing is left', async () => {
  const before = memory().numTensors;
  expect((await run(make)).error).toBe('');
  expect(memory().numTensors).toBe(before);
});

test('generated models do too', async () => {
  const before = memory().numTensors;
  const arbitrary = trainableModel({ inputs: ['vector'], maxBlocks: 2 });
  await fc.assert(
    fc.asyncProperty(arbitrary, fc.infiniteStream(fc.nat(5)), async (trained, choices) => {
      const { commands, setup } = trainingCommands(() => trained);
      const steps = commands.map((each) => fc.sample(each, 1)[0]);
      await fc.asyncModelRun(
        setup,
        [...choices.take(6)].flatMap((choice) => steps[choice] ?? []),
      );
    }),
    { seed: 1, numRuns: 20 },
  );
  expect(memory().numTensors).toBe(before);
});

test.each<[string, (trained: TrainedModel) => void, RegExp, string]>([
  [
    'whose predict moves a weight',
    ({ model }) => {
      const predict = model.predict.bind(model);
      model.predict = (...parameters) => {
        tidy(() => {
          (model.weights[0]?.read() as Variable).assign(ones([2, 3]));
        });
        return predict(...parameters);
      };
    },
    /^Error: after predict: dense_Dense\d+\/kernel has changed\.$/,
    'predict',
  ],
  [
    'whose predict drops units',
    ({ model }) => {
      model.predict = (x) => model.apply(x, { training: true }) as never;
    },
    /the predictions have changed, though no weight has/,
    'predict,predict',
  ],
  [
    'that leaks when it predicts',
    ({ model }) => {
      const predict = model.predict.bind(model);
      model.predict = (...parameters) => {
        predict(...parameters);
        return predict(...parameters);
      };
    },
    /after predict: 1 tensors are left behind/,
    'predict',
  ],
  [
    'that can’t be frozen',
    ({ model }) => {
      for (const layer of model.layers)
        Object.defineProperty(layer, 'trainable', { get: () => true, set: () => undefined });
    },
    /^Error: after freeze, train a step: dense_Dense\d+\/kernel has moved, though it is frozen\.$/,
    'freeze,train a step',
  ],
  [
    'that doesn’t learn',
    ({ model }) => {
      model.trainOnBatch = () => Promise.resolve(1);
    },
    /^Error: after train a step: no weight has moved\.$/,
    'train a step',
  ],
  [
    'whose loss is NaN',
    ({ model }) => {
      model.trainOnBatch = () => Promise.resolve(NaN);
    },
    /^Error: after train a step: the loss is NaN\.$/,
    'train a step',
  ],
  [
    'that saves nothing of what it learnt',
    ({ model }) => {
      const save = model.save.bind(model);
      model.save = (handler, options) => {
        const [kernel] = model.getWeights().map((weight) => weight.clone());
        (model.weights[0]?.read() as Variable).assign(ones([2, 3]));
        return save(handler, options).finally(() => {
          if (kernel !== undefined) (model.weights[0]?.read() as Variable).assign(kernel);
        });
      };
    },
    /kernel is another one after loading/,
    'save and load',
  ],
  [
    'that works on after dispose',
    ({ model }) => {
      model.dispose = () => ({ refCountAfterDispose: 0, numDisposedVariables: 0 });
    },
    /^Error: after dispose: it still predicts, though it is disposed\.$/,
    'dispose',
  ],
])('a model %s is found', async (_, spoil, error, commands) => {
  const made: TrainedModel[] = [];
  const outcome = await run(
    () => {
      const trained = make();
      made.push(trained);
      spoil(trained);
      return trained;
    },
    30,
    new RegExp(commands.replaceAll(',', '|')),
  );
  expect(outcome.error).toMatch(error);
  expect(outcome.commands.replace(/\s*\/\*.*\*\/$/, '')).toBe(commands);
  // The one that doesn't dispose.
  for (const { model } of made) for (const each of [...model.weights, model.optimizer]) disposeAnyway(each);
});

test('what makes no model is refused', async () => {
  expect(() => trainingCommands({} as never)).toThrow(
    'trainingCommands: make must be a function that gives { model, batch }',
  );
  expect((await run(() => ({ model: {}, batch: {} }) as never, 1)).error).toContain(
    'trainingCommands: model must be a compiled LayersModel, got an object.',
  );
});
