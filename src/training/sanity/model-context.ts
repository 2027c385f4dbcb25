import { tidy, variableGrads, type Optimizer, type Variable } from '@tensorflow/tfjs-core';
import { freeingTape } from '../../engine/abandoned-tape.ts';
import { runListeners } from '../../engine/run-listeners.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import { SubjectError, TensorproofError } from '../../errors.ts';
import { checkGradientFlow } from '../../gradients/flow/gradient-flow.ts';
import type { Seed } from '../../random/generator.ts';
import { asTrainee } from '../../subject/as-trainee.ts';
import { requireBatch, requireFiniteTargets, type Batch } from '../../subject/batch.ts';
import { cannotRun } from '../../subject/cannot-run.ts';
import { compiledPart, isLayersModel } from '../../subject/layers-model.ts';
import type { Loss } from '../../subject/loss.ts';
import type { Tasks } from '../../subject/task.ts';
import type { Trainee } from '../../subject/trainee.ts';
import { registeredVariables } from '../../subject/weight-selection.ts';
import { lossScene, type LossScene } from '../learning/loss-scene.ts';
import { stepWeights, type StepWeight, type Trained } from '../steps/step-weights.ts';

/** A model with a batch, and what is known of them. */
export interface ModelContext {
  readonly subject: unknown;
  readonly trainee: Trainee;
  readonly batch: Batch;
  readonly loss: Loss | undefined;
  /** What the user says that it is for. */
  readonly task: Tasks | undefined;
  /** One training step. */
  readonly step: () => unknown;
  /** Whether it is the user's own optimizer that takes it, so that how far it moves says something. */
  readonly isOwnStep: boolean;
  readonly trained: Trained;
  /** Targets beside predictions. */
  readonly scene: LossScene;
  readonly weights: readonly StepWeight[];
  readonly steps: number | undefined;
  readonly seed: Seed;
}

/** What a user may say about a model beside its batch. */
export interface ModelSettings {
  readonly loss?: Loss | undefined;
  readonly optimizer?: Optimizer | undefined;
  readonly task?: Tasks | undefined;
  readonly steps: number | undefined;
  readonly seed: Seed;
}

/**
 * Finds out what the battery must know of a model, and refuses what no part of it could use.
 * @throws SubjectError and ArgumentError for a subject, a batch or a loss that can't be used, and for no trainable weights
 */
export async function modelContext(
  subject: unknown,
  data: unknown,
  settings: ModelSettings,
  where: string,
): Promise<ModelContext> {
  const { loss, task, steps, seed } = settings;
  const trainee = await asTrainee(subject, loss, where);
  const batch = requireFiniteTargets(requireBatch(data, where), where);
  await requireRuns(trainee, batch, seed, where);
  const trained = trainee.kind === 'function' ? await readVariables(subject, batch, settings) : subject;
  const weights = trainee.kind === 'graph' ? [] : stepWeights(trained, where);
  const trainable = weights.filter((weight) => weight.trainable).map(({ variable }) => variable);
  if (trainable.length === 0) throw nothingToTrain(trainee, weights.length, where);
  runListeners()?.gradientsSeen?.('sanity run', trainable);
  const own = ownStep(subject, batch, settings, trainee, trainable);
  // The gradients belong to who takes them, and are disposed of like anything that a step returns.
  const ours = (): unknown => variableGrads(() => trainee.loss(batch, true), trainable);
  return {
    subject,
    trainee,
    batch,
    loss,
    step: own ?? ours,
    isOwnStep: own !== undefined,
    task,
    scene: await lossScene(subject, batch, { loss, task, seed }, where),
    trained: trained as Trained, // stepWeights has looked at it
    weights,
    steps,
    seed,
  };
}

/** Computes the loss once: what can't be computed at all is no finding about how it trains. */
async function requireRuns(trainee: Trainee, batch: Batch, seed: Seed, where: string): Promise<void> {
  try {
    await undisturbed(seed, () => {
      freeingTape(() => {
        tidy(() => trainee.loss(batch, true)).dispose();
      });
    });
  } catch (error) {
    if (error instanceof TensorproofError) throw error;
    throw cannotRun(trainee, batch, error, where);
  }
}

/** The variables that a plain function and its loss read. */
async function readVariables(
  subject: unknown,
  batch: Batch,
  { loss, seed }: ModelSettings,
): Promise<Variable[]> {
  const { details } = await checkGradientFlow(subject, batch, { loss, seed });
  const read = new Set(details.weights.map(({ name }) => name));
  return registeredVariables().filter(({ name }) => read.has(name));
}

function nothingToTrain({ name }: Trainee, weights: number, where: string): SubjectError {
  const actual = weights === 0 ? 'no weights at all' : `${weights} weights, all frozen`;
  return new SubjectError(`${where}: ${name} must have trainable weights, got ${actual}.`, {
    argument: 'received',
    expected: 'trainable weights',
    actual,
  });
}

function ownStep(
  subject: unknown,
  batch: Batch,
  { loss, optimizer }: ModelSettings,
  trainee: Trainee,
  trainable: readonly Variable[],
): (() => unknown) | undefined {
  if (optimizer !== undefined) {
    return () => optimizer.minimize(() => trainee.loss(batch, true), true, [...trainable]);
  }
  if (loss !== undefined || !isLayersModel(subject)) return undefined;
  const isCompiled = compiledPart(subject).optimizer !== undefined;
  return isCompiled ? () => subject.trainOnBatch(batch.xs, batch.ys) : undefined;
}
