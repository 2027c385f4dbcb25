import type { Arbitrary } from 'fast-check';
import { ArgumentError } from '../../errors.ts';
import { describeKind } from '../../tensor/subject.ts';
import { BOOLEAN_SOURCE } from './booleans.ts';
import { ElementArbitrary } from './element-arbitrary.ts';
import type { ElementDType, ElementSource } from './element-source.ts';
import { floatSource, type FloatProfile, type FloatRange } from './floats32.ts';
import { integerSource } from './integers.ts';
import { simplerNumbers, type Range } from './simplicity.ts';

/** The elements of a tensor: a profile of float32, bounds, or any arbitrary of numbers. */
export type Elements = FloatProfile | FloatRange | Arbitrary<number>;

const HOLDS: Readonly<Record<ElementDType, (value: number) => number>> = {
  float32: Math.fround,
  int32: (value) => value | 0,
  bool: (value) => (value === 0 ? 0 : 1),
};

/**
 * Chooses what fills a tensor.
 * @param dtype of the tensor; `undefined` where the elements decide
 * @throws ArgumentError for a dtype that isn't generated and for elements that don't suit it
 */
export function chooseSource(elements: unknown, dtype: unknown, where: string): ElementSource {
  const wanted = requireDtype(dtype, where);
  if (elements instanceof ElementArbitrary) {
    const { source } = elements;
    if (wanted === undefined || wanted === source.dtype || wanted === 'float32') return source;
    throw new ArgumentError(`${where}: elements of ${source.dtype} can't fill a tensor of dtype ${wanted}.`, {
      argument: 'elements',
      expected: `elements of ${wanted}`,
      actual: source.dtype,
    });
  }
  if (isArbitrary(elements)) return sourceOfArbitrary(elements, wanted ?? 'float32', where);
  if (wanted === 'bool') {
    if (elements === undefined) return BOOLEAN_SOURCE;
    throw new ArgumentError(`${where}: a bool tensor has no range, got elements ${describeKind(elements)}.`, {
      argument: 'elements',
      expected: 'left out, or an arbitrary of 0 and 1',
      actual: elements,
    });
  }
  if (wanted === 'int32' && typeof elements !== 'string')
    return integerSource(elements ?? { min: -100, max: 100 }, where);
  if (wanted === 'int32') {
    throw new ArgumentError(`${where}: '${String(elements)}' is a profile of float32, but dtype is int32.`, {
      argument: 'elements',
      expected: '{ min, max } or an arbitrary of integers',
      actual: elements,
    });
  }
  return floatSource(elements ?? 'normal', where);
}

function requireDtype(dtype: unknown, where: string): ElementDType | undefined {
  if (dtype === undefined) return undefined;
  for (const each of ['float32', 'int32', 'bool'] as const) if (each === dtype) return each;
  throw new ArgumentError(
    `${where}: dtype must be 'float32', 'int32' or 'bool', got ${describeKind(dtype)}.`,
    { argument: 'dtype', expected: ['float32', 'int32', 'bool'], actual: dtype },
  );
}

/** Whether something draws values as fast-check's arbitraries do; one of another copy does too. */
function isArbitrary(value: unknown): value is Arbitrary<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'generate' in value &&
    typeof value.generate === 'function' &&
    'shrink' in value
  );
}

/** Elements of someone else's arbitrary, rounded to what the dtype holds. */
function sourceOfArbitrary(arbitrary: Arbitrary<unknown>, dtype: ElementDType, where: string): ElementSource {
  const hold = HOLDS[dtype];
  const admits = (value: number): boolean => {
    try {
      return arbitrary.canShrinkWithoutContext(value);
    } catch {
      return false; // an unmapper refuses by throwing
    }
  };
  const range: Range = { min: -Infinity, max: Infinity, whole: dtype !== 'float32', admits, round: hold };
  return {
    dtype,
    simplest: 0,
    admits,
    draw: (_, mrng) => {
      const { value } = arbitrary.generate(mrng, undefined);
      if (typeof value === 'number') return hold(value);
      throw new ArgumentError(
        `${where}: elements must be an arbitrary of numbers, but it gave ${describeKind(value)}.`,
        {
          argument: 'elements',
          expected: 'an arbitrary of numbers',
          actual: value,
        },
      );
    },
    simpler: (value, passed) => simplerNumbers(value, range, passed),
  };
}
