import { disposeVariables, engine } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach } from 'vitest';

/**
 * Frees what each test of a file makes, so that its expectations need not. For tests whose subject isn't memory.
 * @param options `variables`: whether variables go too, the weights of models among them, which no scope frees
 */
export function scopeEachTest({ variables = false } = {}): void {
  beforeEach(() => {
    engine().startScope();
  });
  afterEach(() => {
    engine().endScope();
    if (variables) disposeVariables();
  });
}
