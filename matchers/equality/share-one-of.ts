import { chai } from 'vitest';
import { isTensor } from '../../src/tensor/subject.ts';
import type { toBeOneOf } from '../to-be-one-of.ts';
import { containsTensor } from './contains-tensor.ts';
import { fail, flag, withUsersMessage, type Method } from './vitest-assertion.ts';

/**
 * Vitest has a toBeOneOf of its own, which asks whether a whole value is among some. It goes on answering for everything
 * but a tensor whose elements are to be among given ones.
 * @param ours our matcher
 */
export function shareOneOf(ours: typeof toBeOneOf): void {
  const prototype = chai.Assertion.prototype as unknown as Record<string, Method | undefined>; // as chai itself uses it
  let vitests = prototype['toBeOneOf'];
  const both: Method = function (...args) {
    const received = flag(this, 'object') as unknown;
    const [values, options] = args as Parameters<typeof ours> extends [unknown, ...infer Rest] ? Rest : never;
    if (vitests !== undefined && (!isTensor(received) || containsTensor(values)))
      return vitests.apply(this, args);
    const { pass, message } = ours.call({}, received, values, options);
    if (pass === (flag(this, 'negate') === true)) {
      fail(this, 'toBeOneOf', new chai.AssertionError(withUsersMessage(this, message())));
    }
    return undefined;
  };
  // Vitest puts its own back whenever a test asks for an `expect` of its own, so the place must be held.
  Object.defineProperty(prototype, 'toBeOneOf', {
    configurable: true,
    enumerable: true,
    get: () => both,
    set: (method: Method) => {
      vitests = method;
    },
  });
}
