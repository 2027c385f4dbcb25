/** `at name (place:1:2)`, `at async place:1:2`; frames of the engine itself have no place. */
const FRAME = /^\s*at (?:async )?(?:.* \()?((?:file:\/\/)?[^()]+:\d+:\d+)\)?\s*$/;

const TENSORFLOW = /[\\/]node_modules[\\/]@tensorflow[\\/]/;

/** The folder of this library's own code, source or built, read off the one place that is surely in it. */
const LIBRARY = /^(.*[\\/](?:src|dist)[\\/])/.exec(placesOf(new Error().stack)[0] ?? '')?.[1];

/** Frames that a stack is asked for: TensorFlow.js alone takes a dozen between an op and its kernel. */
export const STACK_DEPTH = 60;

function placesOf(stack: string | undefined): string[] {
  return (stack ?? '').split('\n').flatMap((line) => {
    const place = FRAME.exec(line)?.[1]?.replace(/^file:\/\//, '');
    return place === undefined || place.includes('node:') ? [] : [place];
  });
}

/**
 * The innermost line of a stack that belongs neither to TensorFlow.js nor to this library.
 * @param stack as V8 writes it
 * @returns e.g. `src/train.ts:12:5`; `undefined` where there is none
 */
export function userLineOf(stack: string | undefined): string | undefined {
  const place = placesOf(stack).find(
    (each) => !TENSORFLOW.test(each) && !(LIBRARY !== undefined && each.startsWith(LIBRARY)),
  );
  const root = typeof process === 'undefined' ? '' : `${process.cwd()}/`;
  return root.length > 1 && place?.startsWith(root) ? place.slice(root.length) : place;
}
