import { tidy } from '@tensorflow/tfjs-core';

/**
 * Runs a function that gives plain data and frees every tensor made inside. `tf.tidy` would look for tensors in what is
 * returned, element by element: slow for typed arrays, and its types refuse them.
 */
export function scoped<Result>(run: () => Result): Result {
  let result: { readonly value: Result } | undefined;
  tidy(() => {
    result = { value: run() };
  });
  // tidy runs its function at once, so that the result is there when it returns.
  return (result as unknown as { readonly value: Result }).value;
}
