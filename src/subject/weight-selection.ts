import { engine, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { nearestName } from '../checks/options.ts';
import { ArgumentError } from '../errors.ts';
import { describeKind, isTensor } from '../tensor/subject.ts';
import type { TraineeWeight } from './trainee.ts';

/** A weight of a layer, as tfjs-layers wraps it. */
interface WrappedVariable {
  read(): Tensor;
}

/** Something with weights: a layer, a model, a module. */
export type WeightOwner =
  { readonly weights: readonly WrappedVariable[] } | { readonly variables: readonly Variable[] };

/**
 * Names weights: by name or by a part of their path (`backbone`, `dense_1`, `dense_1/bias`), by a pattern, as variables, or all those
 * of a layer or module.
 */
export type WeightSelector = string | RegExp | Variable | WrappedVariable | WeightOwner;

/** One selector, or several. */
export type WeightSelection = WeightSelector | readonly WeightSelector[];

/** The variables that a value is or holds; `undefined` where it is nothing of the kind. */
export function variablesOf(value: unknown): Variable[] | undefined {
  if (isVariable(value)) return [value];
  if (typeof value !== 'object' || value === null || isTensor(value)) return undefined;
  if (isWrapped(value)) return variablesOf(value.read());
  const held: unknown =
    'variables' in value ? value.variables : 'weights' in value ? value.weights : undefined;
  if (!Array.isArray(held)) return undefined;
  const found = held.map((each: unknown) => variablesOf(each));
  return found.every((each) => each !== undefined) ? found.flat() : undefined;
}

function isWrapped(value: object): value is WrappedVariable {
  return 'read' in value && typeof value.read === 'function';
}

/** Every variable that was made and not disposed of, those of optimizers included. */
export function registeredVariables(): Variable[] {
  return Object.values(engine().registeredVariables);
}

export function isVariable(value: unknown): value is Variable {
  return isTensor(value) && 'assign' in value && 'trainable' in value;
}

/**
 * The weights that a selection names.
 * @param argument which argument it is, e.g. `except`
 * @throws ArgumentError for a selector that names none of them
 */
export function selectWeights(
  weights: readonly TraineeWeight[],
  selection: unknown,
  where: string,
  argument: string,
): ReadonlySet<TraineeWeight> {
  const selectors: readonly unknown[] = Array.isArray(selection) ? selection : [selection];
  const selected = new Set<TraineeWeight>();
  for (const selector of selectors) {
    const found = weights.filter(matches(selector, where, argument));
    if (found.length === 0) throw noWeight(selector, weights, where, argument);
    for (const weight of found) selected.add(weight);
  }
  return selected;
}

function matches(selector: unknown, where: string, argument: string): (weight: TraineeWeight) => boolean {
  if (typeof selector === 'string') {
    return ({ name, owner }) =>
      selector !== '' && [name, owner].some((path) => `/${path}/`.includes(`/${selector}/`));
  }
  if (selector instanceof RegExp) {
    return ({ name, owner }) => name.search(selector) !== -1 || owner.search(selector) !== -1;
  }
  const variables = variablesOf(selector);
  if (variables !== undefined) return ({ variable }) => variables.includes(variable);
  const expected = 'a name, a pattern, a variable, or something with weights';
  throw new ArgumentError(`${where}: ${argument} must be ${expected}, got ${describeKind(selector)}.`, {
    argument,
    expected,
    actual: describeKind(selector),
  });
}

function noWeight(
  selector: unknown,
  weights: readonly TraineeWeight[],
  where: string,
  argument: string,
): ArgumentError {
  const names = [...new Set(weights.flatMap(({ name, owner }) => [name, owner]))].filter(
    (name) => name !== '',
  );
  const shown =
    typeof selector === 'string'
      ? `'${selector}'`
      : selector instanceof RegExp
        ? String(selector)
        : describeKind(selector);
  const nearest = typeof selector === 'string' ? nearestName(selector, names) : undefined;
  return new ArgumentError(`${where}: ${argument} names no weight: ${shown}.`, {
    argument,
    expected: names,
    actual: shown,
    hint:
      nearest === undefined
        ? `the weights are ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}.`
        : `did you mean '${nearest}'?`,
  });
}
