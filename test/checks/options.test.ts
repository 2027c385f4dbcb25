import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  nearestName,
  requireAxis,
  requireFlag,
  requireNumber,
  requireOptions,
  requireTolerance,
} from '../../src/checks/options.ts';
import { ArgumentError } from '../../src/errors.ts';

const NAMES = ['rtol', 'atol', 'equalNaN', 'checkDtype'] as const;

/** The error that a call throws, so that its facts can be looked at. */
function refusalOf(call: () => unknown): ArgumentError {
  try {
    call();
  } catch (error) {
    if (error instanceof ArgumentError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('requireOptions', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['an empty object', {}],
    ['known names', { rtol: 1, equalNaN: true }],
    ['a known name left undefined', { rtol: undefined }],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { atol: 1 })],
  ])('takes %s', (_name, options) => {
    expect(requireOptions(options, NAMES, 'toBeAllClose')).toEqual(options ?? {});
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['a number', 1e-3],
    ['a string', 'rtol'],
    ['an array', [1]],
    ['a Map', new Map()],
    ['a function', () => ({})],
    ['a promise', Promise.resolve({})],
    ['a typed array', new Float32Array(2)],
    ['an instance of a class', new Date(0)],
  ])('refuses %s', (_name, options) => {
    expect(() => requireOptions(options, NAMES, 'toBeAllClose')).toThrow(ArgumentError);
  });

  test.each([
    ['rtl', 'rtol'],
    ['relTol', 'rtol'],
    ['atoll', 'atol'],
    ['ATOL', 'atol'],
    ['equalNan', 'equalNaN'],
    ['equalNaNs', 'equalNaN'],
    ['equal', 'equalNaN'],
    ['checkDType', 'checkDtype'],
  ])('takes %s for a misspelt %s', (given, meant) => {
    const error = refusalOf(() => requireOptions({ [given]: 1 }, NAMES, 'toBeAllClose'));
    expect(error.hint).toBe(`did you mean '${meant}'?`);
    expect(error.argument).toBe(given);
    expect(error.expected).toEqual(NAMES);
  });

  test('guesses at nothing where no name is near', () => {
    expect(refusalOf(() => requireOptions({ maximumError: 1 }, NAMES, 'toBeAllClose')).hint).toBeUndefined();
  });

  test('does not take the names of Object.prototype for options', () => {
    expect(() => requireOptions({ toString: 1 }, NAMES, 'toBeAllClose')).toThrow("no option 'toString'");
    expect(() => requireOptions(JSON.parse('{"__proto__": 1}'), NAMES, 'toBeAllClose')).toThrow(
      "no option '__proto__'",
    );
  });

  test('reads well', () => {
    expect(refusalOf(() => requireOptions({ rtoll: 1 }, NAMES, 'toBeAllClose')).message)
      .toMatchInlineSnapshot(`
      "toBeAllClose: there is no option 'rtoll'; the options are rtol, atol, equalNaN, checkDtype.
        hint: did you mean 'rtol'?"
    `);
    expect(refusalOf(() => requireOptions(1e-3, NAMES, 'toBeAllClose')).message).toMatchInlineSnapshot(`
      "toBeAllClose: options must be an object with rtol, atol, equalNaN, checkDtype, got the number 0.001.
        hint: a tolerance goes by name: { atol: 0.001 }."
    `);
    expect(refusalOf(() => requireOptions({ x: 1 }, ['axis'], 'toBeOneHot')).message).toMatchInlineSnapshot(
      `"toBeOneHot: there is no option 'x'; the only option is axis."`,
    );
  });

  test('refuses every name that is not there, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        fc.pre(!NAMES.some((known) => known === name));
        const given = Object.defineProperty({}, name, { value: 1, enumerable: true });
        expect(refusalOf(() => requireOptions(given, NAMES, 'here')).argument).toBe(name);
      }),
    );
  });
});

describe('nearestName', () => {
  test('finds a name again after one edit', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), fc.nat(), (name, seed) => {
        const cut = seed % name.length;
        expect(nearestName(name.slice(0, cut) + name.slice(cut + 1), NAMES)).toBeDefined();
      }),
    );
  });
});

describe('requireTolerance', () => {
  test.each([0, 1e-12, 1, 1e300])('takes %s', (value) => {
    expect(requireTolerance(value, 'rtol', 'here', 0)).toBe(value);
  });

  test('falls back where nothing was given', () => {
    expect(requireTolerance(undefined, 'rtol', 'here', 1e-5)).toBe(1e-5);
  });

  test.each([NaN, -1, -1e-30, Infinity, -Infinity, '1e-3', null, true, 1n, {}, []])('refuses %s', (value) => {
    const error = refusalOf(() => requireTolerance(value, 'rtol', 'here', 0));
    expect(error.argument).toBe('rtol');
    expect(error.message).toMatch(/^here: rtol must be a finite number from 0 up, got /u);
  });
});

describe('requireFlag', () => {
  test('takes booleans and falls back', () => {
    expect(requireFlag(true, 'strict', 'here', false)).toBe(true);
    expect(requireFlag(undefined, 'strict', 'here', true)).toBe(true);
  });

  test.each([0, 1, 'false', null])('refuses %s', (value) => {
    expect(() => requireFlag(value, 'strict', 'here', false)).toThrow('here: strict must be true or false');
  });
});

describe('requireNumber', () => {
  test.each([0, -0, Infinity, -Infinity, 1.5])('takes %s', (value) => {
    expect(requireNumber(value, 'low', 'here')).toBe(value);
  });

  test.each([NaN, '1', undefined, null, 1n])('refuses %s', (value) => {
    expect(() => requireNumber(value, 'low', 'here')).toThrow('here: low must be a number');
  });
});

describe('requireAxis', () => {
  test('counts negative axes from the end', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { minLength: 1, maxLength: 6 }), fc.nat(), (shape, seed) => {
        const axis = seed % shape.length;
        expect(requireAxis(axis, shape, 'here')).toBe(axis);
        expect(requireAxis(axis - shape.length, shape, 'here')).toBe(axis);
      }),
    );
  });

  test.each([2, -3, 0.5, NaN, '0', null, undefined])('refuses %s for a matrix', (axis) => {
    expect(() => requireAxis(axis, [2, 3], 'here')).toThrow('here: axis must be an integer from -2 to 1');
  });

  test('refuses every axis of a scalar', () => {
    expect(() => requireAxis(0, [], 'here')).toThrow('a scalar has no axes');
  });
});
