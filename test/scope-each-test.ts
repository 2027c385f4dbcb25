import { disposeVariables, engine, memory, type Variable } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect } from 'vitest';

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

/**
 * Frees what each test of a file makes, the variables too, and expects nothing to be left then. Variables that were there
 * before, of a model that several tests share, stay.
 */
export function expectNothingLeft(): void {
  let variables: ReadonlySet<Variable>;
  let tensors: number;
  beforeEach(() => {
    variables = new Set(Object.values(engine().registeredVariables));
    tensors = memory().numTensors;
    engine().startScope();
  });
  afterEach(() => {
    engine().endScope();
    for (const each of Object.values(engine().registeredVariables)) if (!variables.has(each)) each.dispose();
    expect(memory().numTensors).toBe(tensors);
  });
}
