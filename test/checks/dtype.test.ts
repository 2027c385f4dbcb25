import { describe, expect, test } from 'vitest';
import { checkDtype } from '../../src/checks/dtype.ts';
import { ArgumentError, SubjectError } from '../../src/errors.ts';
import type { DType, DTypeFamily } from '../../src/tensor/dtypes.ts';

const tensor = (dtype: string): { readonly shape: readonly number[]; readonly dtype: string } => ({
  shape: [2, 3],
  dtype,
});

describe('checkDtype', () => {
  test.each([
    ['float32', 'float32', true],
    ['int32', 'float32', false],
    ['bool', 'int32', false],
    ['float32', 'float', true],
    ['int32', 'float', false],
    ['int32', 'integer', true],
    ['bool', 'integer', false],
    ['complex64', 'number', true],
    ['int32', 'number', true],
    ['string', 'number', false],
    ['bool', 'bool', true],
    ['string', 'string', true],
  ] satisfies [DType, DType | DTypeFamily, boolean][])('%s as %s: %s', (dtype, expected, pass) => {
    expect(checkDtype(tensor(dtype), expected)).toMatchObject({ pass, details: { dtype } });
  });

  test('says what would pass', () => {
    expect(checkDtype(tensor('int32'), 'float32').message()).toBe(
      'the dtype is int32, expected float32\n  int32[2, 3]',
    );
    expect(checkDtype(tensor('bool'), 'number').message()).toBe(
      'the dtype is bool, expected number (float32, int32, complex64)\n  bool[2, 3]',
    );
    expect(checkDtype(tensor('bool'), 'bool').message()).toBe(
      'the dtype is bool, which it should not be\n  bool[2, 3]',
    );
  });

  test.each(['float64', 'FLOAT32', '', 'toString', '__proto__', null, undefined, 32])(
    'refuses the dtype %s',
    (dtype) => {
      const check = (): unknown => checkDtype(tensor('float32'), dtype as DType);
      expect(check).toThrow(ArgumentError);
      expect(check).toThrow(expect.objectContaining({ argument: 'dtype', actual: dtype }));
    },
  );

  test('refuses what has no dtype', () => {
    expect(() => checkDtype({ shape: [2] } as never, 'float')).toThrow(SubjectError);
    expect(() => checkDtype(null as never, 'float')).toThrow(SubjectError);
  });
});
