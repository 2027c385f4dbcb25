import { add, mean, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { nearestName } from '../checks/options.ts';
import { ArgumentError, SubjectError } from '../errors.ts';
import { describeKind, isTensor, isThenable } from '../tensor/subject.ts';
import { compiledPart, type LayersLoss } from './layers-model.ts';
import { entriesOf, type TensorGroup } from './tensor-group.ts';

/** Compares targets and predictions: a scalar, or one number a sample. */
export type LossFunction = (yTrue: never, yPred: never) => Tensor;

/**
 * A loss: a function, a name that `compile` takes, or a list or an object of those, one for each output.
 */
export type Loss =
  | string
  | LossFunction
  | readonly (string | LossFunction)[]
  | Readonly<Record<string, string | LossFunction>>;

/** A loss that is ready to be called on whatever the model gives. */
export type ResolvedLoss = (yTrue: TensorGroup, yPred: TensorGroup) => Scalar;

/** The part of tfjs-layers that knows losses by name. */
interface LayersPackage {
  sequential(options: unknown): {
    compile(options: unknown): void;
    readonly lossFunctions: readonly LayersLoss[];
    readonly optimizer?: { dispose(): void };
    dispose(): unknown;
  };
  readonly layers: { dense(options: unknown): unknown };
}

/** Names that `compile` of tfjs-layers 4.22 takes. */
const LOSS_NAMES = [
  'meanSquaredError',
  'meanAbsoluteError',
  'meanAbsolutePercentageError',
  'meanSquaredLogarithmicError',
  'squaredHinge',
  'hinge',
  'categoricalHinge',
  'logcosh',
  'categoricalCrossentropy',
  'sparseCategoricalCrossentropy',
  'binaryCrossentropy',
  'kullbackLeiblerDivergence',
  'poisson',
  'cosineProximity',
] as const;

/**
 * Makes a loss callable.
 * @param outputs the names of the model's outputs, in order, where it has names
 * @throws ArgumentError for an unknown name, and for a list or an object that does not fit the outputs
 */
export async function resolveLoss(
  loss: Loss,
  outputs: readonly string[] | undefined,
  where: string,
): Promise<ResolvedLoss> {
  if (typeof loss === 'function') return (yTrue, yPred) => callLoss(loss, yTrue, yPred, where);
  if (typeof loss === 'string') {
    const named = await namedLoss(loss, where);
    return (yTrue, yPred) =>
      paired(yTrue, yPred, outputs, where)
        .map(([t, p]) => callLoss(named, t, p, where))
        .reduce(total);
  }
  if (typeof loss !== 'object' || (loss as unknown) === null) {
    const expected = 'a function (yTrue, yPred) => scalar, a name, or a list or an object of them';
    throw new ArgumentError(`${where}: loss must be ${expected}, got ${describeKind(loss)}.`, {
      argument: 'loss',
      expected,
      actual: describeKind(loss),
    });
  }
  const parts = new Map<string, LossFunction>();
  for (const [key, part] of Object.entries(loss as Readonly<Record<string, string | LossFunction>>)) {
    const name = Array.isArray(loss) ? (outputs?.[Number(key)] ?? key) : key;
    parts.set(name, typeof part === 'string' ? await namedLoss(part, where) : part);
  }
  return (yTrue, yPred) =>
    paired(yTrue, yPred, outputs, where)
      .map(([t, p, name]) => {
        const part = parts.get(name);
        if (part !== undefined) return callLoss(part, t, p, where);
        throw new ArgumentError(`${where}: loss has no part for the output '${name}'.`, {
          argument: 'loss',
          expected: name,
          actual: [...parts.keys()],
        });
      })
      .reduce(total);
}

function total(sum: Scalar, next: Scalar): Scalar {
  return add(sum, next);
}

/** Targets beside predictions, and the name of the output. */
function paired(
  yTrue: TensorGroup,
  yPred: TensorGroup,
  outputs: readonly string[] | undefined,
  where: string,
): [yTrue: Tensor, yPred: Tensor, name: string][] {
  const predicted = entriesOf(yPred, where, 'the prediction');
  const targets = entriesOf(yTrue, where, 'batch.ys');
  const nameOf = (key: string, i: number): string =>
    key === '' || /^\d+$/.test(key) ? (outputs?.[i] ?? String(i)) : key;
  const byName = new Map(targets.map(([key, tensor], i) => [nameOf(key, i), tensor]));
  return predicted.map(([key, prediction], i) => {
    const name = nameOf(key, i);
    const target = byName.get(name);
    if (target !== undefined && byName.size === predicted.length) return [target, prediction, name];
    throw new SubjectError(
      `${where}: batch.ys must have one target for each output (${predicted.map(([k], n) => nameOf(k, n)).join(', ')}), got ${[...byName.keys()].join(', ')}.`,
      { argument: 'batch.ys', expected: predicted.map(([k], n) => nameOf(k, n)), actual: [...byName.keys()] },
    );
  });
}

function callLoss(loss: LossFunction, yTrue: TensorGroup, yPred: TensorGroup, where: string): Scalar {
  // What a loss takes is the user's affair; what it gives is looked at.
  const value: unknown = loss(yTrue as never, yPred as never);
  if (isTensor(value) && value.dtype === 'float32' && (value.rank <= 1 || isOneForEachRow(value, yPred))) {
    return mean(value);
  }
  const actual = describeKind(value);
  throw new ArgumentError(`${where}: loss must give a float32 scalar, got ${actual}.`, {
    argument: 'loss',
    expected: 'a float32 scalar, or one number a sample',
    actual,
    ...(isThenable(value) && { hint: 'gradients are taken synchronously, so the loss can not be async.' }),
    ...(isTensor(value) &&
      value.rank > 1 && {
        hint: 'a loss of rank 2 or more is often a broadcast; compare the shapes of yTrue and yPred.',
      }),
  });
}

/** Whether a loss gives one number for each row of predictions, as the losses of tfjs-layers do for each pixel or token. */
function isOneForEachRow({ shape }: Tensor, yPred: TensorGroup): boolean {
  return (
    isTensor(yPred) &&
    yPred.rank === shape.length + 1 &&
    shape.every((size, axis) => size === yPred.shape[axis])
  );
}

async function namedLoss(name: string, where: string): Promise<LossFunction> {
  // An optional peer: who uses its names has it.
  const tfl = (await import('@tensorflow/tfjs-layers')) as unknown as LayersPackage;
  const scratch = tfl.sequential({ layers: [tfl.layers.dense({ units: 1, inputShape: [1] })] });
  try {
    scratch.compile({ optimizer: 'sgd', loss: name });
    const [loss] = compiledPart(scratch).lossFunctions;
    if (loss !== undefined) return loss;
  } catch {
    // Whatever it says of an unknown name; the sentence below says it better. Its optimizer was made before.
    const { optimizer } = compiledPart(scratch);
    optimizer?.dispose();
  } finally {
    scratch.dispose();
  }
  const nearest = nearestName(name, LOSS_NAMES);
  throw new ArgumentError(`${where}: there is no loss '${name}'.`, {
    argument: 'loss',
    expected: LOSS_NAMES,
    actual: name,
    ...(nearest !== undefined && { hint: `did you mean '${nearest}'?` }),
  });
}
