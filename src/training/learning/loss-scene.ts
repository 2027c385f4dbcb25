import { tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { freeingTape } from '../../engine/abandoned-tape.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import { ArgumentError, SubjectError } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';
import { asTrainee } from '../../subject/as-trainee.ts';
import { requireBatch, requireFiniteTargets } from '../../subject/batch.ts';
import { resolveLoss, type Loss, type ResolvedLoss } from '../../subject/loss.ts';
import { entriesOf, mapGroup, type TensorGroup } from '../../subject/tensor-group.ts';
import { describeKind, hasKeys } from '../../tensor/subject.ts';

/** What an output's values look like, whatever made them. */
export type Head =
  /** Rows of the last axis sum to one. */
  | 'softmax'
  /** Everything lies between 0 and 1. */
  | 'unit'
  /** Any numbers. */
  | 'linear';

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
  /** Whether every row of the target says which of several classes it is. */
  readonly isClasses: boolean;
}

/** A loss with targets and predictions, ready to be asked. */
export interface LossScene {
  readonly outputs: readonly OutputScene[];
  readonly samples: number;
  /** The loss, with other numbers for the predictions of some outputs. */
  lossOf(predictions: ReadonlyMap<OutputScene, ArrayLike<number>>): number;
  /** The loss as it is. */
  readonly loss: number;
  /**
   * The loss with targets and predictions rearranged along the batch: what was at `rows[i]` is put at i.
   * @param others other numbers for the predictions of some outputs, before they are rearranged
   */
  lossOfRows(
    rows: { readonly ys: readonly number[]; readonly predictions: readonly number[] },
    others?: ReadonlyMap<OutputScene, Float32Array>,
  ): number;
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
  loss: Loss | undefined,
  seed: Seed,
  where: string,
): Promise<LossScene> {
  if (!hasKeys(data, 'yTrue', 'yPred')) {
    const trainee = await asTrainee(subject, loss, where);
    const batch = requireFiniteTargets(requireBatch(data, where), where);
    return undisturbed(seed, () =>
      freeingTape(() => {
        const scene: { value?: LossScene } = {};
        tidy(() => {
          const predictions = trainee.predict(batch.xs, false);
          scene.value = sceneOf(batch.ys, predictions, trainee.compare, trainee.outputNames, where);
        });
        return scene.value as LossScene; // tidy runs at once
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
  return sceneOf(ys, xs, resolved, undefined, where);
}

function sceneOf(
  ys: TensorGroup,
  predictions: TensorGroup,
  compare: ResolvedLoss,
  outputNames: readonly string[] | undefined,
  where: string,
): LossScene {
  const predicted = toHost(predictions, where, 'the prediction');
  const targets = toHost(ys, where, 'batch.ys');
  const targetOf = (key: string, i: number): HostTensor | undefined =>
    targets.find((each) => each.key === (outputNames?.[i] ?? key)) ?? targets[i];
  const outputs = predicted.map(({ key, values, shape }, i): OutputScene => {
    const width = shape.at(-1) ?? 1;
    const target = targetInShape(targetOf(key, i), shape);
    return {
      name: predicted.length === 1 ? '' : (outputNames?.[i] ?? key),
      shape,
      prediction: Float32Array.from(values),
      target,
      width,
      head: headOf(values, shape.length < 2 ? 1 : width),
      isClasses: target !== undefined && shape.length >= 2 && width >= 2 && isOneHot(target, width),
    };
  });
  const evaluate = (build: () => readonly [TensorGroup, TensorGroup]): number => {
    let value = NaN;
    tidy(() => {
      value = compare(...build()).dataSync()[0] ?? NaN;
    });
    return value;
  };
  // Only the form of a group is read here: its tensors may be gone when the loss is asked.
  const rebuild = (
    group: TensorGroup,
    hosts: readonly HostTensor[],
    change: (host: HostTensor, i: number) => Tensor,
  ): TensorGroup => {
    let i = 0;
    return mapGroup(group, () => {
      const at = i++;
      return change(hosts[at] as HostTensor, at); // one for each tensor of the group
    });
  };
  const same = (host: HostTensor): Tensor => tensor(host.values, [...host.shape], host.dtype);
  const samples = predicted[0]?.shape[0] ?? 0;
  return {
    outputs,
    samples,
    loss: evaluate(() => [rebuild(ys, targets, same), rebuild(predictions, predicted, same)]),
    lossOf: (others) =>
      evaluate(() => [
        rebuild(ys, targets, same),
        rebuild(predictions, predicted, (host, i) => {
          const output = outputs[i];
          const other = output && others.get(output);
          return other === undefined ? same(host) : tensor(Float32Array.from(other), [...host.shape]);
        }),
      ]),
    lossOfRows: (rows, others) =>
      evaluate(() => [
        rebuild(ys, targets, (host) => rowsOf(host, rows.ys)),
        rebuild(predictions, predicted, (host, i) => {
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

interface HostTensor {
  readonly key: string;
  readonly values: Float32Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
  readonly dtype: Tensor['dtype'];
}

function toHost(group: TensorGroup, where: string, argument: string): HostTensor[] {
  return entriesOf(group, where, argument).map(([key, each]) => ({
    key,
    values: each.dataSync().slice(),
    shape: [...each.shape],
    dtype: each.dtype,
  }));
}

/** A target as a prediction that hits it: of the same shape, or one-hot where it holds class numbers. */
function targetInShape(target: HostTensor | undefined, shape: readonly number[]): Float32Array | undefined {
  if (target === undefined) return undefined;
  const size = shape.reduce((product, each) => product * each, 1);
  const squeezed = (of: readonly number[]): string => of.filter((each) => each !== 1).join();
  if (target.values.length === size && squeezed(target.shape) === squeezed(shape)) {
    return Float32Array.from(target.values);
  }
  const classes = shape.at(-1) ?? 1;
  const isNumbers =
    classes >= 2 &&
    target.values.length * classes === size &&
    squeezed(target.shape) === squeezed(shape.slice(0, -1)) &&
    target.values.every((each) => Number.isInteger(each) && each >= 0 && each < classes);
  if (!isNumbers) return undefined;
  const oneHot = new Float32Array(size);
  target.values.forEach((each, row) => (oneHot[row * classes + each] = 1));
  return oneHot;
}

/** As close as float32 gets a sum of probabilities to one. */
const SUM_TOLERANCE = 1e-3;

function headOf(values: ArrayLike<number>, width: number): Head {
  let isUnit = values.length > 0;
  let sumsToOne = width >= 2;
  for (let row = 0; row < values.length; row += width) {
    let sum = 0;
    for (let i = row; i < row + width; i++) {
      const value = values[i] ?? NaN;
      sum += value;
      if (!(value >= 0 && value <= 1)) isUnit = false;
    }
    if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) sumsToOne = false;
  }
  if (!isUnit) return 'linear';
  return sumsToOne ? 'softmax' : 'unit';
}

function isOneHot(values: ArrayLike<number>, width: number): boolean {
  for (let row = 0; row < values.length; row += width) {
    let ones = 0;
    for (let i = row; i < row + width; i++) {
      if (values[i] === 1) ones += 1;
      else if (values[i] !== 0) return false;
    }
    if (ones !== 1) return false;
  }
  return values.length > 0;
}

function rowsOf({ values, shape, dtype }: HostTensor, rows: readonly number[]): Tensor {
  const size = shape.slice(1).reduce((product, each) => product * each, 1);
  const given = rows.flatMap((row) => Array.from(values.slice(row * size, (row + 1) * size)));
  return tensor(given, [rows.length, ...shape.slice(1)], dtype);
}
