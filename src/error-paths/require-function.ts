import { SubjectError } from '../errors.ts';
import { describeKind, isThenable } from '../tensor/subject.ts';

/** Any function, as far as it is called here. */
export type AnyFunction = (...args: readonly unknown[]) => unknown;

/** Refuses what can't be called. */
export function requireFunction(subject: unknown, where: string): AnyFunction {
  if (typeof subject === 'function') return subject as AnyFunction; // what it makes of its arguments is what is looked at
  const actual = describeKind(subject);
  throw new SubjectError(`${where}: received must be a function, got ${actual}.`, {
    argument: 'received',
    expected: 'a function',
    actual,
    hint: isThenable(subject)
      ? 'hand over the function itself, not what it returned.'
      : 'of a model, hand over a call: (x) => model.predict(x).',
  });
}
