import type { Tensor } from '@tensorflow/tfjs-core';
import { SubjectError } from '../errors.ts';

/**
 * Whether a value is a tensor, by what it can do. `instanceof` would refuse the tensors of a second
 * copy of tfjs-core and of another VM realm (Jest, vmThreads), which work just as well.
 */
export function isTensor(value: unknown): value is Tensor {
  if (typeof value !== 'object' || value === null) return false;
  const candidate = value as Partial<Record<keyof Tensor, unknown>>; // every field is checked before use
  return (
    Array.isArray(candidate.shape) &&
    typeof candidate.dtype === 'string' &&
    typeof candidate.dataSync === 'function' &&
    typeof candidate.dispose === 'function' &&
    typeof candidate.dataId === 'object' &&
    typeof candidate.isDisposed === 'boolean'
  );
}

function isThenable(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}

/** Names a value's kind for a sentence such as "expected a tensor, got …". */
export function describeKind(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'undefined';
  if (isThenable(value)) return 'a promise';
  if (isTensor(value)) return `a tensor ${value.dtype}[${value.shape.join(', ')}]`;
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`;
  if (Array.isArray(value)) return `an array of length ${value.length}`;
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`;
  if (typeof value === 'object') {
    const prototype: unknown = Object.getPrototypeOf(value);
    const maker = typeof prototype === 'object' && prototype !== null ? prototype.constructor : undefined;
    return typeof maker === 'function' && maker !== Object && maker.name !== ''
      ? `a ${maker.name}`
      : 'an object';
  }
  if (typeof value === 'string')
    return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return `the ${typeof value} ${value.toString()}`;
  return `a ${typeof value}`;
}

/**
 * Refuses anything that is not a live tensor, before anything is computed.
 * @param value what the user handed over
 * @param where who refuses, as the user knows it, e.g. `toHaveShape`
 * @param argument which argument it is, e.g. `expected`; the subject itself by default
 * @throws SubjectError for a promise, a disposed tensor, a typed array and anything else that is no tensor
 */
export function requireTensor(value: unknown, where: string, argument = 'received'): Tensor {
  if (isTensor(value)) {
    if (!value.isDisposed) return value;
    throw new SubjectError(
      `${where}: ${argument} is a disposed tensor ${value.dtype}[${value.shape.join(', ')}].`,
      {
        argument,
        expected: 'a live tensor',
        actual: 'a disposed tensor',
        hint: 'it was freed by dispose() or by leaving a tf.tidy(); return it from the tidy or wrap it in tf.keep().',
      },
    );
  }
  const facts = { argument, expected: 'a tensor', actual: describeKind(value) };
  const sentence = `${where}: ${argument} must be a tensor, got ${facts.actual}.`;
  if (isThenable(value)) {
    throw new SubjectError(sentence, {
      ...facts,
      hint: 'await it first, or write expect(promise).resolves.',
    });
  }
  if (ArrayBuffer.isView(value) || Array.isArray(value)) {
    throw new SubjectError(sentence, {
      ...facts,
      hint: 'it has no shape and no dtype of its own; wrap it: tf.tensor(values, shape, dtype).',
    });
  }
  throw new SubjectError(sentence, facts);
}
