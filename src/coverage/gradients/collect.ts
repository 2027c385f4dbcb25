import { engine, type Variable } from '@tensorflow/tfjs-core';
import { listenToRun } from '../../engine/run-listeners.ts';
import { isTensorFlowPlace } from '../../engine/user-line.ts';
import { placesOf } from '../../stack-places.ts';
import { aroundMethod, prototypeOf } from '../collect/around-method.ts';
import { CallPlaces } from '../collect/call-place.ts';
import type { RecordEntry } from '../collect/record.ts';
import type { Recorder } from '../collect/recorder.ts';
import { innermostPlace, type SourcePlace } from '../collect/source-place.ts';
import { watchLayers } from './layer-sites.ts';

/** What is noted of what was made to be trained: `{ kind: 'trainable', file, line, column, name }`. */
export const TRAINABLE = 'trainable';
/** What is noted of who looked at its gradient: `{ kind: 'gradient', file, line, column, by }`. */
export const GRADIENT = 'gradient';
/** What is noted of a custom gradient: `{ kind: 'custom-gradient', file, line, column, checked }`. */
export const CUSTOM_GRADIENT = 'custom-gradient';

/** Of TensorFlow.js, between a line of the project and the engine. */
const BETWEEN = 1;

/** Deep enough to get from the engine through the layers to the line that builds a model. */
const DEPTH = 40;

/**
 * Notes where variables and layers with weights were made, and by which checks their gradients were looked at; and where custom
 * gradients were made, and whether a gradient check ran them.
 */
export function collectGradients(recorder: Recorder): void {
  const { root } = recorder;
  const origins = new WeakMap<Variable, SourcePlace>();
  collectVariables(recorder, origins);
  collectCustomGradients(recorder);
  listenToRun({
    gradientsSeen: (by, variables) => {
      for (const variable of variables) {
        const place = origins.get(variable);
        if (place !== undefined) recorder.note(entryOf(GRADIENT, place, { by }));
      }
    },
  });

  function collectVariables(record: Recorder, places: WeakMap<Variable, SourcePlace>): void {
    const direct = new CallPlaces(root, BETWEEN);
    /** Whether a layer makes the variable, which then belongs to where the layer was made. */
    let isOfLayer = false;
    aroundMethod(prototypeOf(engine()), 'makeVariable', ({ given, proceed, boundary }) => {
      const variable = proceed(given) as Variable; // that is what the engine makes
      if (isOfLayer || !variable.trainable) return variable;
      // A module of a package makes its variables for the line that made the module.
      const place = direct.callerOf(boundary) ?? placeBehindPackages(boundary, root);
      if (place === undefined) return variable;
      places.set(variable, place);
      record.note(entryOf(TRAINABLE, place, { name: 'variable' }));
      return variable;
    });
    watchLayers({
      placeOf: (boundary) => innermostPlace(stackFrom(boundary), root),
      making: (make) => {
        const before = isOfLayer;
        isOfLayer = true;
        try {
          return make();
        } finally {
          isOfLayer = before;
        }
      },
      added: ({ layer, className, place, weight }) => {
        const variable = variableOf(weight);
        if (place === undefined || variable === undefined || !isTrainable(weight) || !isTrainable(layer))
          return;
        places.set(variable, place);
        record.note(entryOf(TRAINABLE, place, { name: className }));
      },
    });
  }
}

function collectCustomGradients(recorder: Recorder): void {
  const places = new CallPlaces(recorder.root, BETWEEN);
  let checks = 0;
  listenToRun({
    gradcheckBegins: () => {
      checks += 1;
      return () => {
        checks -= 1;
      };
    },
  });
  aroundMethod(prototypeOf(engine()), 'customGrad', ({ given, proceed, boundary }) => {
    const place = places.callerOf(boundary);
    const [fn] = given;
    if (place === undefined || typeof fn !== 'function') return proceed(given);
    recorder.note(entryOf(CUSTOM_GRADIENT, place, { checked: false }));
    const watched = (...inputs: unknown[]): unknown => {
      const result: unknown = Reflect.apply(fn, undefined, inputs);
      if (typeof result !== 'object' || result === null) return result;
      const gradient: unknown = Reflect.get(result, 'gradFunc');
      if (typeof gradient !== 'function') return result;
      return {
        ...result,
        gradFunc: (...incoming: unknown[]): unknown => {
          if (checks > 0) recorder.note(entryOf(CUSTOM_GRADIENT, place, { checked: true }));
          return Reflect.apply(gradient, result, incoming) as unknown;
        },
      };
    };
    return proceed([watched]);
  });
}

/** A field that is a fact of its own, so that what several workers saw adds up. */
function entryOf(
  kind: string,
  { file, line, column }: SourcePlace,
  facts: Readonly<Record<string, string | boolean>>,
): RecordEntry {
  return { kind, file, line, column, ...facts };
}

/** The innermost line of the project behind what packages do for it; what TensorFlow.js makes for itself is nobody's to check. */
function placeBehindPackages(boundary: (...args: never[]) => unknown, root: string): SourcePlace | undefined {
  const stack = stackFrom(boundary);
  const [, caller] = placesOf(stack);
  return caller === undefined || isTensorFlowPlace(caller) ? undefined : innermostPlace(stack, root);
}

function stackFrom(boundary: (...args: never[]) => unknown): string | undefined {
  const { stackTraceLimit } = Error;
  const holder: { stack?: string } = {};
  try {
    Error.stackTraceLimit = DEPTH;
    Error.captureStackTrace(holder, boundary);
    return holder.stack;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function variableOf(weight: unknown): Variable | undefined {
  const read: unknown =
    typeof weight === 'object' && weight !== null ? Reflect.get(weight, 'read') : undefined;
  return typeof read === 'function' ? (Reflect.apply(read, weight, []) as Variable) : undefined; // a layer's weight
}

function isTrainable(part: unknown): boolean {
  return typeof part === 'object' && part !== null && Reflect.get(part, 'trainable') === true;
}
