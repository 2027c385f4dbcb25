/** The shape that two shapes broadcast to by NumPy's rules; `undefined` where they don't. */
export function broadcastSizes(
  left: readonly number[],
  right: readonly number[],
): readonly number[] | undefined {
  const rank = Math.max(left.length, right.length);
  const wider: number[] = [];
  for (let axis = 0; axis < rank; axis += 1) {
    const a = left[axis - rank + left.length] ?? 1;
    const b = right[axis - rank + right.length] ?? 1;
    if (a !== b && a !== 1 && b !== 1) return undefined;
    wider.push(a === 1 ? b : a);
  }
  return wider;
}
