import { io, memory } from '@tensorflow/tfjs-core';
import { constant, type Arbitrary, type AsyncCommand } from 'fast-check';
import { ArgumentError } from '../errors.ts';
import { describeKind } from '../tensor/subject.ts';
import { loadLayers } from './programs/load-layers.ts';
import {
  firstDifference,
  TrainingRun,
  type TrainedModel,
  type TrainingState,
} from './programs/training-run.ts';
import { watchRuns } from './runs/watch-runs.ts';

/** What a command may do to a model. */
export type TrainingCommand = AsyncCommand<TrainingState, TrainingRun>;

/** The commands, and where each run of them begins. */
export interface TrainingCommands {
  /** For `fc.commands`. */
  readonly commands: Arbitrary<TrainingCommand>[];
  /** For `fc.asyncModelRun`. */
  readonly setup: () => { readonly model: TrainingState; readonly real: TrainingRun };
}

interface Step {
  readonly name: string;
  /** Whether it makes sense by now; everything but `dispose` needs a live model. */
  readonly applies?: (state: TrainingState) => boolean;
  /** @returns what is wrong; `undefined` where nothing is */
  readonly run: (state: TrainingState, real: TrainingRun) => string | undefined | Promise<string | undefined>;
}

/** The steps that must leave every weight as it was. */
function leavesWeights(state: TrainingState, real: TrainingRun): string | undefined {
  const moved = firstDifference(state.weights, real.weights());
  return moved === undefined ? undefined : `${moved} has changed`;
}

const STEPS: readonly Step[] = [
  {
    name: 'predict',
    run(state, real) {
      const tensors = memory().numTensors;
      const predictions = real.predict();
      if (memory().numTensors !== tensors) return `${memory().numTensors - tensors} tensors are left behind`;
      const before = state.predictions;
      state.predictions = predictions;
      if (before?.some((value, i) => !Object.is(value, predictions[i])) === true) {
        return 'the predictions have changed, though no weight has';
      }
      return leavesWeights(state, real);
    },
  },
  {
    name: 'train a step',
    async run(state, real) {
      const loss = await real.trainStep();
      if (!Number.isFinite(loss)) return `the loss is ${loss}`;
      const weights = real.weights();
      const moved = firstDifference(state.weights, weights);
      const stray = state.frozen ? firstDifference(state.weights, weights, real.bodyWeights) : undefined;
      state.weights = weights;
      state.predictions = undefined;
      if (stray !== undefined) return `${stray} has moved, though it is frozen`;
      // Where nothing is wrong, dropout having taken every unit for one, nothing is to be learnt.
      return moved === undefined && loss !== 0 ? 'no weight has moved' : undefined;
    },
  },
  {
    name: 'freeze',
    applies: ({ frozen }) => !frozen,
    run(state, real) {
      if (!real.hasBody) return undefined;
      real.setBodyTrainable(false);
      state.frozen = true;
      return leavesWeights(state, real);
    },
  },
  {
    name: 'unfreeze',
    applies: ({ frozen }) => frozen,
    run(state, real) {
      real.setBodyTrainable(true);
      state.frozen = false;
      return leavesWeights(state, real);
    },
  },
  {
    name: 'save and load',
    async run(state, real) {
      let saved: io.ModelArtifacts | undefined;
      await real.model.save(
        io.withSaveHandler((artifacts) => {
          saved = artifacts;
          return Promise.resolve({
            modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' },
          });
        }),
      );
      if (saved === undefined) return 'nothing is saved';
      const loaded = await loadLayers('trainingCommands').loadLayersModel(io.fromMemory(saved));
      try {
        const lost = firstDifference(state.weights, real.weights(loaded));
        if (lost !== undefined) return `${lost} is another one after loading`;
        const predictions = real.predict();
        const difference = real.predict(loaded).findIndex((value, i) => !Object.is(value, predictions[i]));
        if (difference >= 0) return `prediction ${difference} is another one after loading`;
      } finally {
        loaded.dispose();
      }
      return leavesWeights(state, real);
    },
  },
  {
    name: 'dispose',
    run(state, real) {
      real.dispose();
      state.disposed = true;
      try {
        real.predict();
      } catch {
        return undefined;
      }
      return 'it still predicts, though it is disposed';
    },
  },
];

/** One step as fast-check runs it. */
class Command implements TrainingCommand {
  readonly #step: Step;

  constructor(step: Step) {
    this.#step = step;
  }

  check(state: Readonly<TrainingState>): boolean {
    return !state.disposed && (this.#step.applies?.(state) ?? true);
  }

  async run(state: TrainingState, real: TrainingRun): Promise<void> {
    const { name, run } = this.#step;
    state.history.push(name);
    const problem = await run(state, real);
    if (problem !== undefined) throw new Error(`after ${state.history.join(', ')}: ${problem}.`);
  }

  toString(): string {
    return this.#step.name;
  }
}

/**
 * Commands for the life of a model: train a step, freeze and unfreeze all but its last layer, save and load, predict, dispose. Each
 * compares it with a plain record of what its weights and predictions should be by now.
 * @param make gives a fresh compiled LayersModel and its batch; both are disposed of when the run ends
 * @returns `commands` for `fc.commands` and `setup` for `fc.asyncModelRun`
 * @throws ArgumentError for what is no function
 * @throws SubjectError in a run, where `make` gives something else
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { trainingCommands } from 'tensorproof/arbitraries';
 *
 * const { commands, setup } = trainingCommands(() => {
 *   const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
 *   model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
 *   return { model, batch: { xs: tf.ones([4, 2]), ys: tf.zeros([4, 1]) } };
 * });
 * await fc.assert(
 *   fc.asyncProperty(fc.commands(commands), (each) => fc.asyncModelRun(setup, each)),
 *   { numRuns: 5 },
 * );
 */
export function trainingCommands(make: () => TrainedModel): TrainingCommands {
  const given: unknown = make;
  if (typeof given !== 'function') {
    throw new ArgumentError(
      `trainingCommands: make must be a function that gives { model, batch }, got ${describeKind(given)}.`,
      {
        argument: 'make',
        expected: 'a function',
        actual: given,
        hint: 'each run needs a model of its own: () => ({ model: createModel(), batch }).',
      },
    );
  }
  watchRuns();
  return {
    commands: STEPS.map((step) => constant(new Command(step))),
    setup: () => {
      const real = new TrainingRun(make(), 'trainingCommands');
      const model: TrainingState = {
        frozen: false,
        disposed: false,
        history: [],
        weights: real.weights(),
        predictions: undefined,
      };
      return { model, real };
    },
  };
}
