import { SubjectError } from '../../errors.ts';
import { describeKind, isTensor, isThenable } from '../subject.ts';
import { indexSegment, propertySegment } from './path.ts';

/** What a part of a tree is. A leaf is anything that has no parts of its own, a tensor too. */
export type TreeKind = 'leaf' | 'array' | 'map' | 'set' | 'object' | 'weights';

/** The parts of a node: each under a key that finds its counterpart in another tree. */
export interface Branches {
  readonly kind: Exclude<TreeKind, 'leaf'>;
  readonly entries: ReadonlyMap<unknown, { readonly segment: string; readonly value: unknown }>;
}

/**
 * The parts of an array, Map, Set, plain object, class instance, or of a layers model or module (its weights, in order).
 * @param value any value
 * @returns `undefined` for a leaf: a tensor, a typed array, a function, a date, a promise or a primitive
 * @throws SubjectError where a getter or a proxy throws
 */
export function branchesOf(value: unknown): Branches | undefined {
  try {
    return partsOf(value);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : describeKind(cause);
    throw new SubjectError(`${describeKind(value)} can't be looked into: ${reason}`, {
      expected: 'a value whose parts can be read',
      actual: describeKind(value),
      cause,
    });
  }
}

function partsOf(value: unknown): Branches | undefined {
  if (typeof value !== 'object' || value === null || isLeafObject(value)) return undefined;
  if (Array.isArray(value)) return { kind: 'array', entries: indexed(value) };
  if (isMap(value)) {
    const entries = [...value].map(
      ([key, each]) => [key, { segment: keySegment(key), value: each }] as const,
    );
    return { kind: 'map', entries: new Map(entries) };
  }
  if (isSet(value)) return { kind: 'set', entries: indexed([...value]) };
  if (hasWeights(value)) return { kind: 'weights', entries: weightEntries(value) };
  if (isGraphModel(value)) return { kind: 'weights', entries: named(value.weights) };
  return { kind: 'object', entries: named(value) };
}

function named(value: object): Branches['entries'] {
  const entries = Object.entries(value).map(
    ([name, each]) => [name, { segment: propertySegment(name), value: each as unknown }] as const,
  );
  return new Map(entries);
}

function isLeafObject(value: object): boolean {
  return (
    isTensor(value) ||
    ArrayBuffer.isView(value) ||
    isThenable(value) ||
    ['Date', 'RegExp', 'Error', 'WeakMap', 'WeakSet'].includes(tagOf(value))
  );
}

/** The built-in kind of an object, whatever realm it comes from. */
function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function isMap(value: object): value is ReadonlyMap<unknown, unknown> {
  return tagOf(value) === 'Map';
}

function isSet(value: object): value is ReadonlySet<unknown> {
  return tagOf(value) === 'Set';
}

function indexed(values: readonly unknown[]): Branches['entries'] {
  return new Map(values.map((value, i) => [i, { segment: indexSegment(i), value }]));
}

function keySegment(key: unknown): string {
  if (typeof key === 'string') return propertySegment(key);
  return typeof key === 'number' ? indexSegment(key) : `[${describeKind(key)}]`;
}

/** A layers model, a layer or a module: it gives out its weights in an order that is its own. */
interface Weighted {
  getWeights(): readonly unknown[];
  readonly weights?: unknown;
  namedVariables?(): ReadonlyMap<string, unknown>;
}

/** Optimizers have getWeights too, but give out a promise and, with it, tensors of its own: they are looked at field by field. */
function hasWeights(value: object): value is Weighted {
  return typeof (value as Partial<Weighted>).getWeights === 'function' && !('applyGradients' in value);
}

/** A model of tfjs-converter: its weights go by the names of their nodes, its other properties are how it runs. */
function isGraphModel(value: object): value is { readonly weights: object } {
  return (
    'execute' in value &&
    typeof value.execute === 'function' &&
    'weights' in value &&
    typeof value.weights === 'object' &&
    value.weights !== null
  );
}

/** Weights are matched by order, since two models of one architecture number their layers differently. */
function weightEntries(model: Weighted): Branches['entries'] {
  const ownNames = Array.isArray(model.weights) ? model.weights.map(nameOf) : [];
  const names = model.namedVariables ? [...model.namedVariables().keys()] : ownNames;
  return new Map(
    model.getWeights().map((value, i) => {
      const name = names[i];
      return [i, { segment: `.weights[${name === undefined ? i : `${i}: ${name}`}]`, value }];
    }),
  );
}

function nameOf(weight: unknown): string | undefined {
  const name: unknown =
    typeof weight === 'object' && weight !== null && 'name' in weight ? weight.name : undefined;
  return typeof name === 'string' ? name : undefined;
}
