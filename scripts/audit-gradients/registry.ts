import { engine } from '@tensorflow/tfjs-core';

/** Names of the gradients that TensorFlow.js has registered, read from its own registry. */
export function registeredGradients(): readonly string[] {
  engine(); // makes the global registries
  // TensorFlow.js keeps its registries in a map on the global object.
  const globals = (globalThis as { _tfGlobals?: Map<string, Map<string, unknown>> })._tfGlobals;
  const gradients = globals?.get('gradRegistry');
  if (gradients === undefined || gradients.size === 0) {
    throw new Error('TensorFlow.js has no gradients registered: import @tensorflow/tfjs first.');
  }
  return [...gradients.keys()].sort();
}
