import { serialization } from '@tensorflow/tfjs-core';
import { aroundMethod, prototypeOf } from '../collect/around-method.ts';
import type { SourcePlace } from '../collect/source-place.ts';

/** A layer that got a weight. */
interface WeightAdded {
  readonly layer: object;
  /** As TensorFlow.js calls it, e.g. `Dense`. */
  readonly className: string;
  /** Where the layer was made. */
  readonly place: SourcePlace | undefined;
  /** What was made, with its variable inside. */
  readonly weight: unknown;
}

/** How layers are watched. */
interface LayerWatch {
  /** Where the layer that is being made is made. */
  readonly placeOf: (boundary: (...args: never[]) => unknown) => SourcePlace | undefined;
  /** Runs what makes a weight. */
  readonly making: (make: () => unknown) => unknown;
  readonly added: (added: WeightAdded) => void;
}

/** Constructors by name, as `tf.serialization` keeps them. */
type ClassNames = Readonly<Record<string, readonly unknown[]>>;

/**
 * Watches layers being made and given weights. TensorFlow.js's layers are a package of their own, which this does not load: their
 * classes make themselves known to the core, and the first one to do so leads to what all have in common.
 */
export function watchLayers(watch: LayerWatch): void {
  const { SerializationMap } = serialization;
  const known = SerializationMap.getMap().classNameMap as ClassNames;
  let layers = Object.values(known)
    .map(([constructor]) => layerPrototype(constructor))
    .find((each) => each !== undefined);
  if (layers !== undefined) {
    watchPrototype(layers, watch);
    return;
  }
  aroundMethod(SerializationMap, 'register', ({ given, proceed }) => {
    if (layers === undefined) {
      layers = layerPrototype(given[0]);
      if (layers !== undefined) watchPrototype(layers, watch);
    }
    return proceed(given);
  });
}

/** What all layers have in common, by what only that has. */
function layerPrototype(constructor: unknown): object | undefined {
  if (typeof constructor !== 'function') return undefined;
  let each: unknown = Reflect.get(constructor, 'prototype');
  while (typeof each === 'object' && each !== null) {
    if (Object.hasOwn(each, 'addWeight') && Object.hasOwn(each, 'setWeights')) return each;
    each = Object.getPrototypeOf(each);
  }
  return undefined;
}

function watchPrototype(layers: object, { placeOf, making, added }: LayerWatch): void {
  const places = new WeakMap<object, SourcePlace | undefined>();
  // Every layer gets its id in the constructor that all share, and nothing else is to be seen of that.
  function setId(this: object, value: unknown): void {
    Object.defineProperty(this, 'id', { value, configurable: true, enumerable: true, writable: true });
    places.set(this, placeOf(setId));
  }
  Object.defineProperty(layers, 'id', { configurable: true, get: () => undefined, set: setId });
  aroundMethod(layers, 'addWeight', ({ host, given, proceed }) => {
    const weight = making(() => proceed(given));
    added({ layer: host, className: classNameOf(host), place: places.get(host), weight });
    return weight;
  });
}

function classNameOf(layer: object): string {
  const { constructor } = prototypeOf(layer);
  const name: unknown = Reflect.get(constructor, 'className');
  return typeof name === 'string' ? name : constructor.name;
}
