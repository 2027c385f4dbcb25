import { placesOf, shortPlace } from '../stack-places.ts';

/** Also where source maps lead: those of the packages name the folders they were built in. */
const TENSORFLOW =
  /[\\/]node_modules[\\/]@tensorflow[\\/]|(?:^|[\\/])tfjs-(?:core|layers|data|node|converter|backend-\w+)[\\/]src[\\/]/;

/** The folder of this library's own code, source or built, read off the one place that is surely in it. */
const LIBRARY = /^(.*[\\/](?:src|dist)[\\/])/.exec(placesOf(new Error().stack)[0] ?? '')?.[1];

/** Frames that a stack is asked for: TensorFlow.js alone takes a dozen between an op and its kernel. */
export const STACK_DEPTH = 60;

/** Whether a place in a stack is in TensorFlow.js. */
export function isTensorFlowPlace(place: string): boolean {
  return TENSORFLOW.test(place);
}

/**
 * The innermost line of a stack that belongs neither to TensorFlow.js nor to this library.
 * @param stack as V8 writes it
 * @returns e.g. `src/train.ts:12:5`; `undefined` where there is none
 */
export function userLineOf(stack: string | undefined): string | undefined {
  const place = placesOf(stack).find(
    (each) => !isTensorFlowPlace(each) && !(LIBRARY !== undefined && each.startsWith(LIBRARY)),
  );
  return place && shortPlace(place);
}
