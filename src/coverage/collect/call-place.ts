import { isTensorFlowPlace } from '../../engine/user-line.ts';
import { placesOf } from '../../stack-places.ts';
import { sourcePlace, type SourcePlace } from './source-place.ts';

type Boundary = (...args: never[]) => unknown;

/**
 * Finds the places in the project that call a function of TensorFlow.js themselves, and not through another one of its functions:
 * `tf.relu(x)` and `x.relu()`, but not the relu inside a layer. A place is mapped to its source when it is first seen; after that
 * it is recognised by where it is in the executed code, since mapping is what is slow.
 */
export class CallPlaces {
  readonly #root: string;
  readonly #between: number;
  readonly #known = new Map<string, SourcePlace | undefined>();

  /**
   * @param root the absolute path of the project
   * @param between how many frames of TensorFlow.js may lie between the place and the boundary
   */
  constructor(root: string, between: number) {
    this.#root = root;
    this.#between = between;
  }

  /**
   * @param boundary frames down to this function, itself included, are the library's own
   * @returns undefined where a package calls it, TensorFlow.js included
   */
  callerOf(boundary: Boundary): SourcePlace | undefined {
    const raw = this.#stackOf(boundary, prepareRaw);
    const key = raw.split('\n').find((place) => !isTensorFlowPlace(place));
    if (key === undefined) return undefined;
    if (this.#known.has(key)) return this.#known.get(key);
    const place = placesOf(this.#stackOf(boundary)).find((each) => !isTensorFlowPlace(each));
    const found = place === undefined ? undefined : sourcePlace(place, this.#root);
    this.#known.set(key, found);
    return found;
  }

  /** @param prepare writes the stack; what is there, which maps, where it is left out */
  #stackOf(boundary: Boundary, prepare?: typeof prepareRaw): string {
    const { stackTraceLimit } = Error;
    const before: unknown = Reflect.get(Error, 'prepareStackTrace');
    const holder: { stack?: string } = {};
    try {
      Error.stackTraceLimit = this.#between + 1;
      if (prepare !== undefined) Error.prepareStackTrace = prepare;
      Error.captureStackTrace(holder, boundary);
      return holder.stack ?? '';
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
      if (prepare !== undefined) Reflect.set(Error, 'prepareStackTrace', before);
    }
  }
}

function prepareRaw(_error: Error, frames: readonly NodeJS.CallSite[]): string {
  return frames
    .map(
      (frame) => `${frame.getFileName() ?? ''}:${frame.getLineNumber() ?? 0}:${frame.getColumnNumber() ?? 0}`,
    )
    .join('\n');
}
