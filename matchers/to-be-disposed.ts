import { checkDisposed } from '../src/checks/disposed.ts';
import { asMatcherResult, type Matcher } from './define-matcher.ts';

/**
 * Passes when a tensor was freed, or all tensors that something holds were. Behind `.not` all of them must be alive.
 * @param received a tensor or variable, alive or not, a module, a layers model, or arrays, objects, Maps and Sets that hold them
 * @throws SubjectError for a promise, and for something that holds no tensor
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const x = tf.ones([2]);
 * const y = tf.tidy(() => x.add(1));
 * x.dispose();
 * expect(x).toBeDisposed();
 * expect(y).not.toBeDisposed();
 */
export const toBeDisposed: Matcher = function (received) {
  // The opposite of "all of them are disposed" is "some are alive", which is not what a user means by .not.
  const which = this.isNot === true ? 'some' : 'every';
  return asMatcherResult(checkDisposed(received, { which }, 'toBeDisposed'));
};
