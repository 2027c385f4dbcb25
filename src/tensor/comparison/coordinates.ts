/**
 * The index of an element along each axis.
 * @param position where it is in row-major order
 * @param shape no size may be 0
 * @example
 * coordinatesOf(5, [2, 3]); // [1, 2]
 */
export function coordinatesOf(position: number, shape: readonly number[]): number[] {
  const coordinates = new Array<number>(shape.length);
  let rest = position;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    coordinates[axis] = rest % size;
    rest = Math.floor(rest / size);
  }
  return coordinates;
}
