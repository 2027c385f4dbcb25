/** `at name (place:1:2)`, `at async place:1:2`; native frames such as `at Array.map (<anonymous>)` have no place. */
const FRAME = /^\s*at (?:.*\()?((?:file:\/\/)?[^()]+:\d+:\d+)\)?\s*$/;

function shorten(place: string): string {
  const path = place.replace(/^async /, '').replace(/^file:\/\//, '');
  const root = typeof process === 'undefined' ? '' : `${process.cwd()}/`;
  return root.length > 1 && path.startsWith(root) ? path.slice(root.length) : path;
}

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
  for (const line of holder.stack.split('\n')) {
    const place = FRAME.exec(line)?.[1];
    if (place !== undefined && !place.includes('node:')) return shorten(place);
  }
  return undefined;
}
