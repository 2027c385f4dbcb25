import { tensor, tidy } from '@tensorflow/tfjs-core';
import { freeingTape } from '../../engine/abandoned-tape.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import { ArgumentError, SubjectError, TensorproofError } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';
import { asTrainee } from '../../subject/as-trainee.ts';
import { requireBatch, requireFiniteTargets, type Batch } from '../../subject/batch.ts';
import { cannotRun } from '../../subject/cannot-run.ts';
import { resolveLoss, type Loss, type ResolvedLoss } from '../../subject/loss.ts';
import {
  recogniseTask,
  requireFittingTask,
  requireTasks,
  statedTasks,
  type Task,
  type Tasks,
} from '../../subject/task.ts';
import type { TensorGroup } from '../../subject/tensor-group.ts';
import type { Trainee } from '../../subject/trainee.ts';
import { describeKind, hasKeys } from '../../tensor/subject.ts';
import { fromHost, rebuilt, rowsOf, toHost, type HostTensor } from './host-tensor.ts';
import { headOf, targetInShape, type Head } from './output-form.ts';

/** One output beside its target, on the host. */
export interface OutputScene {
  /** As messages name it; empty where there is only one. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly prediction: Float32Array;
  /** The target in the shape of the prediction: class numbers as one-hot rows. `undefined` where it has another shape. */
  readonly target: Float32Array | undefined;
  /** Elements of a row of the last axis. */
  readonly width: number;
  readonly head: Head;
  /** What the output is for, as the user says, or as its target shows; `undefined` where neither does. */
  readonly task: Task | undefined;
  /** Whether the user says so. */
  readonly isStated: boolean;
}

/** How a scene is read. */
export interface SceneOptions {
  /** Of a model. @defaultValue that of a compiled model */
  readonly loss?: Loss | undefined;
  /** What the outputs are for. @defaultValue recognised by the targets */
  readonly task?: unknown;
  /** Whether the loss in training mode is asked for, too. @defaultValue false */
  readonly inTraining?: boolean;
  readonly seed: Seed;
}

/** A loss with targets and predictions, ready to be asked. */
export interface LossScene {
  readonly outputs: readonly OutputScene[];
  readonly samples: number;
  /** The loss, with other numbers for the predictions of some outputs. */
  lossOf(predictions: ReadonlyMap<OutputScene, ArrayLike<number>>): number;
  /** The loss as it is, in inference mode. */
  readonly loss: number;
  /** In training mode, in which batch norm goes by the batch and not by averages that it has not seen yet: of a model, where it was asked for. */
  readonly lossInTraining: number | undefined;
  /**
   * The loss with targets and predictions rearranged along the batch: what was at `rows[i]` is put at i.
   * @param others other numbers for the predictions of some outputs, before they are rearranged
   */
  lossOfRows(
    rows: { readonly ys: readonly number[]; readonly predictions: readonly number[] },
    others?: ReadonlyMap<OutputScene, Float32Array>,
  ): number;
  /** The loss with other numbers for every target, and for the predictions of some outputs. */
  lossOfTargets(
    change: (value: number) => number,
    predictions: ReadonlyMap<OutputScene, ArrayLike<number>>,
  ): number;
  /** What regularisation adds to it. */
  readonly penalty: number;
  /** Whether there are targets that differ between samples. */
  readonly labelsVary: boolean;
}

/** Targets and predictions, for a loss alone. */
export interface LossInputs {
  readonly yTrue: TensorGroup;
  readonly yPred: TensorGroup;
}

/**
 * Reads a loss in either form: a model with a batch, or a loss with targets and predictions.
 * @throws SubjectError and ArgumentError for what can't be used
 */
export async function lossScene(
  subject: unknown,
  data: unknown,
  { loss, task, inTraining = false, seed }: SceneOptions,
  where: string,
): Promise<LossScene> {
  const tasks = requireTasks(task, where);
  if (!hasKeys(data, 'yTrue', 'yPred')) {
    const trainee = await asTrainee(subject, loss, where);
    const batch = requireFiniteTargets(requireBatch(data, where), where);
    return undisturbed(seed, () =>
      freeingTape(() => {
        const scene: { value?: LossScene } = {};
        requireRunning(trainee, batch, where, () => {
          const predictions = trainee.predict(batch.xs, false);
          const { compare, outputNames } = trainee;
          const added = (trainee.penalties?.() ?? []).reduce(
            (sum, each) => sum + (each.dataSync()[0] ?? 0),
            0,
          );
          scene.value = {
            ...sceneOf(batch, predictions, { compare, outputNames, tasks, where }),
            penalty: added,
            ...(inTraining && { lossInTraining: trainee.loss(batch, true, false).dataSync()[0] ?? NaN }),
          };
        });
        return scene.value as LossScene; // it was run at once
      }),
    );
  }
  if (typeof subject !== 'function' && typeof subject !== 'string') {
    throw new SubjectError(`${where}: received must be a loss, got ${describeKind(subject)}.`, {
      argument: 'received',
      expected: 'a loss (yTrue, yPred) => scalar, or the name of one',
      actual: describeKind(subject),
    });
  }
  if (loss !== undefined) {
    throw new ArgumentError(`${where}: received is the loss itself; there is no other.`, {
      argument: 'loss',
      expected: undefined,
      actual: describeKind(loss),
    });
  }
  const resolved = await resolveLoss(subject as Loss, undefined, where);
  const { xs, ys } = requireFiniteTargets(requireBatch({ xs: data.yPred, ys: data.yTrue }, where), where);
  return sceneOf({ xs: [], ys }, xs, { compare: resolved, outputNames: undefined, tasks, where });
}

/** @throws SubjectError for what a model or its loss throws on the batch */
function requireRunning(trainee: Trainee, batch: Batch, where: string, run: () => void): void {
  try {
    tidy(run);
  } catch (error) {
    if (error instanceof TensorproofError) throw error;
    throw cannotRun(trainee, batch, error, where);
  }
}

interface Given {
  readonly compare: ResolvedLoss;
  readonly outputNames: readonly string[] | undefined;
  readonly tasks: Tasks | undefined;
  readonly where: string;
}

function sceneOf(
  { xs, ys }: Batch,
  predictions: TensorGroup,
  { compare, outputNames, tasks, where }: Given,
): LossScene {
  const predicted = toHost(predictions, where, 'the prediction');
  const targets = toHost(ys, where, 'batch.ys');
  const inputs = Array.isArray(xs) && xs.length === 0 ? [] : toHost(xs, where, 'batch.xs');
  const names = predicted.map(({ key }, i) => (predicted.length === 1 ? '' : (outputNames?.[i] ?? key)));
  const stated = statedTasks(tasks, names, where);
  const targetOf = (key: string, i: number): HostTensor | undefined =>
    targets.find((each) => each.key === (outputNames?.[i] ?? key)) ?? targets[i];
  const outputs = predicted.map(({ key, values, shape }, i): OutputScene => {
    const width = shape.at(-1) ?? 1;
    const given = targetOf(key, i);
    const target = targetInShape(given, shape, stated[i]);
    const name = names[i] ?? key;
    const evidence = { name, shape, given, target, inputs: inputs.map((each) => each.values) };
    if (stated[i] !== undefined) requireFittingTask(stated[i], evidence, where);
    return {
      name,
      shape,
      prediction: Float32Array.from(values),
      target,
      width,
      head: headOf(values, shape.length < 2 ? 1 : width),
      task: stated[i] ?? recogniseTask(evidence),
      isStated: stated[i] !== undefined,
    };
  });
  const evaluate = (build: () => readonly [TensorGroup, TensorGroup]): number => {
    let value = NaN;
    tidy(() => {
      value = compare(...build()).dataSync()[0] ?? NaN;
    });
    return value;
  };
  const samples = predicted[0]?.shape[0] ?? 0;
  const withPredictions = (others: ReadonlyMap<OutputScene, ArrayLike<number>>): TensorGroup =>
    rebuilt(predictions, predicted, (host, i) => {
      const output = outputs[i];
      const other = output && others.get(output);
      return other === undefined ? fromHost(host) : tensor(Float32Array.from(other), [...host.shape]);
    });
  const loss = evaluate(() => [rebuilt(ys, targets, fromHost), rebuilt(predictions, predicted, fromHost)]);
  return {
    outputs,
    samples,
    loss,
    lossInTraining: undefined,
    penalty: 0,
    lossOf: (others) => evaluate(() => [rebuilt(ys, targets, fromHost), withPredictions(others)]),
    lossOfTargets: (change, others) =>
      evaluate(() => [
        rebuilt(ys, targets, (host) => fromHost({ ...host, values: host.values.map(change) })),
        withPredictions(others),
      ]),
    lossOfRows: (rows, others) =>
      evaluate(() => [
        rebuilt(ys, targets, (host) => rowsOf(host, rows.ys)),
        rebuilt(predictions, predicted, (host, i) => {
          const output = outputs[i];
          const other = output && others?.get(output);
          return rowsOf(other === undefined ? host : { ...host, values: other }, rows.predictions);
        }),
      ]),
    labelsVary: targets.some(
      ({ values }) =>
        samples > 0 && values.some((value, i) => value !== values[i % (values.length / samples)]),
    ),
  };
}
