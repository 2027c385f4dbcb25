/** One axis of a tensor in row-major order. */
export interface Axis {
  readonly axis: number;
  readonly size: number;
  /** Distance between neighbours along it. */
  readonly stride: number;
}

/**
 * The axes of a shape, the last one first, since that is where channels and classes are.
 * @param shape any shape
 */
export function axesOf(shape: readonly number[]): Axis[] {
  const axes: Axis[] = [];
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    axes.push({ axis, size, stride });
    stride *= size;
  }
  return axes;
}

/**
 * Where along an axis an element is.
 * @param position in row-major order
 */
export function indexAlong({ size, stride }: Axis, position: number): number {
  return Math.floor(position / stride) % size;
}

/**
 * Names an axis as `axis 1 of [2, 3]`.
 */
export function nameAxis({ axis }: Axis, shape: readonly number[]): string {
  return shape.length === 1 ? 'the axis' : `axis ${axis} of [${shape.join(', ')}]`;
}
