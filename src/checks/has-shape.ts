import { SubjectError } from '../errors.ts';
import { describeShape } from '../tensor/describe.ts';
import { describeKind } from '../tensor/subject.ts';

/** A tensor, or anything else with a shape: a variable, a buffer, a spec of a tensor that is yet to be made. */
export interface HasShape {
  readonly shape: readonly number[];
  readonly dtype?: string;
}

/** Far beyond any tensor; a list that claims more axes is not walked. */
const HIGHEST_RANK = 32;

function isShape(value: unknown): value is readonly number[] {
  try {
    if (!Array.isArray(value)) return false;
    const rank = value.length;
    if (!(rank <= HIGHEST_RANK)) return false;
    // by index: `every` skips the holes of a sparse array
    for (let axis = 0; axis < rank; axis += 1) {
      const size: unknown = value[axis];
      if (!Number.isSafeInteger(size) || (size as number) < 0) return false; // a safe integer is a number
    }
    return true;
  } catch {
    return false; // a proxy of the user's own may throw
  }
}

/** What came instead of a shape: its sizes where they can be listed, else its kind. */
function describeSizes(shape: unknown): string {
  try {
    if (Array.isArray(shape) && shape.length <= HIGHEST_RANK) return `[${shape.map(String).join(', ')}]`;
  } catch {
    // what can't be listed is named by its kind
  }
  return describeKind(shape);
}

/** What an object has for a shape; `undefined` where it has none, or throws when it is asked. */
function shapeHolder(value: unknown): { readonly shape: unknown } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return 'shape' in value ? { shape: value.shape } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The sizes of something with a shape.
 * @param value a tensor or anything with a `shape` of whole numbers
 * @param where who refuses, as the user knows it, e.g. `checkShape`
 * @param argument which argument it is
 * @throws SubjectError when there is no shape, or one with an unknown size such as a symbolic tensor's `null`
 */
export function requireShape(value: unknown, where: string, argument: string): readonly number[] {
  const holder = shapeHolder(value);
  if (holder !== undefined) {
    const { shape } = holder;
    if (isShape(shape)) return shape;
    const actual = describeSizes(shape);
    throw new SubjectError(
      `${where}: the shape of ${argument} must be whole numbers from 0, got ${actual}.`,
      {
        argument,
        expected: 'a shape of whole numbers from 0',
        actual,
        ...(actual.includes('null')
          ? {
              hint: 'null is an axis of unknown size, as symbolic tensors have it; check the shape of a real output.',
            }
          : {}),
      },
    );
  }
  const actual = describeKind(value);
  throw new SubjectError(`${where}: ${argument} must be a tensor or have a shape, got ${actual}.`, {
    argument,
    expected: 'a tensor or an object with a shape',
    actual,
    ...(actual === 'a promise' ? { hint: 'await it first.' } : {}),
  });
}

/** As `requireShape`, but takes a bare shape such as `[2, 3]` as well. */
export function requireShapeLike(
  value: unknown,
  where: string,
  argument: string,
): { readonly shape: readonly number[]; readonly described: string } {
  if (isShape(value)) return { shape: value, described: describeShape(value) };
  const shape = requireShape(value, where, argument);
  return { shape, described: describeWithDtype(value, shape) };
}

/** `float32[2, 3]`, or `[2, 3]` where there is no dtype. */
export function describeWithDtype(value: unknown, shape: readonly number[]): string {
  const dtype = typeof value === 'object' && value !== null && 'dtype' in value ? value.dtype : undefined;
  return `${typeof dtype === 'string' ? dtype : ''}${describeShape(shape)}`;
}
