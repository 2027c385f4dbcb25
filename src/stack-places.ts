/** `at name (place:1:2)`, `at async place:1:2`; native frames such as `at Array.map (<anonymous>)` have no place. */
const FRAME = /^\s*at (?:async )?(?:.* \()?((?:file:\/\/)?[^()]+:\d+:\d+)\)?\s*$/;

/**
 * The places in a stack, from the innermost out; those of Node itself are left out.
 * @param stack as V8 writes it
 * @returns e.g. `/home/me/project/src/train.ts:12:5`
 */
export function placesOf(stack: string | undefined): string[] {
  return (stack ?? '').split('\n').flatMap((line) => {
    const place = FRAME.exec(line)?.[1]?.replace(/^file:\/\//, '');
    return place === undefined || place.includes('node:') ? [] : [place];
  });
}

/** A place as a message shows it: relative to the working directory where it lies below. */
export function shortPlace(place: string): string {
  const root = typeof process === 'undefined' ? '' : `${process.cwd()}/`;
  return root.length > 1 && place.startsWith(root) ? place.slice(root.length) : place;
}
