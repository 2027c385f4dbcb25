import { placesOf, shortPlace } from '../stack-places.ts';

/**
 * Where the innermost call of a function stands in the user's code. Reading a stack is slow, so only a failure does it.
 * @param boundary frames down to this function, itself included, are the library's own
 * @returns e.g. `src/train.ts:12:5`; `undefined` where the engine doesn't say
 */
export function callSiteOf(boundary: (...args: never[]) => unknown): string | undefined {
  // V8's own; elsewhere there is no portable way to leave out frames
  if (typeof Error.captureStackTrace !== 'function') return undefined;
  const holder: { stack?: unknown } = {};
  Error.captureStackTrace(holder, boundary);
  if (typeof holder.stack !== 'string') return undefined;
  const [place] = placesOf(holder.stack);
  return place && shortPlace(place);
}
