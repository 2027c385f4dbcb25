import { engine } from '@tensorflow/tfjs-core';
import type { Variable } from '@tensorflow/tfjs-core';

/**
 * Remembers which variables TensorFlow.js knows.
 * @returns gives, whenever it is called, the variables that were made since and are still alive
 */
export function variablesSince(): () => Variable[] {
  const before = new Set(Object.keys(engine().registeredVariables));
  return () => Object.values(engine().registeredVariables).filter((each) => !before.has(each.name));
}
