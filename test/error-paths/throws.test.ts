import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import '../../matchers/vitest.ts';
import { checked } from '../../src/contracts/checked.ts';
import { checkThrows, type ErrorClass } from '../../src/error-paths/throws.ts';
import * as errors from '../../src/errors.ts';
import {
  ArgumentError,
  ShapeSpecError,
  SubjectError,
  TensorproofError,
  type ErrorCode,
} from '../../src/errors.ts';
import { parseShapeSpec } from '../../src/tensor/shape-spec/index.ts';
import { messageOf } from '../matchers/message-of.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest();

const misspelt = (): unknown => checked('b 3 -> b', (x: tf.Tensor) => x, { nam: 'f' } as object);
const wrong = new ArgumentError('rtol must be from 0 up', {
  argument: 'rtol',
  expected: ['a', 1],
  actual: -1,
});
const raise = (error: unknown): never => {
  throw error;
};

describe('an error of the right kind', () => {
  test.each<[string, () => unknown, ErrorCode | ErrorClass | undefined, object | undefined]>([
    ['any', misspelt, undefined, undefined],
    ['by code', misspelt, 'TP_ARGUMENT', undefined],
    ['by class', misspelt, ArgumentError, undefined],
    ['by the class above it', misspelt, TensorproofError, undefined],
    ['by its argument', misspelt, 'TP_ARGUMENT', { argument: 'nam' }],
    ['by a pattern for its argument', misspelt, 'TP_ARGUMENT', { argument: /^n/ }],
    ['by what was expected', () => raise(wrong), ArgumentError, { expected: ['a', 1], actual: -1 }],
    [
      'by an asymmetric matcher',
      () => raise(wrong),
      ArgumentError,
      { expected: expect.any(Array) as unknown },
    ],
    ['of a parser', () => parseShapeSpec('b ?'), ShapeSpecError, { argument: 'spec' }],
  ])('%s', async (_name, fn, code, options) => {
    await expect(fn).toThrowTensorproof(code, options);
    await expect(async () => {
      await Promise.resolve();
      fn();
    }).toThrowTensorproof(code, options);
    await expect(Promise.resolve().then(fn)).toThrowTensorproof(code, options);
    await expect(Promise.resolve().then(fn)).rejects.toThrowTensorproof(code, options);
  });

  test('of another copy of the library is known by its code and the names of its classes', async () => {
    abstract class TensorproofError extends Error {}
    class ArgumentError extends TensorproofError {
      readonly code = 'TP_ARGUMENT';
    }
    await expect(() => raise(new ArgumentError('x'))).toThrowTensorproof(errors.ArgumentError);
    await expect(() => raise(new ArgumentError('x'))).toThrowTensorproof('TP_ARGUMENT');
    await expect(() => raise(wrong)).toThrowTensorproof(ArgumentError as unknown as ErrorClass);
    await expect(() => raise(wrong)).not.toThrowTensorproof(SubjectError);
  });
});

test.each<[string, () => unknown, ErrorCode | ErrorClass | undefined, object | undefined]>([
  ['nothing is thrown', () => 1, undefined, undefined],
  ['an error of another kind is thrown', () => raise(new TypeError('no')), undefined, undefined],
  ['no error is thrown', () => raise('no'), undefined, undefined],
  ['another code is thrown', misspelt, 'TP_SUBJECT', undefined],
  ['another class is thrown', misspelt, ShapeSpecError, undefined],
  ['another argument is named', misspelt, 'TP_ARGUMENT', { argument: 'name' }],
  ['something else was expected', () => raise(wrong), ArgumentError, { expected: ['a', 2] }],
])('fails when %s', async (_name, fn, code, options) => {
  await expect(fn).not.toThrowTensorproof(code, options);
  expect(() => void expect(fn).toThrowTensorproof(code, options)).toThrow(/thrown/);
});

test('every class has a code, and every code is one that can be asked for', () => {
  const codes = Object.values(errors).flatMap((each): string[] => {
    if (each === TensorproofError) return [];
    // Only classes are exported.
    const made = Reflect.construct(each as new (...args: unknown[]) => unknown, [
      'x',
      { attempts: [], context: [] },
    ]);
    return [(made as { code: string }).code];
  });
  for (const code of codes) expect(checkThrows(() => 1, code as ErrorCode)).toHaveProperty('pass', false);
  expect(new Set(codes).size).toBe(codes.length);
});

test.each<[string, unknown, unknown, object | undefined, string]>([
  ['a number', 5, 'TP_ARGUMENT', undefined, 'received must be a function, a promise or an error'],
  ['a code that is misspelt', misspelt, 'TP_ARGUMNT', undefined, "did you mean 'TP_ARGUMENT'?"],
  ['the name of a class', misspelt, 'ArgumentError', undefined, "did you mean 'TP_ARGUMENT'?"],
  ['a class of others', misspelt, TypeError, undefined, 'for errors of others there is toThrow'],
  ['an option that there isn’t', misspelt, 'TP_ARGUMENT', { argumnt: 'x' }, "did you mean 'argument'?"],
  ['an argument that is no text', misspelt, 'TP_ARGUMENT', { argument: 5 }, 'argument must be a string'],
])('refuses %s, behind .not too', (_name, subject, code, options, text) => {
  const call = (): unknown => expect(subject).not.toThrowTensorproof(code as ErrorCode, options);
  expect(call).toThrow(TensorproofError);
  expect(call).toThrow(text);
});

test('frees what is returned instead', async () => {
  const before = tf.memory().numTensors;
  await expect(() => tf.ones([2])).not.toThrowTensorproof();
  expect(tf.memory().numTensors).toBe(before);
});

test('says what was thrown instead, where, and what it is caused by', () => {
  const messages = [
    messageOf(() => void expect(() => tf.scalar(1)).toThrowTensorproof('TP_ARGUMENT')),
    messageOf(() => void expect(misspelt).toThrowTensorproof('TP_ARGUMENT', { argument: 'name' })),
    messageOf(() => void expect(misspelt).toThrowTensorproof(ShapeSpecError)),
    messageOf(
      () =>
        void expect(() => raise(new Error('no batch', { cause: wrong }))).toThrowTensorproof(ArgumentError),
    ),
    messageOf(() => void expect(misspelt).not.toThrowTensorproof('TP_ARGUMENT', { argument: 'nam' })),
  ];
  expect(messages.join('\n').replaceAll(/:\d+:\d+/g, ':L:C')).toMatchInlineSnapshot(`
    "Expected ArgumentError (TP_ARGUMENT) to be thrown, but nothing was.
      returned  a tensor float32[]
    ArgumentError (TP_ARGUMENT) was thrown, but its argument is not what was asked for.
      wanted  'name'
      found   'nam'
      thrown  ArgumentError: checked: there is no option 'nam'; the only option is name. hint: did you mean 'name'?
      at      test/error-paths/throws.test.ts:L:C
    Expected ShapeSpecError to be thrown, but it was ArgumentError.
      thrown  ArgumentError: checked: there is no option 'nam'; the only option is name. hint: did you mean 'name'?
      at      test/error-paths/throws.test.ts:L:C
    Expected ArgumentError to be thrown, but it was Error.
      thrown     Error: no batch
      at         test/error-paths/throws.test.ts:L:C
      its cause  ArgumentError: rtol must be from 0 up
      hint: the error that is asked for is the cause of the one that was thrown.
    Expected ArgumentError (TP_ARGUMENT) with argument 'nam' not to be thrown, but it was.
      thrown  ArgumentError: checked: there is no option 'nam'; the only option is name. hint: did you mean 'name'?
      at      test/error-paths/throws.test.ts:L:C"
  `);
});
