import type { GradcheckDetails } from './gradcheck-details.ts';

/** What TensorFlow.js 4 says of a gradient that does not fit what it belongs to. */
const SHAPE =
  /^Error in gradient for op (?<op>.+?)\. The gradient of input '(?<input>.*)' has shape '(?<received>[\d,]*)', which does not match the shape of the input '(?<expected>[\d,]*)'$/u;
const DTYPE =
  /^Error in gradient for op (?<op>.+?)\. The gradient of input (?<input>.*) must have '(?<expected>\w+)' dtype, but has '(?<received>\w+)'$/u;

/** Reads why a gradient could not be computed. */
export function gradientRefusal(error: unknown): NonNullable<GradcheckDetails['problem']> {
  const text = error instanceof Error ? error.message : String(error);
  const [shape, dtype] = [SHAPE.exec(text)?.groups, DTYPE.exec(text)?.groups];
  const { op: named = '', input = '', received = '', expected = '' } = shape ?? dtype ?? {};
  // A gradient of one's own has no name, or that of a function inside TensorFlow.js.
  const op = ['undefined', 'forward'].includes(named) ? 'customGrad' : named;
  if (shape !== undefined) {
    const printed = (sizes: string): string => `[${sizes.split(',').join(', ')}]`;
    return { kind: 'wrong-shape', op, input, received: printed(received), expected: printed(expected) };
  }
  if (dtype !== undefined) return { kind: 'wrong-dtype', op, input, received, expected };
  return { kind: 'throws', error: text };
}

/**
 * Whether a shape is what comes of forgetting to sum over the axes along which a smaller one was broadcast.
 * @param received printed, `[8, 4]`
 * @param expected printed, `[4]`
 */
export function isNotReduced(received: string, expected: string): boolean {
  const [large, small] = [received, expected].map((shape) => shape.match(/\d+/gu) ?? []);
  if (large === undefined || small === undefined || small.length > large.length) return false;
  const offset = large.length - small.length;
  return small.every((size, axis) => size === '1' || size === large[axis + offset]);
}
