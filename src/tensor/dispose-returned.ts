import { engine } from '@tensorflow/tfjs-core';
import { isTensor } from './subject.ts';

/** Deeper than anything a function returns; a cycle ends there. */
const MAX_DEPTH = 16;

/**
 * The id that the next tensor will get: what was made since then has it or a higher one.
 * @returns `undefined` where this version of TensorFlow.js doesn't tell
 */
export function nextTensorId(): number | undefined {
  const engineClass: unknown = engine().constructor;
  const id: unknown =
    typeof engineClass === 'function' ? Reflect.get(engineClass, 'nextTensorId') : undefined;
  return typeof id === 'number' ? id : undefined;
}

/**
 * Frees the tensors of a value that the caller will never see, but only those that are nobody else's: made since `since`, not kept
 * and no variables. An argument that was passed through, a cached tensor or a weight stays as it is.
 * @param since what `nextTensorId` gave before the function ran
 */
export function disposeReturned(value: unknown, since: number, depth = 0): void {
  if (isTensor(value)) {
    const isVariable = 'assign' in value;
    if (value.id >= since && !value.kept && !isVariable) value.dispose();
    return;
  }
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH || ArrayBuffer.isView(value)) return;
  const parts: Iterable<unknown> = value instanceof Map ? value.values() : Object.values(value);
  for (const part of parts) disposeReturned(part, since, depth + 1);
}
