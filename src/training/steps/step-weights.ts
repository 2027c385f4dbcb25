import type { Variable } from '@tensorflow/tfjs-core';
import { SubjectError } from '../../errors.ts';
import { isVariable, variablesOf, type WeightOwner } from '../../subject/weight-selection.ts';
import { describeKind } from '../../tensor/subject.ts';
import { isLayersModel, type LayerOfModel, type LayersModelLike } from '../../subject/layers-model.ts';
import type { TraineeWeight } from '../../subject/trainee.ts';

/** What a training step trains: a model, a module, a layer, a variable, or several of them in a list or by name. */
export type Trained =
  | WeightOwner
  | Variable
  | readonly (WeightOwner | Variable)[]
  | Readonly<Record<string, WeightOwner | Variable>>;

/** A weight, and what training should do to it. */
export interface StepWeight extends TraineeWeight {
  /** Whether a step should move it: `trainable`, or a moving average. */
  readonly shouldMove: boolean;
  /** A bias whose effect batch norm takes away: its gradient is zero but for rounding. */
  readonly isCancelled: boolean;
}

/** How layers and modules name what they average over batches. */
const MOVING_AVERAGE = /moving|running/iu;

/**
 * The weights of what a step trains. In a model or module those should move that are trainable, and moving averages of layers that
 * are; variables that are given by themselves should all move.
 * @throws SubjectError for anything else, for a disposed variable, and where there is no variable
 */
export function stepWeights(trained: unknown, where: string): StepWeight[] {
  const seen = new Set<Variable>();
  const weights = weightsOf(trained, '', where).filter(({ variable }) => {
    const isNew = !seen.has(variable);
    seen.add(variable);
    return isNew;
  });
  const disposed = weights.find(({ variable }) => variable.isDisposed);
  if (weights.length > 0 && disposed === undefined) return weights;
  throw refused(
    disposed === undefined
      ? `${describeKind(trained)} without any`
      : `the disposed variable ${disposed.name}`,
    where,
  );
}

function refused(actual: string, where: string): SubjectError {
  const expected = 'a model, a module, or variables in a list or by name';
  return new SubjectError(`${where}: variables must be ${expected}, got ${actual}.`, {
    argument: 'variables',
    expected,
    actual,
  });
}

function weightsOf(trained: unknown, key: string, where: string): StepWeight[] {
  if (isVariable(trained)) return [plain(trained, key === '' ? trained.name : key, '', true)];
  if (isLayersModel(trained)) return layersWeights(trained);
  const variables = variablesOf(trained);
  if (variables !== undefined && typeof trained === 'object' && trained !== null) {
    return variables.map((variable) => owned(variable, trained));
  }
  if (typeof trained !== 'object' || trained === null || ArrayBuffer.isView(trained) || 'dataId' in trained) {
    throw refused(describeKind(trained), where);
  }
  const entries: [key: string, value: unknown][] =
    trained instanceof Map
      ? [...trained].map(([name, value]: [unknown, unknown]) => [String(name), value])
      : Object.entries(trained);
  return entries.flatMap(([name, value]) => {
    if (!isVariable(value) && !isLayersModel(value) && variablesOf(value) === undefined) {
      throw refused(`${describeKind(value)} at ${name}`, where);
    }
    return weightsOf(value, Array.isArray(trained) ? '' : name, where);
  });
}

function plain(variable: Variable, name: string, owner: string, shouldMove: boolean): StepWeight {
  return { name, variable, owner, trainable: variable.trainable, shouldMove, isCancelled: false };
}

/** A variable of a layer or a module: trainable as its owner says now. */
function owned(variable: Variable, owner: object): StepWeight {
  const trainable =
    'trainableVariables' in owner
      ? owner.trainableVariables
      : 'trainableWeights' in owner
        ? owner.trainableWeights
        : undefined;
  const moving = (variablesOf({ variables: trainable }) ?? [variable]).includes(variable);
  const isOn = !('trainable' in owner) || owner.trainable !== false;
  const path = variable.name.split('/').slice(0, -1).join('/');
  return plain(variable, variable.name, path, moving || (isOn && MOVING_AVERAGE.test(variable.name)));
}

function layersWeights(model: LayersModelLike): StepWeight[] {
  // What `trainable` says now is what the user means, whatever `compile` has collected before.
  const trainable = new Set(model.trainableWeights.map((weight) => weight.read()));
  return model.layers.flatMap((layer) => {
    const isCancelled = feedsBatchNorm(layer);
    return layer.weights.map((weight): StepWeight => {
      const variable = weight.read();
      const averages = model.trainable && layer.trainable && MOVING_AVERAGE.test(weight.originalName);
      const isTrainable = trainable.has(variable);
      return {
        name: weight.name,
        variable,
        owner: layer.name,
        trainable: isTrainable,
        shouldMove: isTrainable || averages,
        isCancelled: isCancelled && weight.originalName.includes('bias'),
      };
    });
  });
}

function feedsBatchNorm(layer: object): boolean {
  const nodes: unknown = 'outboundNodes' in layer ? layer.outboundNodes : undefined;
  if (!Array.isArray(nodes)) return false;
  return nodes.some((node: unknown) => {
    const next: unknown =
      typeof node === 'object' && node !== null && 'outboundLayer' in node ? node.outboundLayer : undefined;
    // The nodes of a layer lead to layers.
    return (next as Partial<LayerOfModel> | null | undefined)?.getClassName?.() === 'BatchNormalization';
  });
}
