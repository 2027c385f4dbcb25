import { engine } from '@tensorflow/tfjs-core';
import { aroundMethod, prototypeOf } from '../collect/around-method.ts';
import { CallPlaces } from '../collect/call-place.ts';
import type { RecordEntry } from '../collect/record.ts';
import type { Recorder } from '../collect/recorder.ts';

/** What is noted of an op that a line of the project called: `{ kind: 'op', file, line, column, op, backend }`. */
export const OP = 'op';

/** As TensorFlow.js names the scope of an op. */
const SUFFIX = '__op';

/** Of TensorFlow.js, between a line of the project and the scope: the op, and the method of a tensor by which it is called. */
const BETWEEN = 2;

/** The part of the engine that knows which scopes are open. */
interface ScopedEngine {
  readonly backendName: string;
  readonly state: { readonly scopeStack: readonly unknown[] };
}

/** Notes which lines of the project called which ops, on which backend. */
export function collectOps(recorder: Recorder): void {
  const seen = new Map<string, RecordEntry>();
  const places = new CallPlaces(recorder.root, BETWEEN);
  recorder.atWriting(() => seen.values());
  // The state is there in every 4.x engine.
  const opensAt = ({ state }: ScopedEngine): number => state.scopeStack.length;
  const shared = prototypeOf(engine());
  /** How many scopes were open when the outermost op that runs opened its own; an op that another op calls is that op's business. */
  let outermost: number | undefined;
  aroundMethod(shared, 'startScope', ({ host, given, proceed, boundary }) => {
    const [name] = given;
    if (typeof name === 'string' && name.endsWith(SUFFIX)) {
      const tensorflow = host as ScopedEngine; // it is the engine's prototype
      const depth = opensAt(tensorflow);
      if (outermost === undefined || depth <= outermost) {
        outermost = depth;
        note(name.slice(0, -SUFFIX.length), tensorflow.backendName, boundary);
      }
    }
    return proceed(given);
  });
  aroundMethod(shared, 'endScope', ({ host, given, proceed }) => {
    // As above; the scope that ends is still open.
    if (outermost !== undefined && opensAt(host as ScopedEngine) - 1 <= outermost) outermost = undefined;
    return proceed(given);
  });

  function note(op: string, backend: string, boundary: (...args: never[]) => unknown): void {
    const place = places.callerOf(boundary);
    if (place === undefined) return;
    const { file, line, column } = place;
    const key = `${op} ${backend} ${file}:${line}:${column}`;
    if (!seen.has(key)) seen.set(key, { kind: OP, file, line, column, op, backend });
  }
}
