import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../src/errors.ts';
import { resolveOptions } from '../../src/plugin/options.ts';

describe('what is left out', () => {
  test('is filled in', () => {
    expect(resolveOptions({}, undefined)).toEqual({
      backend: 'auto',
      seed: 42,
      matchers: true,
      collect: undefined,
    });
    expect(resolveOptions(undefined, '')).toEqual({
      backend: 'auto',
      seed: 42,
      matchers: true,
      collect: undefined,
    });
  });

  test('what is given stays', () => {
    const given = { backend: 'cpu', seed: false, matchers: false, collect: true };
    expect(resolveOptions(given, undefined)).toEqual(given);
  });

  test('the environment goes before the option', () => {
    expect(resolveOptions({ seed: 3 }, '7').seed).toBe(7);
    expect(resolveOptions({ seed: false }, '7').seed).toBe(7);
  });

  test('a random seed is another one each time', () => {
    const seeds = Array.from({ length: 5 }, () => resolveOptions({ seed: 'random' }, undefined).seed);
    expect(new Set(seeds).size).toBe(5);
    expect(seeds.every(Number.isSafeInteger)).toBe(true);
  });
});

test.each<[string, unknown, string | undefined, string]>([
  ['a misspelt option', { bakend: 'cpu' }, undefined, "did you mean 'backend'?"],
  [
    'an unknown backend',
    { backend: 'gpu' },
    undefined,
    'tensorproof: backend must be auto, native, cpu, wasm or false',
  ],
  ['backend: true', { backend: true }, undefined, 'got the boolean true'],
  ['a seed that is NaN', { seed: NaN }, undefined, "seed must be a finite number, 'random' or false"],
  ['a seed that is a text', { seed: '42' }, undefined, 'got the string "42"'],
  [
    'matchers that are neither true nor false',
    { matchers: 'yes' },
    undefined,
    'matchers must be true or false',
  ],
  ['a variable that is no number', {}, 'abc', "TENSORPROOF_SEED must be a finite number, got 'abc'"],
  ['options that are none', 42, undefined, 'options must be an object'],
])('%s is refused', (_, options, environment, message) => {
  expect(() => resolveOptions(options, environment)).toThrow(ArgumentError);
  expect(() => resolveOptions(options, environment)).toThrow(message);
});
