import { add, expandDims, type Scalar, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { ArgumentError, SubjectError } from '../errors.ts';
import { describeKind, isTensor, isThenable } from '../tensor/subject.ts';
import type { Batch } from './batch.ts';
import { compiledPart, isLayersModel, type LayersModelLike } from './layers-model.ts';
import { resolveLoss, type Loss, type ResolvedLoss } from './loss.ts';
import { entriesOf, mapGroup, type TensorGroup } from './tensor-group.ts';
import type { Trainee, TraineeWeight } from './trainee.ts';

/** A module of ours by structure. */
interface ModuleLike {
  readonly name: string;
  readonly variables: readonly Variable[];
  readonly trainableVariables: readonly Variable[];
  apply(input: TensorGroup, options: { training: boolean }): TensorGroup;
}

/** A `tf.GraphModel` by structure. */
interface GraphModelLike {
  readonly modelStructureVersion?: string;
  execute(inputs: unknown): Tensor | Tensor[];
  predict(inputs: unknown): unknown;
}

/**
 * Makes anything that predicts look alike to the checks.
 * @param subject a `tf.LayersModel`, a module of this library, a `tf.GraphModel`, or a function of `xs`
 * @param loss what it is trained with; a compiled layers model has one already
 * @param where who asks, as an error names it
 * @throws SubjectError for what is none of these; ArgumentError for a loss that can't be used
 */
export async function asTrainee(subject: unknown, loss: Loss | undefined, where: string): Promise<Trainee> {
  if (looksLike(isLayersModel, subject)) return layersTrainee(subject, loss, where);
  const resolved = loss === undefined ? undefined : await resolveLoss(loss, undefined, where);
  const compare: Trainee['compare'] = (ys, predictions) => requireLoss(resolved, where)(ys, predictions);
  const lossOf = (predict: Trainee['predict']): Trainee['loss'] => {
    return (batch, training) => compare(batch.ys, predict(batch.xs, training));
  };
  if (looksLike(isModule, subject)) {
    const predict = (xs: TensorGroup, training: boolean): TensorGroup => subject.apply(xs, { training });
    return {
      kind: 'module',
      name: subject.name,
      weights: moduleWeights(subject),
      predict,
      compare,
      loss: lossOf(predict),
    };
  }
  if (looksLike(isGraphModel, subject)) {
    // A graph model takes and gives the same groups as ours.
    const predict = (xs: TensorGroup): TensorGroup => subject.predict(xs) as TensorGroup;
    return { kind: 'graph', name: 'the graph model', weights: [], predict, compare, loss: lossOf(predict) };
  }
  if (typeof subject === 'function') {
    const predict = (xs: TensorGroup): TensorGroup =>
      requirePrediction((subject as (xs: TensorGroup) => unknown)(xs), where);
    const name = subject.name === '' ? 'the function' : subject.name;
    return { kind: 'function', name, weights: [], predict, compare, loss: lossOf(predict) };
  }
  const expected = 'a layers model, a module, a graph model or a function';
  throw new SubjectError(`${where}: received must be ${expected}, got ${describeKind(subject)}.`, {
    argument: 'received',
    expected,
    actual: describeKind(subject),
    ...(isThenable(subject) && { hint: 'await it first, or write expect(promise).resolves.' }),
  });
}

async function layersTrainee(
  model: LayersModelLike,
  loss: Loss | undefined,
  where: string,
): Promise<Trainee> {
  if (model.weights.length === 0 && model.layers.length === 0) {
    throw new SubjectError(`${where}: the model '${model.name}' has no layers.`, {
      argument: 'received',
      expected: 'a model with layers',
      actual: 'a model without any',
    });
  }
  const { lossFunctions, collectedTrainableWeights } = compiledPart(model);
  const asGiven = await resolveLoss(
    loss ?? requireCompiled(lossFunctions, model.name, where),
    model.outputNames,
    where,
  );
  // What is compiled sees targets as `fit` hands them over: a list of numbers as a column.
  const isCompiled = loss === undefined || typeof loss === 'string';
  const resolved: ResolvedLoss = isCompiled
    ? (yTrue, yPred) =>
        asGiven(
          mapGroup(yTrue, (each): Tensor => (each.rank === 1 ? expandDims(each, -1) : each)),
          yPred,
        )
    : asGiven;
  const predict = (xs: TensorGroup, training: boolean): TensorGroup => {
    const inputs = orderedInputs(model, xs, where);
    const [only] = inputs;
    const given = model.apply(inputs.length === 1 && only ? only : inputs, { training });
    return requirePrediction(given, where);
  };
  const moved = new Set((collectedTrainableWeights ?? model.trainableWeights).map((weight) => weight.read()));
  return {
    kind: 'layers',
    name: model.name,
    weights: layersWeights(model, moved),
    predict,
    compare: resolved,
    penalties: () => compiledPart(model).calculateLosses(),
    outputNames: model.outputNames,
    loss: ({ ys, xs }: Batch, training, penalties = true): Scalar => {
      const ofBatch = resolved(ys, predict(xs, training));
      // Looked up now: a sequential model may have no model inside before it first predicts.
      const added = penalties ? compiledPart(model).calculateLosses() : [];
      return added.reduce((total, penalty) => add(total, penalty), ofBatch);
    },
  };
}

function requireCompiled(losses: LayersModelLike['lossFunctions'], name: string, where: string): Loss {
  if (losses !== undefined && losses.length > 0) return losses;
  throw new ArgumentError(`${where}: the model '${name}' is not compiled, so its loss must be given.`, {
    argument: 'loss',
    expected: 'a loss, or a compiled model',
    actual: undefined,
    hint: 'write { loss: … }, or call model.compile({ optimizer, loss }) first.',
  });
}

function requireLoss(loss: ResolvedLoss | undefined, where: string): ResolvedLoss {
  if (loss !== undefined) return loss;
  throw new ArgumentError(`${where}: a loss is needed.`, {
    argument: 'loss',
    expected: '(yTrue, yPred) => scalar, or a name',
    actual: undefined,
    hint: 'write { loss: (yTrue, yPred) => … }.',
  });
}

function requirePrediction(value: unknown, where: string): TensorGroup {
  if (isThenable(value)) {
    throw new SubjectError(`${where}: received must predict synchronously, but it gives a promise.`, {
      argument: 'received',
      expected: 'tensors',
      actual: 'a promise',
    });
  }
  entriesOf(value, where, 'the prediction');
  return value as TensorGroup; // entriesOf has looked at each part
}

/** The inputs in the model's own order; an object is read by the names of the input layers. */
function orderedInputs(model: LayersModelLike, xs: TensorGroup, where: string): Tensor[] {
  const entries = entriesOf(xs, where, 'batch.xs');
  if (isTensor(xs) || Array.isArray(xs)) return entries.map(([, tensor]) => tensor);
  const byName = new Map(entries);
  return model.inputNames.map((name) => {
    const tensor = byName.get(name);
    if (tensor !== undefined) return tensor;
    throw new SubjectError(
      `${where}: batch.xs has no input '${name}', which the model '${model.name}' reads.`,
      {
        argument: 'batch.xs',
        expected: model.inputNames,
        actual: [...byName.keys()],
      },
    );
  });
}

function layersWeights(model: LayersModelLike, moved: ReadonlySet<Variable>): TraineeWeight[] {
  const seen = new Set<Variable>();
  return model.layers.flatMap((layer) =>
    layer.weights.flatMap((weight): TraineeWeight[] => {
      const variable = weight.read();
      if (seen.has(variable)) return []; // a layer that is used twice has its weights once
      seen.add(variable);
      return [{ name: weight.name, variable, trainable: moved.has(variable), owner: layer.name }];
    }),
  );
}

function moduleWeights({ variables, trainableVariables }: ModuleLike): TraineeWeight[] {
  const moved = new Set(trainableVariables);
  return variables.map((variable) => ({
    name: variable.name,
    variable,
    trainable: moved.has(variable),
    owner: variable.name.split('/').slice(0, -1).join('/'),
  }));
}

/** Asks what a value looks like; an object that throws when it is looked at is none of what a check can use. */
function looksLike<Kind>(test: (value: unknown) => value is Kind, value: unknown): value is Kind {
  try {
    return test(value);
  } catch {
    return false;
  }
}

function isModule(value: unknown): value is ModuleLike {
  return (
    typeof value === 'object' &&
    value !== null &&
    'variables' in value &&
    Array.isArray(value.variables) &&
    'trainableVariables' in value &&
    Array.isArray(value.trainableVariables) &&
    'apply' in value &&
    typeof value.apply === 'function'
  );
}

function isGraphModel(value: unknown): value is GraphModelLike {
  return (
    typeof value === 'object' &&
    value !== null &&
    'execute' in value &&
    typeof value.execute === 'function' &&
    'predict' in value &&
    typeof value.predict === 'function'
  );
}
