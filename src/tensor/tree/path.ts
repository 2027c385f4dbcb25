/** Where a part is in a tree; printed only when a message needs it. */
export interface Path {
  readonly parent: Path | undefined;
  readonly segment: string;
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** The segment of an array element: `[2]`. */
export function indexSegment(index: number): string {
  return `[${index}]`;
}

/** The segment of an object's property: `.weights`, or `["block/0"]` where it is no identifier. */
export function propertySegment(name: string): string {
  return IDENTIFIER.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/**
 * Prints a path as the user would write it, e.g. `encoder.weights[2]`.
 * @param path `undefined` for the root, which prints as nothing
 */
export function printPath(path: Path | undefined): string {
  const segments: string[] = [];
  for (let step = path; step !== undefined; step = step.parent) segments.push(step.segment);
  return segments.reverse().join('').replace(/^\./, '');
}
