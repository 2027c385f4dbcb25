/** A shape as messages print it: `[2, 3]`, and `[]` for a scalar. */
export function describeShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

/** A tensor as messages print it: `float32[2, 3]`. */
export function describeTensor(tensor: {
  readonly shape: readonly number[];
  readonly dtype: string;
}): string {
  return `${tensor.dtype}${describeShape(tensor.shape)}`;
}
