import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../../src/errors.ts';
import { Environment, matchShape, parseShapeSpec } from '../../../src/tensor/shape-spec/index.ts';
import type { Bindings } from '../../../src/tensor/shape-spec/index.ts';

describe('Environment', () => {
  test('starts with what is given', () => {
    expect({ ...new Environment({ batch: 32, rest: [2, 3] }).bindings() }).toEqual({
      batch: 32,
      rest: [2, 3],
    });
    expect({ ...new Environment().bindings() }).toEqual({});
  });

  test('does not share the lists it was given', () => {
    const rest = [2, 3];
    const environment = new Environment({ rest });
    rest.push(4);
    expect(environment.bindings()).toHaveProperty('rest', [2, 3]);
  });

  test('gives bindings without a prototype, so that an unbound name is undefined', () => {
    const environment = new Environment();
    matchShape([2], parseShapeSpec('n'), environment);
    const bindings = environment.bindings();
    expect(Object.getPrototypeOf(bindings)).toBeNull();
    expect('toString' in bindings).toBe(false);
  });

  test('reads own properties only', () => {
    const inherited = Object.create({ batch: 3 }) as Bindings;
    expect({ ...new Environment(inherited).bindings() }).toEqual({});
    // the literal sets a prototype and binds nothing
    expect({ ...new Environment({ __proto__: { n: 3 } } as unknown as Bindings).bindings() }).toEqual({});
  });

  test.each([
    ['a name that is none', { '2h': 3 }, 'bindings["2h"]'],
    ['an anonymous name', { _: 3 }, 'bindings["_"]'],
    ['an inherited name', { constructor: 3 }, 'bindings["constructor"]'],
    ['__proto__ as a key of its own', JSON.parse('{"__proto__": 3}'), 'bindings["__proto__"]'],
    ['a negative size', { h: -1 }, 'bindings.h'],
    ['a fraction', { h: 1.5 }, 'bindings.h'],
    ['NaN', { h: NaN }, 'bindings.h'],
    ['2^53', { h: 2 ** 53 }, 'bindings.h'],
    ['a text', { h: '3' }, 'bindings.h'],
    ['null', { h: null }, 'bindings.h'],
    ['undefined', { h: undefined }, 'bindings.h'],
    ['a list with something else', { h: [2, '3'] }, 'bindings.h'],
    ['null itself', null, 'bindings'],
    ['a list itself', [2, 3], 'bindings'],
    ['a number itself', 3, 'bindings'],
  ])('refuses %s', (_, bindings, argument) => {
    const make = (): Environment => new Environment(bindings as Bindings);
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(expect.objectContaining({ argument }));
  });
});
