import { expect, test } from 'vitest';
import { assertedBy, strongest } from '../../../src/coverage/error-paths/asserted-by.ts';

test.each<[matcher: string, args: unknown[], by: string]>([
  ['toThrow', [], 'any'],
  ['toThrow', ['text'], 'message'],
  ['toThrow', [/text/], 'message'],
  ['toThrowError', [TypeError], 'type'],
  ['toThrow', [new TypeError('text')], 'message'],
  ['toThrow', [expect.any(TypeError)], 'type'],
  ['toThrow', [expect.anything()], 'any'],
  ['toThrow', [expect.objectContaining({ code: 'E' })], 'type'],
  ['toThrow', [expect.objectContaining({ message: expect.stringContaining('a') as string })], 'message'],
  ['toThrow', [expect.stringMatching(/a/)], 'message'],
  ['throws', [TypeError, 'text'], 'message'],
  ['throws', [TypeError], 'type'],
  ['toThrowErrorMatchingInlineSnapshot', ['[Error: text]'], 'message'],
  ['toMatchSnapshot', [], 'message'],
  ['toBeInstanceOf', [TypeError], 'type'],
  ['toMatchObject', [{ code: 'E' }], 'type'],
  ['toMatchObject', [{ code: 'E', message: 'text' }], 'message'],
  ['toMatchObject', [{ details: 1 }], 'any'],
  ['toEqual', [new Error('text')], 'message'],
  ['toBe', [new Error('the same')], 'message'],
  ['toHaveProperty', ['message', 'text'], 'message'],
  ['toHaveProperty', ['code'], 'type'],
  ['toHaveProperty', ['name'], 'type'],
  ['toHaveProperty', ['hint'], 'any'],
  ['toBeDefined', [], 'any'],
  ['toSatisfy', [() => true], 'any'],
])('%s(%o) asks for the %s', (matcher, args, by) => {
  expect(assertedBy(matcher, args)).toBe(by);
});

test('a message is more than a type, and both are more than nothing', () => {
  expect(strongest('type', 'message')).toBe('message');
  expect(strongest('message', 'any')).toBe('message');
  expect(strongest('any', 'type')).toBe('type');
  expect(strongest('any', 'any')).toBe('any');
});
